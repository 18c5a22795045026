import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
let lines: readonly string[] = [];

beforeAll(() => {
  // As `npm run demo` does, after the build.
  const { status, stdout, stderr } = spawnSync(join("node_modules", ".bin", "tsx"), ["demo/main.ts"], {
    cwd: ROOT,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", COLUMNS: "80" },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  lines = stdout.split("\n").map((line) => line.trimEnd());
});

describe("the demo", () => {
  test("prints what the README shows of it", () => {
    const readme = readFileSync(join(ROOT, "README.md"), "utf8");
    const [, block = ""] = /```text\n(────[^]*?)```/.exec(readme) ?? [];
    const shown = block.trim().split("\n");
    expect(shown.length).toBeGreaterThan(10);
    let at = -1;
    for (const line of shown) {
      at = lines.indexOf(line, at + 1);
      expect(at, line).toBeGreaterThan(-1);
    }
  });

  test("fits into a terminal of 80 columns", () => {
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test("counts as the check does, and ends well", () => {
    const text = lines.join("\n");
    const [, inReview] = /unsafe deserialization: (\d+) places to change/.exec(text) ?? [];
    const [, inCheck] = /failure: (\d+) unsafe uses of deserialization/.exec(text) ?? [];
    expect(inReview).toMatch(/^\d+$/);
    expect(inCheck).toBe(inReview);
    expect(lines.slice(lines.indexOf("So")).filter((line) => line.startsWith("✓"))).toHaveLength(4);
    expect(text.slice(text.indexOf("\nSo\n"))).not.toContain("✗");
  });
});
