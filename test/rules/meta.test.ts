import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { analyzeWholeFile } from "../../src/analysis/analyze-file.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { renderComment } from "../../src/report/comment.js";
import { rulePageMarkdown } from "../../src/report/rule-page.js";
import { RULES } from "../../src/rules/registry.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const tools = { parse: parser.parse, policy: DEFAULT_POLICY };

describe.each(RULES.map(({ meta }) => meta))("$id", (meta) => {
  test("reports its bad example and not its good one", () => {
    const bad = analyzeWholeFile("bad.py", meta.bad, tools).findings.map(({ ruleId }) => ruleId);
    const good = analyzeWholeFile("good.py", meta.good, tools).findings.map(({ ruleId }) => ruleId);
    expect(bad).toContain(meta.id);
    expect(good).not.toContain(meta.id);
  });

  test("its page is up to date (npm run docs)", () => {
    const page = readFileSync(
      join(import.meta.dirname, "..", "..", "docs", "rules", `${meta.id}.md`),
      "utf8",
    );
    expect(page).toBe(rulePageMarkdown(meta));
  });

  test("its comment reads like this", () => {
    const found = analyzeWholeFile("bad.py", meta.bad, tools).findings.find(
      ({ ruleId }) => ruleId === meta.id,
    );
    if (!found) throw new Error("nothing to comment on");
    const context = {
      others: [],
      imports: [],
      withSuggestion: found.fix !== null,
      baseRef: "main",
      baseUrl: null,
    };
    expect(renderComment(found, context)).toMatchSnapshot();
  });

  test("says why in two sentences, and links to https", () => {
    expect(meta.danger.match(/[.](\s|$)/g)).toHaveLength(2);
    for (const { url } of meta.alternatives) expect(url).toMatch(/^https:\/\//);
  });
});
