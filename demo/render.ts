import parseDiff from "parse-diff";

import { wrapped } from "./wrapped.js";

import type { DiffFile } from "../test/support/github/git-repository.js";
import type { StoredCheckRun, StoredPull, StoredReview, StoredThread } from "../test/support/github/state.js";

const color = process.stdout.isTTY && !process.env["NO_COLOR"];
const paint =
  (code: string) =>
  (text: string): string =>
    color ? `\u001b[${code}m${text}\u001b[0m` : text;
const bold = paint("1");
const dim = paint("2");
const red = paint("31");
const green = paint("32");

/** A heading of the demo. */
export function heading(text: string): string {
  return `\n${bold(text)}\n${"=".repeat(text.length)}\n`;
}

/** A review as a person reads it on GitHub: its text, then each comment under its diff hunk. */
export function renderReview(review: StoredReview, pull: StoredPull, files: readonly DiffFile[]): string {
  const verdict = review.state === "CHANGES_REQUESTED" ? red("requested changes") : "commented";
  const head = `${bold(review.author)} ${verdict}\n\n${fit(plain(review.body), "  ")}\n`;
  const threads = pull.threads.filter(({ commitSha }) => commitSha === review.commitSha);
  return [head, ...threads.map((thread) => renderThread(thread, files))].join("\n");
}

/** A check run: conclusion, title, summary, and whether it put annotations on lines. */
export function renderCheck(check: StoredCheckRun): string {
  const sign = check.conclusion === "success" ? green("✓") : check.conclusion === "failure" ? red("✗") : "■";
  // Not how many: an import counts with the uses that it serves, and has an annotation of its own.
  const annotations =
    check.annotations.length > 0 ? dim("  with an annotation on each line concerned\n") : "";
  const summary = plain(check.summary.replace(/\]\(http[^)]+\)/g, "]")).replace(/\[([^\]]+)\]/g, "$1");
  return `${sign} ${bold(check.name)}  ${check.conclusion ?? check.status}: ${check.title}\n${annotations}\n${fit(summary, "  ")}\n`;
}

/** What became of the threads and the request for changes. */
export function renderThreadStates(pull: StoredPull): string {
  const threads = pull.threads.map(({ path, line, resolvedBy, comments: [first] }) => {
    const state =
      resolvedBy !== null
        ? green("resolved")
        : first?.minimized
          ? green("closed (hidden as resolved)")
          : red("open");
    const note = /\*\*(Fixed in .*)\*\*/.exec(first?.body ?? "")?.[1] ?? "";
    return `  ${path}:${String(line)}  ${state}${noteBelow(note)}`;
  });
  const reviews = pull.reviews.map(({ state, dismissal }) => {
    return `  review  ${state === "CHANGES_REQUESTED" ? red("changes requested") : green(state.toLowerCase())}${noteBelow(dismissal ?? "")}`;
  });
  return `${[...threads, ...reviews].join("\n")}\n`;
}

/** What was said with it, in lines of its own and with short ids of commits, as GitHub shows them. */
function noteBelow(note: string): string {
  const short = note.replace(/\b([0-9a-f]{7})[0-9a-f]{33}\b/g, "$1");
  return short === "" ? "" : `\n${dim(fit(short, "    "))}`;
}

function renderThread(thread: StoredThread, files: readonly DiffFile[]): string {
  const patch = files.find(({ path }) => path === thread.path)?.patch ?? "";
  const [first] = thread.comments;
  return [
    dim(`──── ${thread.path} ${"─".repeat(Math.max(3, 66 - thread.path.length))}`),
    hunkUpTo(patch, thread),
    dim("  ┌"),
    fit(plain(first?.body ?? ""), "  │ ").replace(/^ {2}│ /gm, `${dim("  │")} `),
    dim("  └"),
    "",
  ].join("\n");
}

/** The hunk of a comment, from a few lines above it. */
function hunkUpTo(patch: string, { line, startLine }: StoredThread): string {
  const chunk = parseDiff(patch)[0]?.chunks.find((c) => line >= c.newStart && line < c.newStart + c.newLines);
  let number = chunk?.newStart ?? 0;
  const lines: { readonly text: string; readonly isCommented: boolean }[] = [];
  for (const { content } of chunk?.changes ?? []) {
    const onNewSide = !content.startsWith("-") && !content.startsWith("\\");
    const paintLine = content.startsWith("+") ? green : content.startsWith("-") ? red : dim;
    const isCommented = onNewSide && number >= (startLine ?? line) && number <= line;
    lines.push({ text: `${String(onNewSide ? number : "").padStart(5)} ${paintLine(content)}`, isCommented });
    if (onNewSide && number++ === line) break;
  }
  return lines
    .slice(-6)
    .map(({ text, isCommented }) => (isCommented ? `${text}   ${bold("◀")}` : text))
    .join("\n");
}

/** Markdown as plain text for a terminal; hidden marks and tags are dropped, links spelled out. */
function plain(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<\/?sub>/g, "")
    .replace(/\*\*/g, "")
    .replace(/\[([^\]]+)\]\((http[^)]+)\)/g, "$1 ($2)")
    .replace(/\\([|*_~])/g, "$1")
    .trim();
}

/** Text in the width of the terminal, each line after a margin. */
function fit(text: string, margin: string): string {
  return wrapped(
    text,
    (process.stdout.columns || Number(process.env["COLUMNS"]) || 100) - margin.length,
  ).replace(/^/gm, margin);
}
