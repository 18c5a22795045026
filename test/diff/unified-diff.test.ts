import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { expect, test } from "vitest";

import { baseText, headText } from "../../src/diff/apply-patch.js";
import { parsePatch } from "../../src/diff/parse-patch.js";
import { unifiedDiff } from "../../src/diff/unified-diff.js";

const texts = fc
  .tuple(fc.array(fc.constantFrom("a", "b", "c", "", "d\r")), fc.boolean())
  .map(([lines, ends]) => lines.join("\n") + (ends && lines.length > 0 ? "\n" : ""));

test("shows a change within what stands around it", () => {
  const lines = Array.from({ length: 20 }, (_, i) => `${String(i)}\n`);
  const after = lines.map((line) => line.replace(/^(?:5|15)$/m, "new"));
  expect(unifiedDiff("a b.py", lines.join(""), after.join(""))).toBe(
    "--- a/a b.py\t\n+++ b/a b.py\t\n" +
      "@@ -3,7 +3,7 @@\n 2\n 3\n 4\n-5\n+new\n 6\n 7\n 8\n" +
      "@@ -13,7 +13,7 @@\n 12\n 13\n 14\n-15\n+new\n 16\n 17\n 18\n",
  );
});

test("leads from each text to the other", () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const patch = unifiedDiff("a.py", before, after);
      if (before === after) {
        expect(patch).toBe("");
        return;
      }
      const parsed = parsePatch(patch.split("\n").slice(2).join("\n"));
      if (!parsed.ok) throw new Error(JSON.stringify(parsed));
      expect(headText(before, parsed.hunks)).toEqual({ ok: true, text: after });
      expect(baseText(after, parsed.hunks)).toEqual({ ok: true, text: before });
    }),
  );
});

test("is what git applies, whatever the name", () => {
  const folder = mkdtempSync(join(tmpdir(), "no-pickle-diff-"));
  try {
    const names = ["plain.py", "with space.py", 'quote".py', "ü\\.py", "tab\t.py"];
    const cases = fc.sample(fc.tuple(texts, texts), { numRuns: 10, seed: 7 });
    for (const [i, [before, after]] of cases.entries()) {
      const name = names[i % names.length] ?? "";
      writeFileSync(join(folder, name), before);
      const patch = unifiedDiff(name, before, after);
      if (patch !== "")
        execFileSync("git", ["apply", "-"], {
          cwd: folder,
          input: patch,
          stdio: ["pipe", "ignore", "ignore"],
        });
      expect(readFileSync(join(folder, name), "utf8")).toBe(after);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("many changes are shown as one", () => {
  const lines = Array.from({ length: 3000 }, (_, i) => `${String(i)}\n`);
  const patch = unifiedDiff("a.py", lines.join(""), lines.map((line) => `x${line}`).join(""));
  expect(patch.match(/^@@/gm)).toHaveLength(1);
  expect(patch).toContain("@@ -1,3000 +1,3000 @@");
});
