import { linesOf, type Hunk, type HunkLine } from "../src/diff/hunk.js";
import { html } from "../src/report/escape.js";
import type { PlannedComment } from "../src/review/plan.js";
import { highlightedLines } from "./highlight.js";
import { languageOf } from "./language-of.js";
import { markdownHtml } from "./markdown.js";
import type { TextChange } from "./review.js";

/** How a review is drawn. */
export interface ViewOptions {
  /** What stands below a suggestion: a button, or nothing. `index` counts the comments of the review. */
  readonly suggestionButton: (index: number) => string;
  /** Draws the place of a comment, where it is a link or a button. */
  readonly place: (comment: PlannedComment, index: number) => string;
}

/** Lines of the diff that are shown above a comment. */
const LINES_ABOVE = 4;

/** The lines of a change, drawn once for all that is shown of it. */
export interface DrawnChange {
  readonly change: TextChange;
  readonly old: readonly string[];
  readonly now: readonly string[];
}

/** Draws the lines of both sides. */
export function drawnChange(change: TextChange): DrawnChange {
  const language = languageOf(change.path);
  return {
    change,
    old: highlightedLines(change.base ?? "", language),
    now: highlightedLines(change.head, language),
  };
}

/** A thread as GitHub draws it in the conversation: the end of the hunk, and the comment below. */
export function threadHtml(
  comment: PlannedComment,
  index: number,
  drawn: DrawnChange,
  hunks: readonly Hunk[],
  options: ViewOptions,
): string {
  const lines = linesUpTo(hunks, comment);
  return `<article class="thread" data-line="${String(comment.line)}">
<header class="thread-place">${options.place(comment, index)}</header>
${diffTable(lines, drawn, comment)}
${commentHtml(comment.body, suggestedFor(comment, drawn.change), options.suggestionButton(index))}
</article>`;
}

/** All hunks of a file, as GitHub draws "Files changed". */
export function fileDiffHtml(drawn: DrawnChange, hunks: readonly Hunk[]): string {
  const tables = hunks.map((hunk) => diffTable(linesOf(hunk), drawn));
  return `<div class="file"><div class="file-path">${html(drawn.change.path)}</div>\n${tables.join("\n")}</div>`;
}

/** A comment of no-pickle. Its text may hold anything; what comes out is ours. */
export function commentHtml(body: string, suggested: readonly string[] | null, button: string): string {
  const text = markdownHtml(body, {
    code: (code, language) =>
      language === "suggestion" && suggested !== null
        ? suggestion(suggested, code.split("\n"), button)
        : `<pre tabindex="0"><code>${html(code)}</code></pre>`,
    link: (href) => (/^(?:https:\/\/|\/(?!\/))/.test(href) ? href : null),
  });
  return `<div class="comment"><div class="comment-head"><span class="avatar" aria-hidden="true">np</span><b>no-pickle</b> <span class="bot">bot</span></div>
<div class="comment-body">${text}</div></div>`;
}

function suggestion(before: readonly string[], after: readonly string[], button: string): string {
  const rows = [
    ...before.map(
      (line) => `<div class="line deleted"><span class="sign">-</span><code>${html(line)}</code></div>`,
    ),
    ...after.map(
      (line) => `<div class="line added"><span class="sign">+</span><code>${html(line)}</code></div>`,
    ),
  ];
  return `<div class="suggestion"><div class="suggestion-head">Suggested change</div><div class="lines">${rows.join("")}</div>${button}</div>`;
}

/** The lines that the suggestion of a comment replaces. */
function suggestedFor({ line, startLine }: PlannedComment, { head }: TextChange): string[] {
  return head.split("\n").slice((startLine ?? line) - 1, line);
}

function linesUpTo(hunks: readonly Hunk[], { line, startLine }: PlannedComment): HunkLine[] {
  const hunk = hunks.find(({ newStart, newLines }) => line >= newStart && line < newStart + newLines);
  if (!hunk) return [];
  const lines = linesOf(hunk);
  const end = lines.findIndex(({ newLine }) => newLine === line) + 1;
  const commented = line - (startLine ?? line) + 1;
  return lines.slice(Math.max(0, end - LINES_ABOVE - commented), end);
}

const SIGNS = { added: "+", deleted: "-", context: " " } as const;

function diffTable(lines: readonly HunkLine[], { old, now }: DrawnChange, at?: PlannedComment): string {
  const rows = lines.map(({ kind, text, oldLine, newLine }) => {
    const drawn = newLine === null ? old[(oldLine ?? 0) - 1] : now[newLine - 1];
    const isCommented =
      at !== undefined && newLine !== null && newLine >= (at.startLine ?? at.line) && newLine <= at.line;
    return `<tr class="${kind}${isCommented ? " commented" : ""}"><td class="number" data-line="${String(newLine ?? "")}"></td><td class="code"><span class="sign" aria-hidden="true">${SIGNS[kind]}</span>${drawn ?? html(text)}</td></tr>`;
  });
  return `<div class="diff"><table role="presentation">${rows.join("")}</table></div>`;
}
