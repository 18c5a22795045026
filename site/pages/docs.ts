import { html } from "../../src/report/escape.js";
import { codeBlock } from "../highlight.js";
import { anchorOf, markdownHtml } from "../markdown.js";
import { sitePage } from "./layout.js";

/** A page of the documentation. */
export interface DocsPage {
  /** The file that it is made from, from the root of the repository. */
  readonly file: string;
  /** Its address below `docs/`; "" for the first. */
  readonly name: string;
  readonly label: string;
}

/** The pages, in the order of the navigation. */
export const DOCS: readonly DocsPage[] = [
  { file: "README.md", name: "", label: "Start here" },
  { file: "docs/command-line.md", name: "command-line", label: "On the command line" },
  { file: "docs/migrate.md", name: "migrate", label: "Moving stored data" },
  { file: "docs/audit.md", name: "audit", label: "Getting rid of it" },
  { file: "docs/ci.md", name: "ci", label: "In CI and before the push" },
  { file: "docs/audit-issue.md", name: "audit-issue", label: "The issue about what is left" },
  { file: "docs/editor.md", name: "editor", label: "In the editor" },
  { file: "docs/policy.md", name: "policy", label: "The policy" },
  { file: "docs/operating.md", name: "operating", label: "Running the server" },
  { file: "docs/json.md", name: "json", label: "The JSON report" },
  { file: "docs/security.md", name: "security", label: "Security" },
  { file: "CHANGELOG.md", name: "changelog", label: "What is new" },
  { file: "ARCHITECTURE.md", name: "architecture", label: "Architecture" },
  { file: "CONTRIBUTING.md", name: "contributing", label: "Contributing" },
];

/** Draws a page of the documentation from its Markdown. */
export function docsPage(page: DocsPage, text: string, base: string): string {
  const navigation = DOCS.map(
    ({ name, label }) =>
      `<li><a href="${base}docs/${name === "" ? "" : `${name}/`}"${name === page.name ? ' aria-current="page"' : ""}>${html(label)}</a></li>`,
  );
  const body = markdownHtml(text, {
    code: (code, language) => codeBlock(code, language === "py" ? "python" : language),
    link: (href) => siteLink(page.file, href, base),
    hasAnchors: true,
  });
  return sitePage(
    {
      title: `${page.label} · no-pickle`,
      description: `no-pickle: ${page.label.toLowerCase()}.`,
      part: "docs",
      main: `<div class="columns"><nav class="side" aria-label="Documentation"><ul>${navigation.join("")}</ul>${contents(text)}</nav>
<article class="prose">${body}</article></div>`,
    },
    base,
  );
}

/** The second headings of a page, as links; those in blocks of code are none. */
function contents(text: string): string {
  const seen = new Map<string, number>();
  const rows: string[] = [];
  let isCode = false;
  for (const line of text.split("\n")) {
    if (/^\s*```/.test(line)) isCode = !isCode;
    const [, marks = "", title = ""] = (!isCode && /^(#+) (.*)$/.exec(line)) || [];
    if (marks === "") continue;
    const plain = title.replace(/[`*]/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const id = anchorOf(plain, seen);
    if (marks === "##") rows.push(`<li><a href="#${id}">${html(plain)}</a></li>`);
  }
  return rows.length > 1 ? `<p class="contents">On this page</p><ul>${rows.join("")}</ul>` : "";
}

/**
 * Where a link of a document leads on the site; null where the site has no such page: code is not shown here.
 * @param file the document, from the root of the repository
 */
export function siteLink(file: string, href: string, base: string): string | null {
  if (/^https?:/.test(href) || href.startsWith("#")) return href;
  const [path = "", anchor] = href.split("#");
  const target = new URL(path, `file:///${file}`).pathname.slice(1);
  const hash = anchor === undefined ? "" : `#${anchor}`;
  const page = DOCS.find((one) => one.file === target);
  if (page) return `${base}docs/${page.name === "" ? "" : `${page.name}/`}${hash}`;
  const [, rule] = /^docs\/rules\/([a-z0-9-]+)\.md$/.exec(target) ?? [];
  if (rule !== undefined) return `${base}rules/${rule}/${hash}`;
  if (/^docs\/rules(?:\/(?:README\.md)?)?$/.test(target)) return `${base}rules/`;
  return target === "docs/no-pickle.schema.json" ? `${base}no-pickle.schema.json` : null;
}
