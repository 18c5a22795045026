import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { MentionsIn } from "../../src/python/file-model.js";
import { availableParsers } from "../support/parsers.js";
import { withoutSieve } from "../support/without-sieve.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const tools = { parse: parser.parse };

/** Looks at every expression. */
const everything: MentionsIn = (tree) => new Uint8Array(tree.nodes.length).fill(2);

const FOLDER = join(import.meta.dirname, "..", "fixtures");
const FIXTURES = ["rules", "semantics"].flatMap((folder) =>
  readdirSync(join(FOLDER, folder)).map((name) => join(FOLDER, folder, name)),
);
const LINES = FIXTURES.flatMap((file) => readFileSync(file, "utf8").split("\n"));

/** The findings that are there when everything is looked at, and those that are there in fact. */
function both(text: string): readonly [readonly string[], readonly string[]] {
  return [withoutSieve(text, tools, everything).sort(), withoutSieve(text, tools).sort()];
}

describe("nothing that is not looked at holds a finding", () => {
  test.each(FIXTURES.map((file) => [file.slice(FOLDER.length + 1), file] as const))("%s", (_, file) => {
    const [all, found] = both(readFileSync(file, "utf8"));
    expect(found).toEqual(expect.arrayContaining([...all]));
  });

  test("in any selection of lines of the fixtures", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 14 }), (lines) => {
        const [all, found] = both(lines.join("\n"));
        expect(found).toEqual(expect.arrayContaining([...all]));
      }),
      { numRuns: Number(process.env["RUNS"] ?? 400) },
    );
  });
});

const PICKLE = "import pickle\n";

test.each([
  [
    "the default of a field",
    "@dataclass\nclass C:\n  load: object = field(default=pickle.load)\nC().load(f)\n",
  ],
  ["what a field is made by", "@define\nclass C:\n  load = Factory(lambda: pickle.load)\nC().load(f)\n"],
  ["an attribute of attrs", "@attr.s\nclass C:\n  load = attr.ib(default=pickle.load)\nC().load(f)\n"],
  ["a name that a namespace gets", 'globals()["read"] = pickle.load\ndef f(p):\n  return read(p)\n'],
  ["a parameter named `self`", "def f(self, p):\n  return self.load(p)\nf(pickle, p)\n"],
  ["what is left of the keywords", 'def f(p, **rest):\n  return rest["load"](p)\nf(p, load=pickle.load)\n'],
  ["a lambda that is handed on", "def f(g, x):\n  return g(x)\nf(lambda load: load(p), pickle.load)\n"],
  ["a function that is handed on", "def f(g, x):\n  g(x)\ndef h(load):\n  load(p)\nf(h, pickle.load)\n"],
])("a loader is followed through %s", (_, code) => {
  const [all, found] = both(PICKLE + code);
  expect(found).toEqual(all);
  expect(found.filter((one) => one.startsWith("pickle-load")).length).toBeGreaterThan(0);
});
