import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { fixed } from "../support/fixed.js";

const CACHE = `import os
import pickle

CACHE = "cache.pkl"


def save(names):
    data = {"version": 1, "seen": [], "rate": 0.5}
    for name in range(3):
        data["seen"].append({"id": name, "text": f"n{name}", "new": None})
    with open(CACHE, "wb") as f:
        pickle.dump(data, f, protocol=pickle.HIGHEST_PROTOCOL)


def load():
    if not os.path.exists(CACHE):
        return None
    with open(CACHE, 'rb') as f:
        return pickle.load(f)


save([])
print(load())
`;

/** A program that writes what an expression gives, and reads it back. */
const stored = (value: string, before = ""): string =>
  `import pickle\n\n${before}pickle.dump(${value}, open("a.pickle", "wb"))\nx = pickle.load(open("a.pickle", "rb"))\nprint(x)\n`;

describe("a file that is written and read here, and holds plain data, becomes JSON", () => {
  test("both ends, with its name, its modes and the imports", () => {
    const { text, applied, left } = fixed(CACHE);
    expect(text).toBe(
      CACHE.replace("import os\nimport pickle", "import json\nimport os")
        .replace("cache.pkl", "cache.json")
        .replace('"wb"', '"w"')
        .replace("'rb'", "'r'")
        .replace("pickle.dump(data, f, protocol=pickle.HIGHEST_PROTOCOL)", "json.dump(data, f)")
        .replace("pickle.load", "json.load"),
    );
    expect(applied.map(({ caveat }) => caveat)).toEqual([
      expect.stringContaining("Files that exist are pickles"),
    ]);
    expect(left).toEqual([]);
    expect(fixed(text).applied).toEqual([]);
  });

  test.each([
    ["literals", stored('{"a": [1, 2.5, None, True, -3], "b": "ü", "c": {"d": []}}')],
    [
      "what functions make of anything",
      stored('[str(f), len("ab"), int("3"), float(1), sorted(["b", "a"])]', "f = 3\n"),
    ],
    [
      "a list that grows",
      stored("rows", 'rows = []\nfor i in range(3):\n    rows.append([i, "a b".split()])\n'),
    ],
    [
      "a dictionary that grows",
      stored("d", 'd = {}\nfor word in "a b".split():\n    d[word] = len(word)\nd.update(z=1)\n'),
    ],
    ["sums and parts", stored("[n, t]", 'n = 1\nn += 2\nt = "a" + "b" if n else "c"\n')],
  ])("%s, and gives what it gave", (_, before) => {
    const { text } = fixed(before);
    expect(text).toContain("json.dump");
    const folder = mkdtempSync(join(tmpdir(), "no-pickle-json-"));
    try {
      const run = (program: string): string =>
        execFileSync("python3", ["-c", program], { cwd: folder }).toString();
      expect(run(text)).toBe(run(before));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("it stays a pickle", () => {
  test.each([
    ["a tuple", stored("(1, 2)")],
    ["a tuple in a list", stored("[(1, 2)]")],
    ["keys that are no texts", stored("{1: 2}")],
    ["bytes", stored('b"a"')],
    ["a set", stored("{1, 2}")],
    ["a complex number", stored("3j")],
    ["what is not known", stored("made()")],
    ["a name that is not bound here", stored("thing")],
    ["what is given to others", stored("d", "d = {}\nfill(d)\n")],
    ["what gets a key that is not known", stored("d", "d = {}\nd[key] = 1\n")],
    [
      "a list in which somebody may put something",
      stored("d", 'd = {"a": []}\nfor part in d:\n    d[part].append(thing)\n'),
    ],
    ["what another name leads to", stored("d", "d = {}\ne = d\ne[1] = 2\n")],
    ["what another function binds", stored("d", "d = {}\n\n\ndef g():\n    global d\n    d = thing\n\n\n")],
    ["what is set with others", stored("d", 'd = {}\nd["a"], e = things\n')],
    [
      "two things in one file",
      'import pickle\n\nwith open("a.pkl", "wb") as f:\n    pickle.dump(1, f)\n    pickle.dump(2, f)\nx = pickle.load(open("a.pkl", "rb"))\n',
    ],
    [
      "one after the other",
      'import pickle\n\nwith open("a.pkl", "wb") as f:\n    for i in range(3):\n        pickle.dump(i, f)\nx = pickle.load(open("a.pkl", "rb"))\n',
    ],
    ["something else that reads it", `${stored("1")}y = other.load(open("a.pickle", "rb"))\n`],
    ["a name that goes elsewhere", CACHE.replace("print(load())", "upload(CACHE)")],
    ["a file of the new name", CACHE.replace("print(load())", 'print(open("cache.json"))')],
    [
      "an error that only pickle raises",
      CACHE.replace(
        "        return pickle.load(f)",
        "        try:\n            return pickle.load(f)\n        except EOFError:\n            return None",
      ),
    ],
    ["no writer", 'import pickle\n\nx = pickle.load(open("a.pkl", "rb"))\n'],
    [
      "a path that is not one",
      'import pickle\n\n\ndef save(path):\n    pickle.dump(1, open(path, "wb"))\n\n\ndef load(path):\n    return pickle.load(open(path, "rb"))\n',
    ],
    ["two paths", stored("1").replace('open("a.pickle", "rb")', 'open("b.pickle", "rb")')],
  ])("%s", (_, text) => {
    expect(fixed(text)).toMatchObject({ text, applied: [] });
  });
});
