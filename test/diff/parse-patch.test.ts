import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { baseText, headText } from "../../src/diff/apply-patch.js";
import { addedLines, commentableHunk, oldLineOf, type Hunk } from "../../src/diff/hunk.js";
import { parsePatch } from "../../src/diff/parse-patch.js";
import { GitRepository } from "../support/github/git-repository.js";

const git = GitRepository.create();

function hunksBetween(base: string, head: string): readonly Hunk[] {
  const before = git.commit("main", { "a.txt": base, "keep.txt": "keep\n" });
  const after = git.commit("main", { "a.txt": head });
  const parsed = parsePatch(git.diff(before, after)[0]?.patch ?? "");
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.hunks;
}

/** Texts that try the diff format: signs at line starts, headers, CR, missing last line breaks. */
const line = fc.constantFrom(
  "a",
  "b",
  "",
  "-x",
  "+x",
  "--- a/x",
  "+++ b/x",
  "@@ -1 +1 @@",
  "\\ No newline",
  "diff --git",
  "c\r",
  " d",
);
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, newline]) => lines.join("\n") + (newline ? "\n" : ""));

describe("git's own patches", () => {
  test("applied backwards to the head give the base, forwards the head", () => {
    fc.assert(
      fc.property(text, text, (base, head) => {
        fc.pre(base !== head && base !== "" && head !== "");
        const hunks = hunksBetween(base, head);
        expect(baseText(head, hunks)).toEqual({ ok: true, text: base });
        expect(headText(base, hunks)).toEqual({ ok: true, text: head });
      }),
      { numRuns: 60 },
    );
  });

  test("map every unchanged line to the equal line of the base, in order", () => {
    fc.assert(
      fc.property(text, text, (base, head) => {
        fc.pre(base !== head && base !== "" && head !== "");
        const hunks = hunksBetween(base, head);
        const added = addedLines(hunks);
        const oldLine = oldLineOf(hunks);
        const [oldLines, newLines] = [base.split("\n"), head.split("\n")];
        let last = 0;
        newLines.forEach((content, i) => {
          if (content === "" && i === newLines.length - 1) return;
          const mapped = oldLine(i + 1);
          if (added.has(i + 1)) {
            expect(mapped).toBeNull();
            return;
          }
          expect(mapped).toBeGreaterThan(last);
          last = mapped ?? 0;
          expect(oldLines[last - 1]).toBe(content);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe("a patch that cannot be trusted", () => {
  test.each([
    ["is cut short", "@@ -1,3 +1,4 @@\n a\n+b\n"],
    ["holds something else", "hello\n"],
    ["announces too little", "@@ -1,1 +1,1 @@\n a\n+b\n+c\n"],
  ])("%s is refused", (_, patch) => {
    expect(parsePatch(patch).ok).toBe(false);
  });

  test("does not apply to another text", () => {
    const parsed = parsePatch("@@ -1,2 +1,2 @@\n a\n-b\n+c");
    if (!parsed.ok) throw new Error(parsed.problem);
    expect(baseText("x\ny\n", parsed.hunks)).toEqual({ ok: false, line: 1 });
  });
});

test("a comment needs both ends in one hunk", () => {
  const base = Array.from({ length: 40 }, (_, i) => `line ${String(i)}`).join("\n") + "\n";
  const hunks = hunksBetween(base, base.replace("line 5\n", "five\n").replace("line 30\n", "thirty\n"));
  expect(commentableHunk(hunks, 6, 6)).toBe(0);
  expect(commentableHunk(hunks, 31, 32)).toBe(1);
  expect(commentableHunk(hunks, 6, 31)).toBe(-1);
  expect(commentableHunk(hunks, 20, 20)).toBe(-1);
});
