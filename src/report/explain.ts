import type { RuleMeta } from "../rule-kit/rule.js";
import type { Finding } from "../findings/finding.js";
import { inlineCode } from "./escape.js";
import { alternativeFor, linkToRule, rulePage, ruleOf } from "./report.js";

/** A rule in a few lines of Markdown, for a comment. */
export function explainRule(meta: RuleMeta, baseUrl: string | null): string {
  const address = rulePage(meta.id, baseUrl);
  return [
    `**${meta.title}** (\`${meta.id}\`, ${meta.cwe.join(", ")})`,
    meta.summary,
    meta.danger,
    `Instead:\n${meta.alternatives.map(({ need, use, url }) => `- for ${need}: ${use} ([documentation](${url}))`).join("\n")}`,
    `When it is fine: ${meta.safeWhen}`,
    ...(address === null ? [] : [`[More about \`${meta.id}\`](${address})`]),
  ].join("\n\n");
}

/** What to write instead, for each of these findings; as many as fit into a comment. */
export function howToFix(findings: readonly Finding[], baseUrl: string | null): string {
  const shown = findings.slice(0, MAX_SHOWN).map((finding) => {
    const { need, use, url } = alternativeFor(finding, ruleOf(finding));
    const place = inlineCode(`${finding.path}:${String(finding.range.startLine + 1)}`);
    const page = linkToRule(finding.ruleId, baseUrl, `\`${finding.ruleId}\``);
    return `- ${place}, ${page}: for ${need}, ${use} ([documentation](${url}))`;
  });
  const more = findings.length - shown.length;
  return [...shown, ...(more > 0 ? [`- ... and ${String(more)} more, in the check`] : [])].join("\n");
}

const MAX_SHOWN = 50;
