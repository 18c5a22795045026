import { expect, test } from "vitest";

import { wrapped } from "../demo/wrapped.js";

test("text is as wide as the terminal, code and rows of tables stay readable", () => {
  const row = `| block | ${"word ".repeat(20)}|`;
  const text = wrapped(
    `${"word ".repeat(20).trim()}\n\n\`\`\`python\n${"x".repeat(60)} y\n\`\`\`\n${row}`,
    40,
  );
  const lines = text.split("\n");
  expect(lines.slice(0, 3)).toEqual([
    ...Array.from({ length: 2 }, () => "word word word word word word word word"),
    "word word word word",
  ]);
  expect(lines).toContain(`${"x".repeat(60)} y`);
  expect(lines.filter((line) => line.startsWith("    word")).length).toBeGreaterThan(1);
  expect(lines.every((line) => line.length <= 62)).toBe(true);
});
