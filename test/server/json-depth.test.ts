import fc from "fast-check";
import { expect, test } from "vitest";

import { isDeeperThan } from "../../src/server/json-depth.js";

const bytes = (text: string): Buffer => Buffer.from(text);

/** The depth of a value, by walking it. */
function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

test("JSON is as deep as its value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 7 }), (value, levels) => {
      expect(isDeeperThan(bytes(JSON.stringify(value, null, 1)), levels)).toBe(depthOf(value) > levels);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['{"a":"[[[[["}', 1, false],
  ['{"a":"\\"[[[[["}', 1, false],
  ['{"a":"\\\\","b":[]}', 1, true],
  ["[][][][]", 1, false],
  ["[[", 1, true],
  ["", 0, false],
])("%s is deeper than %i: %s", (json, levels, expected) => {
  expect(isDeeperThan(bytes(json), levels)).toBe(expected);
});
