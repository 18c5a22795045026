import { describe, expect, test } from "vitest";

import { planOf, type Plan } from "../../src/migrate/plan.js";
import { projectOf } from "../../src/migrate/project.js";
import { describeShape } from "../../src/migrate/shape.js";
import { storesOf } from "../../src/migrate/stores.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();

/** The plans for some files; one text is `a.py`. */
function plansOf(files: string | Readonly<Record<string, string>>): readonly Plan[] {
  const texts = new Map(Object.entries(typeof files === "string" ? { "a.py": files } : files));
  if (!parser) throw new Error("no parser");
  const project = projectOf([...texts.keys()], (path) => texts.get(path) ?? null, parser.parse);
  return storesOf(project, [...texts.keys()]).stores.map((store) => planOf(project, store));
}

/** A program that stores what an expression is, after some statements. */
function storing(value: string, statements: readonly string[] = [], parameters = ""): string {
  const lines = [...statements, 'with open("a.pkl", "wb") as f:', `    pickle.dump(${value}, f)`];
  return `import pickle\nimport numpy as np\nimport json\n\n\ndef write(${parameters}):\n${lines.map((line) => `    ${line}\n`).join("")}\n\ndef read():\n    with open("a.pkl", "rb") as f:\n        return pickle.load(f)\n`;
}

describe("what is stored", () => {
  test.each<
    [value: string, statements: readonly string[], parameters: string, holds: string, target: string | null]
  >([
    ['{"a": 1}', [], "", "a dict of integers", "json"],
    ["x", ["x = []", "x.append(1)", 'x += ["b"]'], "", "a list of integers and strings", "json"],
    ["x", ["x = []", "x.append((1, 2))"], "", "a list of tuples", null],
    ["x", ["x = {}", "for i in range(3):", "    x[i] = 1"], "", "a dict of integers", null],
    [
      "x",
      ["x = {}", "for i, w in enumerate('a b'.split()):", "    x[w] = i"],
      "",
      "a dict of integers",
      "json",
    ],
    ["x", ["x = {}", "change(x)"], "", "not known", null],
    ["x", ["x = {}", "y = x", "y[1] = 2"], "", "not known", null],
    ["x", ["x = {'a': []}", "x['a'].append(())"], "", "not known", null],
    ["x", ["x = {'a': []}", "print(len(x), json.dumps(x))"], "", "not known", null],
    ["x", ["x = {'a': 1}", "print(len(x), x.get('a'))"], "", "a dict of integers", "json"],
    ["x", [], "x", "not known", null],
    ["x", [], "x: dict[str, list[float]]", "a dict of lists of floats", "json"],
    ["x", [], "x: dict[int, str]", "a dict of strings", null],
    ["x", [], "x: 'list[str] | None' = None", "a list of strings, or None", "json"],
    ["x", [], "x: dict", "a dict of what is not known", null],
    ["x", [], "x: np.ndarray", "a NumPy array", "array"],
    ["np.zeros(3)", [], "", "a NumPy array", "array"],
    ["np.zeros(3, dtype=object)", [], "", "not known", null],
    ["(1, 2)", [], "", "a tuple", null],
    ["{1, 2}", [], "", "a set", null],
    ["b'x'", [], "", "bytes", null],
    ["1j", [], "", "a complex number", null],
    ["{**x, 'b': 2}", ["x = dict(a='c')"], "", "a dict of strings and integers", "json"],
    ["[str(v) for v in x]", [], "x", "a list of strings", "json"],
    ["x", [], "**x: int", "not known", null],
    ["x", [], "*x: int", "not known", null],
    ["x", ["x = 1", "x += 0.5"], "", "an integer, or a float", "json"],
    ["x", ["x, y = 1, 2"], "", "not known", null],
    ["unknown()", [], "", "not known", null],
  ])("%s after %j, given %s: %s", (value, statements, parameters, holds, target) => {
    const [plan] = plansOf(storing(value, statements, parameters));
    expect(plan?.shapes.map(describeShape).join(", or ")).toBe(holds);
    expect(plan?.target?.kind ?? null).toBe(target);
    expect(plan?.undecided.length === 0).toBe(target !== null);
  });

  test("what a function gives back, and what an attribute of the class holds", () => {
    const made = "def made():\n    if x:\n        return {}\n    return {'a': 'b'}\n";
    expect(plansOf(`${made}\n\n${storing("made()")}`)[0]?.target).toEqual({ kind: "json" });
    const owner = (more: string): string =>
      `import pickle\nclass A:\n    def __init__(self):\n        self.seen = {}\n    def add(self, name: str):\n        self.seen[name] = 1\n${more}    def save(self):\n        with open("a.pkl", "wb") as f:\n            pickle.dump(self.seen, f)\n    def load(self):\n        with open("a.pkl", "rb") as f:\n            self.seen = pickle.load(f)\n`;
    expect(plansOf(owner(""))[0]?.target).toEqual({ kind: "json" });
    expect(plansOf(owner("    def other(self):\n        self.seen, x = f()\n"))[0]?.target).toBeNull();
    expect(plansOf(`${owner("")}\nA().seen = {1: 2}\n`)[0]?.target).toBeNull();
  });

  test("a class is only taken apart where it is a dataclass of plain fields", () => {
    const record = (body: string, decorator = "@dataclass"): string =>
      `import pickle\nfrom dataclasses import dataclass, field\n\n${decorator}\nclass A:\n    x: int\n${body}\n\ndef save_a(a: A, path):\n    with open(path, "wb") as f:\n        pickle.dump(a, f)\n\ndef load_a(path):\n    with open(path, "rb") as f:\n        return pickle.load(f)\n`;
    const kinds = (text: string): string | undefined => plansOf(text)[0]?.target?.kind;
    expect(kinds(record("    y: list[str] = field(default_factory=list)"))).toBe("record");
    for (const text of [
      record("    y: tuple[int, int] = (1, 2)"),
      record("    y: 'A' = None"),
      record("    def __post_init__(self):\n        pass"),
      record("", "@dataclass(slots=True)"),
      record("", "@other\n@dataclass"),
      record("", "@other"),
      record("    y = 1"),
      record("    y: int = field(init=False, default=1)"),
      record("").replace("class A:", "class A(B):"),
      record("").replace("pickle.dump(a, f)", "pickle.dump(a, f, 0)"),
    ])
      expect(kinds(text), text).toBeUndefined();
  });
});

