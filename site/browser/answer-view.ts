import type { Artifact } from "../../src/artifacts/artifact.js";
import { html, messageMarkdown } from "../../src/report/escape.js";
import { markdownHtml } from "../markdown.js";
import type { ReviewedChange, ShownReview } from "../review.js";
import { commentHtml, drawnChange, threadHtml, type ViewOptions } from "../review-view.js";

/** What is drawn of an answer. All text in it is escaped. */
export function answerHtml(change: ReviewedChange, review: ShownReview, artifact: Artifact | null): string {
  const parts = [checkHtml(review)];
  if (review.problems.length > 0) {
    const rows = review.problems.map(
      ({ line, message }) => `<li>Line ${String(line)}: ${html(message)}</li>`,
    );
    parts.push(`<h3>The policy has to be put right first</h3><ul class="problems">${rows.join("")}</ul>`);
  }
  if (artifact) parts.push(artifactHtml(artifact));
  parts.push(...review.fileComments.map(({ path, body }) => onFile(path, body)));
  const drawn = new Map(
    change.files.flatMap((file) => ("head" in file ? [[file.path, drawnChange(file)] as const] : [])),
  );
  parts.push(
    ...review.comments.flatMap((comment, index) => {
      const file = drawn.get(comment.path);
      return file ? [threadHtml(comment, index, file, review.hunks.get(comment.path) ?? [], OPTIONS)] : [];
    }),
  );
  parts.push(annotationsHtml(review, change.siteUrl, artifact !== null), gapsHtml(review));
  return parts.join("\n");
}

const OPTIONS: ViewOptions = {
  suggestionButton: (index) =>
    `<div class="suggestion-foot"><button type="button" data-apply="${String(index)}">Apply suggestion</button></div>`,
  place: ({ path, line }) =>
    `<button type="button" class="link" data-go="${String(line)}">${html(path)}, line ${String(line)}</button>`,
};

const SIGNS = { success: "✓", failure: "✗", neutral: "■" } as const;

function checkHtml({ check, requestsChanges }: ShownReview): string {
  const { conclusion, title } = check;
  const said = requestsChanges ? " <span class='asked'>Changes requested</span>" : "";
  return `<p class="check ${conclusion}"><span class="check-sign" aria-hidden="true">${SIGNS[conclusion]}</span> <b>no-pickle</b> <span>${html(title)}</span>${said}</p>`;
}

function onFile(path: string, body: string): string {
  return `<article class="thread"><header class="thread-place">${html(path)}</header>${commentHtml(body, null, "")}</article>`;
}

/** The most names that are listed. */
const MAX_NAMES = 40;

function artifactHtml({ verdict, formats, pickles, holds, names, signs }: Artifact): string {
  const row = (name: string, value: string): string =>
    `<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
  const rows = [row("Verdict", html(verdict ?? "nothing in it is loaded as code"))];
  if (formats.length > 0) rows.push(row("It is", html(formats.join(", with "))));
  if (pickles > 0)
    rows.push(
      row(
        "It holds",
        html(`${holds ?? "plain data"}, in ${String(pickles)} ${pickles === 1 ? "pickle" : "pickles"}`),
      ),
    );
  for (const { verdict: own, symbol, call, says, member } of signs) {
    const what = `<code>${html(call ?? symbol)}</code> ${html(says)}${member === null ? "" : html(` (in ${member})`)}`;
    rows.push(row(own === "dangerous" ? "Loading it runs" : html(own), what));
  }
  if (names.length > 0)
    rows.push(
      row(
        "It looks up",
        names
          .slice(0, MAX_NAMES)
          .map((name) => `<code>${html(name)}</code>`)
          .join(" "),
      ),
    );
  return `<h3>What it does when it is loaded</h3><table class="artifact"><tbody>${rows.join("")}</tbody></table>`;
}

/** All findings, as the annotations of the check list them: those that have no comment of their own, too. */
function annotationsHtml({ findings }: ShownReview, siteUrl: string, isOfFile: boolean): string {
  if (findings.length === 0) return "";
  const rows = findings.map(({ range, message, level, ruleId }) => {
    const line = String(range.startLine + 1);
    const place = isOfFile
      ? ""
      : `<button type="button" class="link" data-go="${line}">Line ${line}</button> `;
    return `<li><span class="level ${level}">${level}</span> ${place}<a href="${html(siteUrl)}rules/${html(ruleId)}/">${html(ruleId)}</a>: ${inlineHtml(message)}</li>`;
  });
  return `<h3>Annotations of the check</h3><ul class="annotations">${rows.join("")}</ul>`;
}

function gapsHtml({ notScanned }: ShownReview): string {
  if (notScanned.length === 0) return "";
  const rows = notScanned.map(({ path, reason }) => `<li><code>${html(path)}</code>: ${html(reason)}</li>`);
  return `<h3>Not scanned</h3><ul>${rows.join("")}</ul>`;
}

function inlineHtml(message: string): string {
  return markdownHtml(messageMarkdown(message), { code: html, link: () => null })
    .replace(/^<p>/, "")
    .replace(/<\/p>\s*$/, "");
}
