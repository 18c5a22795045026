import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import { openCache } from "../../src/cli/audit-cache.js";
import { isOverBudget, overtime, TOO_MUCH_MEMORY } from "../../src/cli/budget.js";
import { openKept } from "../../src/cli/kept-results.js";
import { TOO_LONG } from "../../src/parse/tree-sitter/grammar-parser.js";

const folder = mkdtempSync(join(tmpdir(), "no-pickle-cache-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What is done to the bytes of a file. */
const DAMAGES: readonly (readonly [string, (bytes: Buffer) => Buffer | string])[] = [
  ["cut off", (bytes) => bytes.subarray(0, bytes.length - 4)],
  ["a digit that is another one", (bytes) => bytes.toString().replace("41", "14")],
  ["lines without a seal", (bytes) => bytes.toString().replace(/^[0-9a-f]{12}/gm, "")],
  ["zeros", (bytes) => Buffer.alloc(bytes.length)],
  ["another one's JSON", () => `["one",{"findings":[{}]}]\n{"schema":2}\n[]\n`],
  ["nothing", () => ""],
];

test.each(DAMAGES)("an entry with %s is as if it were not there", (_, damage) => {
  const cache = openCache(folder, "repository");
  cache.set("one", { findings: [], total: 41 });
  cache.flush();
  const [name = ""] = readdirSync(folder).filter((file) => file.startsWith("audit-"));
  const path = join(folder, name);
  expect(openCache(folder, "repository").get("one")).toEqual({ findings: [], total: 41 });
  writeFileSync(path, damage(readFileSync(path)));
  const again = openCache(folder, "repository");
  expect(again.get("one")).toBeUndefined();
  again.set("one", 2);
  again.flush();
  expect(openCache(folder, "repository").get("one")).toBe(2);
  rmSync(path);
});

test("what is kept for now is not there in the next run", () => {
  const cache = openCache(folder, "another");
  cache.setForNow("late", 1);
  cache.set("whole", 2);
  cache.flush();
  expect([cache.get("late"), cache.get("whole")]).toEqual([1, 2]);
  const next = openCache(folder, "another");
  expect([next.get("late"), next.get("whole")]).toEqual([undefined, 2]);
});

test("what a file is not scanned for is kept, unless it took too long or too much", () => {
  const said = [overtime(15_000), TOO_MUCH_MEMORY, TOO_LONG.ok ? "" : TOO_LONG.problem];
  expect(said.map(isOverBudget)).toEqual([true, true, true]);
  expect(isOverBudget("it is no text that can be read")).toBe(false);
});

test.each(DAMAGES)("a result with %s is found out again", (_, damage) => {
  const basis = { commit: "a", rules: "b", asked: "c" };
  const head = { commit: "a", date: "2026-01-01T00:00:00Z" };
  const found = {
    ...head,
    ...{ uses: [], waived: 0, notScanned: [], isWhole: true, actionChecks: [] },
    points: [{ ...head, total: 41, byRule: {} }],
  };
  const kept = openKept(folder);
  kept.keep("Name", basis, found);
  expect(kept.same("name", basis)).toEqual(found);
  const path = join(folder, "repository-name.json");
  writeFileSync(path, damage(readFileSync(path)));
  expect(kept.same("name", basis)).toBeNull();
});

test.each([
  ["takes no folders", "/proc/no-pickle/cache"],
  ["is a file", join(folder, "file")],
  ["is below a file", join(folder, "file/below")],
])("a place that %s gives no cache, and is told where one is needed", (_, place) => {
  writeFileSync(join(folder, "file"), "");
  const cache = openCache(place, "repository");
  cache.set("one", 1);
  cache.flush();
  expect(cache.get("one")).toBe(1);
  expect(() => openKept(place)).toThrow(/^E[A-Z]+: /);
});
