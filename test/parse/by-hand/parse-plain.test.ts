import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parsePlain } from "../../../src/parse/by-hand/parse-plain.js";
import { mutated } from "../../support/mutated.js";
import { availableParsers } from "../../support/parsers.js";
import { outline, plainOutline } from "../../support/outline.js";

const [grammar] = await availableParsers();
if (!grammar) throw new Error("no parser");
const { parseWhole } = grammar;
const FOLDER = join(import.meta.dirname, "..", "..", "fixtures");
const FIXTURES = ["rules", "semantics"].flatMap((folder) =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith(".py"))
    .map((name) => [name, readFileSync(join(FOLDER, folder, name), "utf8")] as const),
);

/** Statements that are read by hand; each has to come out as the grammar has it. */
const PLAIN = readFileSync(join(FOLDER, "syntax", "plain.py"), "utf8").split(/^# ---.*\n/m);
/** Texts that are left to the grammar: what it makes of them is uncommon, or not Python of today. */
const NOT_PLAIN = readFileSync(join(FOLDER, "syntax", "not-plain.txt"), "utf8").split(/^# ---.*\n/m);

describe("the parser of plain Python", () => {
  test.each(PLAIN)("agrees with the grammar: %j", (text) => {
    expect(plainOutline(text)).toEqual(outline(parseWhole(text)));
  });

  test.each(NOT_PLAIN)("leaves to the grammar: %j", (text) => {
    expect(parsePlain(text)).toBeNull();
  });

  test.each(FIXTURES)("agrees on %s, or leaves it", (_, text) => {
    const own = plainOutline(text);
    if (own !== null) expect(own).toEqual(outline(parseWhole(text)));
  });

  test("reads nearly all fixtures itself", () => {
    const own = FIXTURES.filter(([, text]) => parsePlain(text) !== null);
    expect(own.length / FIXTURES.length).toBeGreaterThan(0.85);
  });

  test("agrees on any text, or leaves it", () => {
    const texts = [...FIXTURES.map(([, text]) => text), ...PLAIN];
    fc.assert(
      fc.property(mutated(texts), (text) => {
        const own = plainOutline(text);
        if (own !== null) expect(own).toEqual(outline(parseWhole(text)));
      }),
      { numRuns: Number(process.env["RUNS"] ?? 1500) },
    );
  });

  test.each([
    ["brackets", `x = ${"(".repeat(5000)}1${")".repeat(5000)}\n`],
    ["blocks", Array.from({ length: 300 }, (_, i) => `${" ".repeat(i)}if x:\n`).join("")],
    ["minus signs", `x = ${"-".repeat(5000)}1\n`],
    ["digits", `x = ${"9".repeat(100_000)}q\n`],
  ])("gives up early on very many %s", (_, text) => {
    expect(parsePlain(text)).toBeNull();
  });

  test.each([
    ["terms", `x = ${"a + ".repeat(3000)}1\n`],
    ["members", `x = a${".b".repeat(3000)}\n`],
    ["alternatives", `x = ${"a or ".repeat(3000)}1\n`],
    ["targets", `${"a = ".repeat(3000)}1\n`],
    ["stars", `x[${"*a.b, ".repeat(3000)}1]\nx = \n`],
    ["stars before sums", `x = *a${".b + c".repeat(1000)}, 1\n`],
  ])("reads very many %s, or has them read", (_, text) => {
    const parsed = grammar.parse(text);
    expect(parsed.ok).toBe(true);
    expect(outline(parsed)).toEqual(outline(parseWhole(text)));
  });
});
