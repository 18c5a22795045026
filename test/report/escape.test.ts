import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  fencedBlock,
  inlineCode,
  markdownText,
  messageMarkdown,
  uriPath,
  visible,
} from "../../src/report/escape.js";

describe("text out of a pull request", () => {
  test.each([
    ["@octocat", "@\u200boctocat"],
    ["<img src=x>", "&lt;img src=x&gt;"],
    ["[a](http://b)", "\\[a\\]\\(http\u200b://b\\)"],
    ["a\nb", "a b"],
    ["**x** `y` | z", "\\*\\*x\\*\\* \\`y\\` \\| z"],
    ["#1 a&b", "\\#1 a&amp;b"],
  ])("%j is plain in Markdown", (text, escaped) => {
    expect(markdownText(text)).toBe(escaped);
  });

  test("cannot leave its code span or block", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("`", "a", " ", "\n", "@", "<") }), (text) => {
        const fence = /^`+/.exec(inlineCode(text))?.[0] ?? "";
        const inner = inlineCode(text).slice(fence.length, -fence.length);
        expect((inner.match(/`+/g) ?? []).every((run) => run.length !== fence.length)).toBe(true);
        const block = /^`+/.exec(fencedBlock(text, ""))?.[0] ?? "";
        expect(Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))).toBeLessThan(block.length);
      }),
    );
  });

  test("keeps our own code spans in messages, with hostile names inside them", () => {
    expect(messageMarkdown("`a.b` runs @x")).toBe("`a.b` runs @\u200bx");
  });

  test("is encoded as a path, half characters too", () => {
    expect(uriPath("a b/(c)\ud800.py")).toBe("a%20b/%28c%29%EF%BF%BD.py");
  });

  test("shows what would steer a terminal or reorder text", () => {
    expect(visible("a\u001b[31m\u202eb\u0000")).toBe("a\\u{1b}[31m\\u{202e}b\\u{0}");
  });
});
