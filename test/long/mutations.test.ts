import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { expect, test } from "vitest";

import { analyzeSource } from "../../src/analysis/analyze-source.js";
import { analyzeWholeFile } from "../../src/analysis/analyze-file.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { mutated } from "../support/mutated.js";
import { availableParsers } from "../support/parsers.js";
import { withoutSieve } from "../support/without-sieve.js";

const parsers = await availableParsers();
const [first] = parsers;
if (!first) throw new Error("no parser");
const RULES_FOLDER = join(import.meta.dirname, "..", "fixtures", "rules");
const FIXTURES = readdirSync(RULES_FOLDER).map((name) => readFileSync(join(RULES_FOLDER, name), "utf8"));

test("on thousands of mutated fixtures: nothing throws, the bindings agree, the sieve hides nothing", () => {
  fc.assert(
    fc.property(mutated(FIXTURES), (text) => {
      const tools = { parse: first.parse, policy: DEFAULT_POLICY };
      const results = parsers.map(({ parse }) =>
        analyzeWholeFile("a.py", text, { parse, policy: DEFAULT_POLICY }),
      );
      for (const result of results) expect(result).toEqual(results[0]);
      expect(analyzeSource("a.py", "python", text, tools).candidates).toHaveLength(
        withoutSieve(text, tools).length,
      );
    }),
    { numRuns: 5000 },
  );
});
