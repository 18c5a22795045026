import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { VERSION_LINES } from "../../src/dependencies/version-lines.js";
import { renderComment } from "../../src/report/comment.js";
import { ruleIndexMarkdown } from "../../src/report/rule-index.js";
import { rulePageMarkdown } from "../../src/report/rule-page.js";
import type { RuleMeta } from "../../src/rule-kit/rule.js";
import { RULES } from "../../src/rules/registry.js";
import { analyze } from "../support/analyze.js";

/** The findings of these are about manifests, policies, and files that are no text: their tests are in test/analysis/. */
const OF_CHANGES = [
  ...["dependency-floor", "policy-weakened", "value-weakened"],
  ...["pickled-code", "pickled-file", "pickled-unknown", "unreadable-artifact"],
];
const OF_SOURCE = RULES.map(({ meta }) => meta).filter(({ id }) => !OF_CHANGES.includes(id));

function ending({ exampleFormat }: RuleMeta): string {
  return exampleFormat ?? "py";
}

describe.each(OF_SOURCE)("$id", (meta) => {
  test("reports its bad example and not its good one", () => {
    const bad = analyze(`bad.${ending(meta)}`, meta.bad).findings.map(({ ruleId }) => ruleId);
    const good = analyze(`good.${ending(meta)}`, meta.good).findings.map(({ ruleId }) => ruleId);
    expect(bad).toContain(meta.id);
    expect(good).not.toContain(meta.id);
  });

  test("its comment reads like this", () => {
    const found = analyze(`bad.${ending(meta)}`, meta.bad).findings.find(({ ruleId }) => ruleId === meta.id);
    if (!found) throw new Error("nothing to comment on");
    const context = {
      others: [],
      spokenFor: [],
      withSuggestion: found.fix !== null,
      baseRef: "main",
      baseUrl: null,
    };
    expect(renderComment(found, context)).toMatchSnapshot();
  });
});

describe.each(RULES.map(({ meta }) => meta))("$id", (meta) => {
  test("its page is up to date (npm run docs)", () => {
    const page = readFileSync(
      join(import.meta.dirname, "..", "..", "docs", "rules", `${meta.id}.md`),
      "utf8",
    );
    expect(page).toBe(rulePageMarkdown(meta));
  });

  test("says why in two sentences, and links to https", () => {
    const ends = meta.danger.match(/[.](\s|$)/g);
    expect(ends, "`danger` has two sentences: a full stop before a space ends one").toHaveLength(2);
    for (const { url } of meta.alternatives) expect(url).toMatch(/^https:\/\//);
  });
});

test("a rule that depends on a version has a line in src/dependencies/version-lines.ts", () => {
  const roots = VERSION_LINES.map(({ root }) => root);
  const without = RULES.filter(
    ({ dependsOnVersion, symbols }) =>
      dependsOnVersion === true && !symbols.some((symbol) => roots.includes(symbol.split(/[.(]/)[0] ?? "")),
  );
  expect(without.map(({ meta }) => meta.id)).toEqual([]);
});

test("the index of the pages is up to date (npm run docs)", () => {
  const index = readFileSync(join(import.meta.dirname, "..", "..", "docs", "rules", "README.md"), "utf8");
  expect(index).toBe(ruleIndexMarkdown(RULES.map(({ meta }) => meta)));
});
