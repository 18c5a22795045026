import { expect, test } from "vitest";

import { followed, type Sighting } from "../../src/audit/lives.js";

/** `rule path symbol enclosing text`, with `-` for nothing. */
function seen(line: string): Sighting {
  const [ruleId = "", path = "", symbol = "", enclosing = "", text = ""] = line
    .split(" ")
    .map((part) => (part === "-" ? "" : part));
  return { ruleId, path, symbol, enclosing, text, fingerprint: [ruleId, symbol, enclosing, text].join(" ") };
}

test.each<[string, string[], string[], number[]]>([
  [
    "has another name, with others about it",
    ["load a.py p.load f x", "load a.py p.load g x"],
    ["load a.py p.load f x", "load a.py p.load h x"],
    [0, 1],
  ],
  [
    "has another name, and is told by its text",
    ["load a.py p.load f x", "load a.py p.load g y"],
    ["load a.py p.load new z", "load a.py p.load h y"],
    [0, 1],
  ],
  [
    "goes, where another one comes elsewhere",
    ["load a.py p.load f x", "load a.py p.load g y"],
    ["load a.py p.load g y", "load a.py p.load h x"],
    [-1, 0],
  ],
  ["is spelled otherwise", ["load a.py cp.load f x"], ["load a.py p.Unpickler f y"], [0]],
  ["moves to another file", ["load a.py p.load f x"], ["load b.py p.load f y"], [0]],
  ["stands alone in another file", ["import a.py p - x"], ["import b.py p - x"], [-1]],
  [
    "is imported where its use goes",
    ["import a.py p - x", "load a.py p.load f x"],
    ["import b.py p - y", "load b.py p.load f x"],
    [0, 1],
  ],
  [
    "is imported in the definition",
    ["import a.py p - x", "load a.py p.load f x"],
    ["import a.py p.load f y", "load a.py p.load f x"],
    [0, 1],
  ],
  [
    "is imported at the top",
    ["load a.py p.load f x", "import a.py p.load f y"],
    ["import a.py p - x", "load a.py p.load f x"],
    [1, 0],
  ],
])("what %s", (_, before, after, expected) => {
  const uses = after.map(seen);
  const was = before.map(seen);
  const found = followed(was, uses);
  expect(was.map((one) => uses.findIndex((use) => use === found.get(one)?.now))).toEqual(expected);
});
