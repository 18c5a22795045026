import { html } from "../../src/report/escape.js";
import { page, type PageParts } from "../../src/server/page.js";

/** Nothing is asked of anybody: scripts and styles come with the site, and only the playground runs more. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'";
const PLAYGROUND_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'";

/**
 * A whole page of the site, which says itself what it may do: not every server of files sends headers.
 * @param base the path that the site lies below, with a slash at both ends
 */
export function sitePage(parts: Omit<PageParts, "policy">, base: string): string {
  return page({ ...parts, policy: parts.part === "playground" ? PLAYGROUND_POLICY : POLICY }, base);
}

/** Plain text with `code` in backticks, as HTML. */
export function inlineHtml(text: string): string {
  return html(text).replace(/`([^`]*)`/g, "<code>$1</code>");
}
