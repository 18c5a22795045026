import { describe, expect, test } from "vitest";

import { renderComment } from "../../src/report/comment.js";
import { explainRule, howToFix } from "../../src/report/explain.js";
import { findingsTable } from "../../src/report/tables.js";
import { RULES } from "../../src/rules/registry.js";
import { finding } from "../support/review-input.js";

const found = finding({ line: 3 });
const rule = RULES.find(({ meta }) => meta.id === found.ruleId);

function texts(baseUrl: string | null): string {
  const context = { others: [], spokenFor: [], withSuggestion: false, baseRef: "main", baseUrl };
  return [
    renderComment(found, context),
    findingsTable([found], null, baseUrl),
    howToFix([found], baseUrl),
    ...(rule ? [explainRule(rule.meta, baseUrl)] : []),
  ].join("\n");
}

describe("what a rule is about", () => {
  test("is on the server's own pages, where it has an address", () => {
    const links = texts("https://no-pickle.example.com/").match(/https:\/\/no-pickle[^)]*/g);
    expect(links).toEqual(Array<string>(4).fill(`https://no-pickle.example.com/rules/${found.ruleId}`));
  });

  test("else stands in the comment itself, and nothing leads to a page that is not there", () => {
    const text = texts(null);
    expect(text).toContain(
      `<summary>About <code>${found.ruleId}</code></summary>\n\n${rule?.meta.summary ?? "?"}`,
    );
    expect(text).not.toMatch(/no-pickle\/no-pickle|null/);
  });
});
