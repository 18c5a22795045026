import { Marked, type Token, type Tokens } from "marked";

import { html } from "../src/report/escape.js";

/** Tags of HTML that our own comments have; any other is shown as text. */
const TAGS = /^<\/?(?:sub|details|summary|code)>/;
const COMMENT = /^<!--(?:(?!-->)[\s\S])*-->/;

/** What a text is drawn with, besides the usual. */
export interface MarkdownOptions {
  /** Draws a block of code; its language is what stands behind the fence. */
  readonly code: (text: string, language: string) => string;
  /** Where a link leads; null draws its text alone. */
  readonly link: (href: string) => string | null;
  /** Whether headings get an id to link to. */
  readonly hasAnchors?: boolean;
}

/** Draws GitHub's Markdown as HTML. Whatever stands in the text, nothing but known tags and links comes out. */
export function markdownHtml(text: string, options: MarkdownOptions): string {
  const seen = new Map<string, number>();
  const marked = new Marked({
    gfm: true,
    renderer: {
      html({ text: raw }: Tokens.HTML | Tokens.Tag): string {
        return knownTags(raw);
      },
      image({ text: alternative }: Tokens.Image): string {
        return html(alternative);
      },
      code({ text: code, lang }: Tokens.Code): string {
        return options.code(code, lang ?? "");
      },
      codespan({ text: code }: Tokens.Codespan): string {
        return `<code>${html(code)}</code>`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const inner = this.parser.parseInline(tokens);
        const target = options.link(href);
        return target === null ? inner : `<a href="${html(target)}">${inner}</a>`;
      },
      heading({ tokens, depth }: Tokens.Heading): string {
        const inner = this.parser.parseInline(tokens);
        const id = options.hasAnchors === true ? ` id="${anchorOf(plainText(tokens), seen)}"` : "";
        return `<h${String(depth)}${id}>${inner}</h${String(depth)}>\n`;
      },
      table({ header, rows }: Tokens.Table): string {
        const row = (cells: readonly Tokens.TableCell[], tag: "th" | "td"): string =>
          `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("")}</tr>`;
        const body = rows.map((cells) => row(cells, "td")).join("\n");
        return `<div class="table" tabindex="0"><table><thead>${row(header, "th")}</thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  return marked.parse(text, { async: false });
}

/** Keeps the tags that our comments have, drops remarks, and shows the rest as text. */
function knownTags(raw: string): string {
  let out = "";
  for (let rest = raw; rest !== "";) {
    const comment = COMMENT.exec(rest)?.[0];
    const tag = TAGS.exec(rest)?.[0];
    const taken = comment ?? tag ?? rest.slice(0, 1);
    out += comment === undefined ? (tag ?? html(taken)) : "";
    rest = rest.slice(taken.length);
  }
  return out;
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      "tokens" in token && token.tokens ? plainText(token.tokens) : (token as { text: string }).text,
    )
    .join("");
}

/** The id that GitHub gives a heading. */
export function anchorOf(text: string, seen = new Map<string, number>()): string {
  const id = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
  const count = seen.get(id) ?? 0;
  seen.set(id, count + 1);
  return html(count === 0 ? id : `${id}-${String(count)}`);
}
