import type { Finding } from "../findings/finding.js";
import { fencedBlock, inlineCode, messageMarkdown } from "./escape.js";
import { isSuppression } from "../policy/spoken-for.js";
import type { RuleMeta } from "../rule-kit/rule.js";
import { alternativeFor, rulePage, ruleOf } from "./report.js";

/** What a comment on one or more findings of a rule in a file says besides the findings themselves. */
export interface CommentContext {
  /** Other findings of the rule in this file that this comment speaks for. */
  readonly others: readonly Finding[];
  /** Findings that this comment speaks for besides: imports, and comments that ask to look away. */
  readonly spokenFor: readonly Finding[];
  /** Whether the comment stands on the lines that the fix replaces, so that it can be a suggestion. */
  readonly withSuggestion: boolean;
  readonly baseRef: string;
  readonly baseUrl: string | null;
}

/** The text of a review comment: what, why, what to write instead, how to accept the risk. */
export function renderComment(finding: Finding, context: CommentContext): string {
  const rule = ruleOf(finding);
  const alternative = alternativeFor(finding, rule);
  const parts = [
    `**${messageMarkdown(finding.message)}**${sidelong(context.spokenFor)}`,
    rule.meta.danger,
    `Instead, for ${alternative.need}: ${alternative.use} ([documentation](${alternative.url})).`,
  ];
  if (context.withSuggestion && finding.fix) {
    parts.push(fencedBlock(finding.fix.replacement, "suggestion"));
    if (finding.fix.caveat !== null) parts.push(finding.fix.caveat);
  }
  if (context.others.length > 0) {
    const lines = context.others.map(({ range }) => String(range.startLine + 1));
    const [last = ""] = lines.slice(-1);
    const listed = lines.length === 1 ? last : `${lines.slice(0, -1).join(", ")} and ${last}`;
    parts.push(`The same goes for ${lines.length === 1 ? "line" : "lines"} ${listed} of this file.`);
  }
  const address = rulePage(finding.ruleId, context.baseUrl);
  if (address === null) parts.push(aboutHere(rule.meta));
  const about = address === null ? "" : ` [About \`${finding.ruleId}\`](${address}).`;
  const weight = [finding, ...context.others].some(({ level }) => level === "block")
    ? "This blocks the merge."
    : "This is a warning and blocks nothing.";
  parts.push(
    `<sub>${weight}${about} If the risk is acceptable here, a maintainer other than the author replies \`/no-pickle accept <reason>\`; a waiver in \`.github/no-pickle.yml\` on ${inlineCode(context.baseRef)} does the same.</sub>`,
  );
  return parts.join("\n\n");
}

/** What the page of a rule would say, where no server has one. The texts of rules are ours. */
function aboutHere({ id, summary, safeWhen }: RuleMeta): string {
  return [
    `<details><summary>About <code>${id}</code></summary>`,
    summary,
    `When it is fine: ${safeWhen}`,
    "</details>",
  ].join("\n\n");
}

/** What stands beside a load: the import that it goes back to, a comment that asks to look away. */
function sidelong(spokenFor: readonly Finding[]): string {
  const suppression = spokenFor.find(isSuppression);
  const imported = spokenFor.find((one) => !isSuppression(one));
  const from = imported ? ` It comes with the import on line ${String(imported.range.startLine + 1)}.` : "";
  const asks = suppression
    ? " The comment beside it asks scanners to look away: that is shown here, not obeyed."
    : "";
  return `${from}${asks}`;
}