test("files that are opened by a path's own method, or without a with statement", () => {
  const text = `import pickle\nfrom pathlib import Path\n\ndef write(x: list[int]):\n    with Path("a.pkl").open("wb") as f:\n        pickle.dump(x, f)\n    g = open("b.pkl", "wb")\n    pickle.dump(1, g)\n    g.close()\n\ndef read():\n    with Path("a.pkl").open("rb") as f:\n        x = pickle.load(f)\n    g = open("b.pkl", "rb")\n    y = pickle.load(g)\n    g.close()\n`;
  expect(plansOf(text).map(({ target }) => target?.kind)).toEqual(["json", "json"]);
});

test("what leads to itself and to others many times over is given up", () => {
  const lines = Array.from(
    { length: 40 },
    (_, i) => `x${String(i + 1)} = x${String(i)} + ${`x${String(i)} + `.repeat(20)}"a"`,
  );
  const text = `import pickle\nx0 = f()\n${lines.join("\n")}\npickle.dump(x40, open(x40, "wb"))\npickle.load(open(x40, "rb"))\n`;
  expect(plansOf(text).map(({ target }) => target)).toEqual([null]);
});

test("a name that several files have, one after the other, is each of them in its turn", () => {
  const text = `import pickle\n\ndef run():\n    for i in range(3):\n        with open("a.pkl", "wb") as f:\n            pickle.dump([1], f)\n        with open("b.pkl", "wb") as f:\n            pickle.dump({}, f)\n        with open("a.pkl", "rb") as f:\n            x = pickle.load(f)\n        with open("b.pkl", "rb") as f:\n            y = pickle.load(f)\n`;
  expect(plansOf(text).map(({ name, target }) => [name.shown, target?.kind])).toEqual([
    ["a.pkl", "json"],
    ["b.pkl", "json"],
  ]);
});

test("arrays that are stored as such: pickles are refused at both ends, unless they may hold objects", () => {
  const text = (value: string): string =>
    `import numpy as np\n\ndef write(x, y: np.ndarray):\n    np.save("a.npy", ${value})\n\ndef read():\n    return np.load("a.npy", allow_pickle=True)\n`;
  expect(plansOf(text("np.zeros(3)"))[0]?.target).toEqual({ kind: "refuse" });
  expect(plansOf(text("y"))[0]?.target).toEqual({ kind: "refuse" });
  expect(plansOf(text("x"))[0]?.target).toBeNull();
  expect(plansOf(text("[1, 'a']"))[0]?.target).toBeNull();
});

