import { describe, expect, test } from "vitest";

import { analyze } from "../support/analyze.js";

/** The levels of the loads in the body of a function. */
function levels(body: string): string[] {
  const lines = body.split("\n").map((line) => `    ${line}\n`);
  const text = `import io\nimport pickle\nfrom contextlib import suppress\n\n\ndef test_it(thing, other):\n${lines.join("")}`;
  return analyze("a.py", text)
    .findings.filter(({ ruleId }) => ruleId === "pickle-load")
    .map(({ level }) => level);
}

describe("a copy is told by what its name is bound to where it is loaded:", () => {
  test.each([
    ["a name that was another before", "s = str(thing)\ns = pickle.dumps(thing)\npickle.loads(s)"],
    ["a name that is another later", "s = pickle.dumps(thing)\npickle.loads(s)\ns = other.read()\nsend(s)"],
    [
      "the value itself, there and back",
      "thing = pickle.dumps(thing)\nthing = pickle.loads(thing)\nuse(thing)",
    ],
    [
      "there and back in a loop",
      "for one in other:\n    one = pickle.dumps(one)\n    one = pickle.loads(one)\n    use(one)",
    ],
    [
      "one name for two copies",
      "s = pickle.dumps(thing)\nassert pickle.loads(s) == thing\ns = pickle.dumps(other)\nassert pickle.loads(s) == other",
    ],
    [
      "a buffer that is made anew",
      "b = open(thing)\nb = io.BytesIO()\npickle.dump(thing, b)\nb.seek(0)\npickle.load(b)",
    ],
    ["a name of two items", "a, s = thing\na, s = 1, pickle.dumps(a)\npickle.loads(s)"],
    [
      "either way a dump",
      "s = other\ns = pickle.dumps(thing)\nif other:\n    s = pickle.dumps(other)\npickle.loads(s)",
    ],
  ])("%s", (_, body) => {
    const found = levels(body);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found)).toEqual(new Set(["note"]));
  });

  test.each([
    ["another value in between", "s = pickle.dumps(thing)\ns = other.read()\npickle.loads(s)"],
    ["another value sometimes", "s = pickle.dumps(thing)\nif other:\n    s = other.read()\npickle.loads(s)"],
    [
      "a dump that may not happen",
      "s = other.read()\nif thing:\n    s = pickle.dumps(thing)\npickle.loads(s)",
    ],
    [
      "a dump that may fail, where errors are let pass",
      "s = other.read()\nwith suppress(Exception):\n    s = pickle.dumps(lambda: 0)\npickle.loads(s)",
    ],
    [
      "a dump that may fail in a try",
      "s = other.read()\ntry:\n    s = pickle.dumps(lambda: 0)\nexcept Exception:\n    pass\npickle.loads(s)",
    ],
    [
      "a try that leaves",
      "s = pickle.dumps(thing)\ntry:\n    s = other.read()\n    raise ValueError\nexcept ValueError:\n    pass\npickle.loads(s)",
    ],
    [
      "the next round of a loop",
      "s = pickle.dumps(thing)\nfor _ in other:\n    pickle.loads(s)\n    s = other.read()",
    ],
    [
      "what was loaded, in the next round",
      "s = pickle.dumps(thing)\nfor _ in other:\n    s = pickle.loads(s)",
    ],
    [
      "a loop that may have no round",
      "s = other.read()\nfor _ in thing:\n    s = pickle.dumps(thing)\npickle.loads(s)",
    ],
    ["a condition behind the load", "s = pickle.dumps(thing)\npickle.loads(s) if (s := other.read()) else 0"],
    [
      "a value that is worked out before its target",
      "s = pickle.dumps(thing)\nthing[pickle.loads(s)] = (s := other.read())",
    ],
    ["a walrus in the same call", "s = pickle.dumps(thing)\npickle.loads((s := other.read()) and s)"],
    ["more bytes", "s = pickle.dumps(thing)\ns += other.read()\npickle.loads(s)"],
    ["a dump that is skipped", "s = other.read()\nthing and (s := pickle.dumps(thing))\npickle.loads(s)"],
    [
      "an inner function",
      "s = other.read()\ns = pickle.dumps(thing)\ndef change():\n    nonlocal s\n    s = other.read()\nchange()\npickle.loads(s)",
    ],
    ["the target of a loop", "s = pickle.dumps(thing)\nfor s in other:\n    pickle.loads(s)"],
    ["what a with gives", "s = pickle.dumps(thing)\nwith other as s:\n    pickle.loads(s)"],
    [
      "a buffer that somebody fills",
      "b = open(thing)\nb = io.BytesIO()\npickle.dump(thing, b)\nfill(b)\npickle.load(b)",
    ],
    ["a match", "s = pickle.dumps(thing)\nmatch other:\n    case [s]:\n        pickle.loads(s)"],
  ])("and not with %s", (_, body) => {
    expect(levels(body)).toContain("block");
  });
});

describe("a class that is rebuilt from what it dumps itself", () => {
  const reduced = (returned: string, name = "__reduce__"): string[] =>
    analyze(
      "a.py",
      `import pickle\nfrom pickle import loads, dumps\n\n\nclass A:\n    def ${name}(self, protocol=2):\n        return ${returned}\n`,
    )
      .findings.filter(({ ruleId }) => ruleId === "pickle-load")
      .map(({ level }) => level);

  test.each(["loads, (dumps(self.x),)", "(pickle.loads, (pickle.dumps(self.x, protocol),))"])(
    "%s",
    (returned) => {
      expect(reduced(returned)).toEqual(["note"]);
      expect(reduced(returned, "__reduce_ex__")).toEqual(["note"]);
      expect(reduced(returned, "handler")).toEqual(["block"]);
    },
  );

  test.each([
    "loads, (self.raw,)",
    "loads, (self.raw or dumps(self.x),)",
    "loads, (*self.raw, dumps(self.x))",
    "loads, (dumps(self.x),), self.state",
    "loads, self.dumps(self.x)",
  ])("not %s", (returned) => {
    expect(reduced(returned)).toEqual(["block"]);
  });
});
