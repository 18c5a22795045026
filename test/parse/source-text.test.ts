import fc from "fast-check";
import { expect, test } from "vitest";

import { sourceText } from "../../src/parse/source-text.js";

test("a line comes without its end, and one that is not there is empty", () => {
  const source = sourceText("a\r\n\nb");
  expect([-1, 0, 1, 2, 3].map(source.line)).toEqual(["", "a", "", "b", ""]);
  expect(source.lineCount).toBe(3);
});

test("positions count lines by their line feeds, and columns in UTF-16 units", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "🥒"), maxLength: 30 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = before.split("\n");
      const position = { line: lines.length - 1, column: lines.at(-1)?.length };
      expect(sourceText(before + after).positionOf(before.length)).toEqual(position);
    }),
  );
});
