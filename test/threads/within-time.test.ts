import { expect, test } from "vitest";

import { withinTime } from "../../src/threads/within-time.js";

test("gives what a function gives, and throws what it throws", () => {
  expect(withinTime(1000, () => 5)).toEqual({ isDone: true, value: 5 });
  expect(withinTime(1000, () => undefined)).toEqual({ isDone: true, value: undefined });
  expect(() => withinTime(1000, () => JSON.parse("{") as unknown)).toThrow(SyntaxError);
  expect(withinTime(1000, () => withinTime(1000, () => 1))).toEqual({
    isDone: true,
    value: { isDone: true, value: 1 },
  });
});

test.each<[string, () => unknown]>([
  [
    "a loop that catches everything",
    () => {
      for (;;) {
        try {
          JSON.parse("{");
        } catch {
          continue;
        }
      }
    },
  ],
  ["a regular expression", () => /^(a+)+$/.test(`${"a".repeat(40)}b`)],
])("ends %s", (_, work) => {
  const started = performance.now();
  expect(withinTime(50, work)).toEqual({ isDone: false });
  expect(performance.now() - started).toBeLessThan(2000);
  expect(withinTime(1000, () => 5)).toEqual({ isDone: true, value: 5 });
});
