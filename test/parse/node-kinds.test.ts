import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { nodeKindsSource } from "../../scripts/node-kinds.js";
import { FIELD_NUMBERS, KIND_NUMBERS } from "../../src/parse/node-kinds.js";
import { availableParsers } from "../support/parsers.js";

const ROOT = join(import.meta.dirname, "..", "..");
const parsers = await availableParsers();

test("the kinds are those of the installed grammar", () => {
  const written = readFileSync(join(ROOT, "src", "parse", "node-kinds.ts"), "utf8");
  expect(written, "out of date: `npm run node-kinds`").toBe(nodeKindsSource());
});

test.each(parsers)("no tree has a kind or a field besides, broken or not ($binding)", ({ parseWhole }) => {
  const seen = { kinds: new Set<string>(), fields: new Set<string>() };
  for (const text of texts()) {
    // Cut off anywhere, what follows is another text, and most often a broken one.
    for (const start of [0, 1, 2, 3].map((part) => Math.floor((part * text.length) / 4))) {
      const parsed = parseWhole(text.slice(start));
      for (const { type, field } of parsed.ok ? parsed.tree.nodes : []) {
        seen.kinds.add(type);
        if (field !== null) seen.fields.add(field);
      }
    }
  }
  expect(seen.kinds.size).toBeGreaterThan(140);
  expect(Object.keys(KIND_NUMBERS)).toEqual(expect.arrayContaining([...seen.kinds]));
  expect(Object.keys(FIELD_NUMBERS)).toEqual(expect.arrayContaining([...seen.fields]));
});

function texts(): string[] {
  return ["rules", "semantics", "syntax"].flatMap((folder) => {
    const path = join(ROOT, "test", "fixtures", folder);
    return readdirSync(path)
      .filter((name) => name.endsWith(".py"))
      .map((name) => readFileSync(join(path, name), "utf8"));
  });
}
