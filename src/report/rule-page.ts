import type { RuleFix, RuleMeta } from "../rule-kit/rule.js";
import { fencedBlock } from "./escape.js";

/** The page of a rule, in Markdown. Everything on it comes from the rule's own `meta`. */
export function rulePageMarkdown(meta: RuleMeta): string {
  const { bandit, ruff, codeql } = meta.equivalents;
  const equivalents = [
    ...bandit.map((id) => `Bandit ${id}`),
    ...ruff.map((id) => `Ruff ${id}`),
    ...codeql.map((id) => `CodeQL \`${id}\``),
  ];
  return `${[
    `# ${meta.title} (\`${meta.id}\`)`,
    `Level: ${meta.level} (strict), ${meta.balancedLevel} (balanced). ${meta.cwe.join(", ")}. Since ${meta.since}.`,
    "## What it finds",
    meta.summary,
    "## Why it matters",
    meta.danger,
    "## What to write instead",
    meta.alternatives
      .map(({ need, use, url }) => `- For ${need}: ${use} ([documentation](${url}))`)
      .join("\n"),
    "## Reported",
    fencedBlock(meta.bad.trimEnd(), meta.exampleFormat ?? "python"),
    "## Not reported",
    fencedBlock(meta.good.trimEnd(), meta.exampleFormat ?? "python"),
    "## When it is fine",
    meta.safeWhen,
    ...(meta.fixes.length > 0
      ? ["## What `no-pickle fix` does", meta.fixes.map((fix) => `- ${fixSentence(fix)}`).join("\n")]
      : []),
    ...(meta.cves.length > 0 ? ["## Seen in the wild", meta.cves.map(cveLink).join(", ")] : []),
    ...(equivalents.length > 0 ? ["## In other tools", `${equivalents.join(", ")}.`] : []),
  ].join("\n\n")}\n`;
}

function cveLink(id: string): string {
  return `[${id}](https://www.cve.org/CVERecord?id=${id})`;
}

/** What a fix does, in a sentence or two of Markdown, and when it is applied. */
export function fixSentence({ does, caveat, isDefault }: RuleFix): string {
  const when = isDefault ? "By default" : "With `--unsafe`";
  return `${when}: ${does}.${caveat === null ? "" : ` ${caveat}`}`;
}