describe("what is not changed, and why", () => {
  const READ = 'def read():\n    with open("a.pkl", "rb") as f:\n        return pickle.load(f)\n';
  const WRITE = 'def write():\n    with open("a.pkl", "wb") as f:\n        pickle.dump(1, f)\n';
  test.each([
    [
      `${WRITE}def read():\n    with open("a.pkl", "rb") as f:\n        return pickle.load(f), pickle.load(f)\n`,
      /more than one pickle|one pickle/,
    ],
    [
      `${WRITE}def read():\n    with open("a.pkl", "rb") as f:\n        while True:\n            yield pickle.load(f)\n`,
      /loop/,
    ],
    [
      `${WRITE}def read():\n    with open("a.pkl", "rb") as f:\n        f.seek(4)\n        return pickle.load(f)\n`,
      /more is done/,
    ],
    [`${READ}def write():\n    with open("a.pkl", "ab") as f:\n        pickle.dump(1, f)\n`, /appends/],
    [
      `${READ}def write(mode):\n    with open("a.pkl", mode) as f:\n        pickle.dump(1, f)\n`,
      /not written out/,
    ],
    [
      `${READ}def write():\n    with open("a.pkl", "wb") as f:\n        pickle.dump(1, f)\n        f.write(b"x")\n`,
      /more is done/,
    ],
    [
      `${READ}def write():\n    for x in (1, 2):\n        with open("a.pkl", "wb") as f:\n            y = pickle.dump(x, f)\n`,
      /what it gives is used/,
    ],
    [
      `${READ}def write():\n    with open("a.pkl", "wb") as f:\n        pickle.Pickler(f).dump(1)\n`,
      /of its own/,
    ],
    [
      `${READ}def write():\n    with open("a.pkl", "wb") as f:\n        pickle.dump(1, f, buffer_callback=g)\n`,
      /buffer_callback/,
    ],
    [
      `${READ}def write():\n    with open("a.pkl", "wb") as f:\n        pickle.dump(*x, file=f)\n`,
      /star|not clear/,
    ],
    [`${READ}def write():\n    import joblib\n    joblib.dump(1, "a.pkl", compress=3)\n`, /compress/],
    [READ, /what writes it was not found/],
    [WRITE, /what reads it was not found/],
  ])("%#", (text, reason) => {
    const plans = plansOf(`import pickle\n${text}`);
    expect(plans.map(({ target }) => target)).toEqual([null]);
    expect(plans[0]?.undecided.join("\n")).toMatch(reason);
  });
});

describe("which file it is", () => {
  const dump = (path: string): string => `pickle.dump(1, open(${path}, "wb"))`;
  const load = (path: string): string => `pickle.load(open(${path}, "rb"))`;
  const same = (files: Readonly<Record<string, string>>): boolean =>
    plansOf(files).some(({ writers, readers }) => writers.length > 0 && readers.length > 0);

  test.each<[isSame: boolean, one: string, other: string]>([
    [true, dump('"d/x.pkl"'), load('os.path.join("d", "x.pkl")')],
    [true, dump('"./d/x.pkl"'), load('Path("d") / "x.pkl"')],
    [true, dump('os.path.join(os.path.dirname(__file__), "x.pkl")'), load('Path(__file__).parent / "x.pkl"')],
    [false, dump('"x.pkl"'), load('"y.pkl"')],
    [false, dump('f"{a()}.pkl"'), load('f"{b()}.pkl"')],
    [true, dump('os.environ["A"] + "/x.pkl"'), load('os.environ["A"] + "/x.pkl"')],
    [false, dump('tempfile.mktemp() + "/x.pkl"'), load('tempfile.mktemp() + "/x.pkl"')],
  ])("%s: %s and %s", (isSame, one, other) => {
    const text = `import os, pickle, tempfile\nfrom pathlib import Path\n\n${one}\n${other}\n`;
    expect(same({ "a.py": text })).toBe(isSame);
  });

  test.each<[isSame: boolean, text: string]>([
    [true, `def save_x(v, path):\n    ${dump("path")}\n\ndef load_x(file):\n    ${load("file")}\n`],
    [false, `def save_x(v, path):\n    ${dump("path")}\n\ndef load_y(file):\n    ${load("file")}\n`],
    [
      false,
      `def save_x(v, path):\n    ${dump("path")}\n\ndef load_x(f):\n    ${load("f")}\n\ndef read_x(f):\n    ${load("f")}\n`,
    ],
    [
      true,
      `class A:\n    def a(self, vocab):\n        ${dump("vocab")}\n    def b(self, vocab):\n        ${load("vocab")}\n`,
    ],
    [
      false,
      `class A:\n    def a(self, path):\n        ${dump("path")}\n    def b(self, path):\n        ${load("path")}\n`,
    ],
    [false, `def a(vocab):\n    ${dump("vocab")}\n\ndef b(vocab):\n    ${load("vocab")}\n`],
    [
      true,
      `def p(base):\n    return base + "x"\n\ndef save_x(v, path):\n    ${dump("p(path)")}\n\ndef load_x(path):\n    ${load("p(path)")}\n`,
    ],
    [true, `def a(folder):\n    name = folder + "/x.pkl"\n    ${dump("name")}\n    ${load("name")}\n`],
  ])("%s by their functions: %s", (isSame, text) => {
    expect(same({ "a.py": `import pickle\n\n${text}` })).toBe(isSame);
  });

  test("names of other modules are followed, folders of others are told apart", () => {
    const one = `import pickle\nfrom conf import PATH\n${dump("PATH")}\n`;
    const other = `import pickle\nimport conf\n${load("conf.PATH")}\n`;
    expect(same({ "conf.py": 'PATH = "x.pkl"\n', "a.py": one, "b.py": other })).toBe(true);
    expect(same({ "conf.py": "PATH = g()\n", "a.py": one, "b.py": other })).toBe(true);
    const beside = (use: string): string => `import os, pickle\n${use}\n`;
    const path = 'os.path.join(os.path.dirname(__file__), "x.pkl")';
    expect(same({ "a/a.py": beside(dump(path)), "b/b.py": beside(load(path)) })).toBe(false);
  });
});
