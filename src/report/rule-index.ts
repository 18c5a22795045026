import type { RuleMeta } from "../rule-kit/rule.js";

/** The index of the rule pages, as Markdown: every rule with its level, what it matches, and its page. */
export function ruleIndexMarkdown(metas: readonly RuleMeta[]): string {
  const rows = metas.map(
    ({ id, title, level, balancedLevel }) => `| [${id}](${id}.md) | ${title} | ${level} | ${balancedLevel} |`,
  );
  return `# Rules

Generated from the rules (\`npm run docs\`). The levels are those of the two presets; a finding can be graded lower where
the code itself shows why. Every level is the policy's to change: see [policy](../policy.md).

| rule | what it reports | strict | balanced |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}
