import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { analyzeWholeFile } from "../../src/analysis/analyze-file.js";
import { kindOf } from "../../src/analysis/file-kind.js";
import { RULES } from "../../src/rules/registry.js";
import type { AppliedFix, FixChoice } from "../../src/analysis/fix-choice.js";
import { fixText, type FixedText } from "../../src/analysis/fix-text.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { analyze } from "../support/analyze.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const { parse } = parser;
const ALL: FixChoice = {
  unsafe: true,
  unsafeInTests: false,
  isWanted: () => true,
  isImportedElsewhere: () => false,
};
const DEFAULT: FixChoice = { ...ALL, unsafe: false };

function fixed(text: string, choice: FixChoice = ALL, path = "a.py"): FixedText {
  return fixText(path, kindOf(path), text, { parse, policy: DEFAULT_POLICY }, choice);
}

describe("every finding with a proven fix is fixed", () => {
  test.each([
    [
      "several in one text",
      "import yaml\nimport torch\nx = yaml.load(f)\ny = torch.load(p)\nz = yaml.load(f, Loader=yaml.Loader)\n",
      "import yaml\nimport torch\nx = yaml.safe_load(f)\ny = torch.load(p, weights_only=True)\nz = yaml.load(f, Loader=yaml.SafeLoader)\n",
    ],
    [
      "one in another",
      "import yaml\nx = yaml.load(yaml.load(f))\n",
      "import yaml\nx = yaml.safe_load(yaml.safe_load(f))\n",
    ],
    [
      "what is not imported yet, merged into the import beside it; what is not needed any more goes",
      "from yaml import load, Loader\n\nx = load(f, Loader=Loader)\n",
      "from yaml import load, SafeLoader\n\nx = load(f, Loader=SafeLoader)\n",
    ],
    [
      "a function by its bare name",
      "from yaml import load\n\nx = load(f)\n",
      "from yaml import safe_load\n\nx = safe_load(f)\n",
    ],
    [
      "another name of the import is still used",
      "from yaml import load, dump\n\nx = load(f)\ndump(x)\n",
      "from yaml import dump, safe_load\n\nx = safe_load(f)\ndump(x)\n",
    ],
    [
      "an import of its own that is not needed any more",
      "import yaml\nfrom yaml import Loader  # nosec\n\nx = yaml.load(f, Loader=Loader)\n",
      "import yaml\n\nx = yaml.safe_load(f)\n",
    ],
    [
      "the loader that there is",
      "import yaml\n\ntry:\n    from yaml import CLoader as Loader\nexcept ImportError:\n    from yaml import Loader\n\nx = yaml.load(f, Loader=Loader)\ny = yaml.load(g, Loader)\n",
      "import yaml\n\ntry:\n    from yaml import CSafeLoader as Loader\nexcept ImportError:\n    from yaml import SafeLoader as Loader\n\nx = yaml.load(f, Loader=Loader)\ny = yaml.load(g, Loader)\n",
    ],
    [
      "names in brackets, one a line",
      "from yaml import (\n    Loader,\n    dump,\n    load,\n)\n\nx = load(f, Loader)\ndump(x)\n",
      "from yaml import (\n    SafeLoader,\n    dump,\n    load,\n)\n\nx = load(f, SafeLoader)\ndump(x)\n",
    ],
    [
      "names in an order of their own",
      "from yaml import (\n    load,\n    dump,\n    Loader,\n)\n\nx = load(f, Loader)\ndump(x)\n",
      "from yaml import (\n    load,\n    dump,\n    SafeLoader,\n)\n\nx = load(f, SafeLoader)\ndump(x)\n",
    ],
  ])("%s", (_, before, after) => {
    const result = fixed(before);
    expect(result.text).toBe(after);
    expect(result.left.filter(({ why }) => why !== "no-fix")).toEqual([]);
    expect(fixed(after)).toMatchObject({ text: after, applied: [] });
  });
});

describe("what is taken out of a tuple leaves a tuple", () => {
  test.each([
    ["('json', 'pickle')", "('json',)"],
    ["('pickle', 'json')", "('json',)"],
    ["('json', 'pickle',)", "('json',)"],
    ["('pickle', 'json',)", "('json',)"],
    ["('json', 'pickle', 'yaml')", "('json', 'yaml')"],
    ["['json', 'pickle']", "['json']"],
  ])("%s", (before, after) => {
    const text = (accepted: string): string =>
      `from celery import Celery\n\napp = Celery()\napp.conf.accept_content = ${accepted}\n`;
    expect(fixed(text(before)).text).toBe(text(after));
  });
});

describe("an import stays that may be there for somebody else", () => {
  const LOAD = "import yaml\nfrom yaml import Loader\n\nx = yaml.load(f, Loader=Loader)\n";
  test.each([
    ["a package that gives it on", LOAD, "pkg/__init__.py", ALL],
    [
      "another file imports it",
      LOAD,
      "a.py",
      { ...ALL, isImportedElsewhere: (name: string) => name === "Loader" },
    ],
    ["a comment says so", LOAD.replace("Loader\n\n", "Loader  # noqa: F401\n\n"), "a.py", ALL],
    ["it is named as a text", `${LOAD}__all__ = ["Loader"]\n`, "a.py", ALL],
    [
      "it was not used before either",
      "import yaml\nfrom yaml import Loader\n\nx = yaml.load(f)\n",
      "a.py",
      ALL,
    ],
  ])("%s", (_, text, path, choice) => {
    const result = fixed(text, choice, path);
    expect(result.applied).toHaveLength(1);
    expect(result.text).toContain("from yaml import Loader");
  });
});

test("what may refuse honest data is fixed only where that is asked for", () => {
  const text = "import torch, yaml\nx = torch.load(p)\ny = yaml.load(f)\n";
  const result = fixed(text, DEFAULT);
  expect(result.text).toBe("import torch, yaml\nx = torch.load(p)\ny = yaml.safe_load(f)\n");
  expect(result.left).toMatchObject([{ finding: { ruleId: "torch-load" }, why: "needs-unsafe" }]);
  expect(result.left[0]?.caveat).toContain("no longer load");
});

test("in test code only what refuses nothing but code is fixed, in its data nothing, unless the file is named", () => {
  const text = "import torch, yaml\nx = torch.load(p)\ny = yaml.load(f)\n";
  const counts = ["a.py", "tests/a.py", "t/unit/a.py", "tests/data/a.py"].map((path) =>
    [ALL, { ...ALL, unsafeInTests: true }].map((choice) => fixed(text, choice, path).applied.length),
  );
  expect(counts).toEqual([
    [2, 2],
    [1, 2],
    [1, 2],
    [0, 2],
  ]);
  expect(
    fixed(text, DEFAULT, "tests/data/a.py")
      .left.map(({ why }) => why)
      .sort(),
  ).toEqual(["in-tests", "needs-unsafe"]);
});

test("a file that gives YAML tags of its own is left to a person, who is told what the safe loader does not know", () => {
  const text = 'import yaml\nyaml.add_constructor("!Ref", make)\nx = yaml.load(f, Loader=yaml.Loader)\n';
  const result = fixed(text, DEFAULT);
  expect(result.text).toBe(text);
  const left = result.left.find(({ finding }) => finding.ruleId === "yaml-unsafe-load");
  expect(left).toMatchObject({
    why: "needs-unsafe",
    caveat: expect.stringContaining("SafeLoader") as string,
  });
  expect(fixed(text, ALL).text).toContain("yaml.SafeLoader");
});

describe("left as they are", () => {
  test.each([
    ["a text that does not parse", "import yaml\nx = yaml.load(f)\ndef (:\n", "not-read"],
    ["a name that means something else", "from yaml import load\nsafe_load = 1\nx = load(f)\n", "no-fix"],
    [
      "an import that may fail",
      "try:\n    from yaml import load\nexcept ImportError:\n    load = None\nx = load(f)\n",
      "no-fix",
    ],
    ["unpickling", "import pickle\nx = pickle.load(f)\n", "no-fix"],
  ])("%s", (_, text, why) => {
    const result = fixed(text);
    expect(result).toMatchObject({ text, applied: [] });
    expect(result.left.map((one) => one.why)).toContain(why);
  });

  test("what is not wanted, and what a comment lets through", () => {
    const text =
      "import yaml\nx = yaml.load(f)\ny = yaml.load(g)  # no-pickle: allow[yaml-unsafe-load] it is ours\n";
    expect(fixed(text, { ...ALL, isWanted: () => false })).toEqual({ text, applied: [], left: [] });
    expect(fixed(text).text).toBe(text.replace("load(f)", "safe_load(f)"));
  });
});

describe("a notebook", () => {
  const notebook = (...lines: readonly string[]): string =>
    JSON.stringify({ cells: [{ cell_type: "code", source: lines }], nbformat: 4, metadata: {} }, null, 1);

  test("is fixed where its JSON spells the place as it is, and nothing else in it changes", () => {
    const text = notebook(
      "import yaml\n",
      "%matplotlib inline\n",
      'x = yaml.load(open("ü\\n"), Loader=yaml.Loader)\n',
    );
    const result = fixed(text, DEFAULT, "a.ipynb");
    expect(result.text).toBe(text.replace("yaml.Loader", "yaml.SafeLoader"));
    expect(result.applied).toHaveLength(1);
  });

  test("stays where the place holds an escape, or lines would come or go", () => {
    const escaped = notebook("import yaml\nx = yaml.load(f)").replace("yaml.load", "yaml.lo\\u0061d");
    const lines = notebook("from yaml import load\n", "x = load(f)\n");
    expect(fixed(escaped, ALL, "a.ipynb").text).toBe(escaped);
    expect(() => JSON.parse(fixed(lines, ALL, "a.ipynb").text) as unknown).not.toThrow();
  });

  test("gets an argument on the line of the last one, where it would have a line of its own", () => {
    const text = notebook("import torch\n", "torch.load(\n", "    p,\n", "    map_location=m,\n", ")\n");
    expect(fixed(text, ALL, "a.ipynb").text).toBe(text.replace("=m,", "=m, weights_only=True,"));
  });

  test("gets no suggestion on GitHub, which shows its JSON", () => {
    const { findings } = analyze("a.ipynb", notebook("import yaml\n", "x = yaml.load(f)\n"));
    expect(findings.map(({ fix }) => fix)).toEqual([null]);
  });
});

describe("on every fixture of the rules", () => {
  const ROOT = join(import.meta.dirname, "..", "fixtures", "rules");
  const names = readdirSync(ROOT).filter((name) => name.endsWith(".py"));
  const results = names.map((name) => {
    const text = readFileSync(join(ROOT, name), "utf8");
    return { name, before: text, ...fixed(text, ALL, name) };
  });

  test("many are changed", () => {
    expect(results.filter(({ applied }) => applied.length > 0).length).toBeGreaterThan(20);
  });

  test("a second run changes nothing", () => {
    for (const { name, text } of results) expect(fixed(text, ALL, name)).toMatchObject({ text, applied: [] });
  });

  test("line ends stay, and nothing else depends on them", () => {
    for (const { name, before, text } of results) {
      expect(fixed(before.replace(/\n/g, "\r\n"), ALL, name).text, name).toBe(text.replace(/\n/g, "\r\n"));
    }
  });

  test("as many findings are left as there were, without those that were fixed", () => {
    const count = (name: string, text: string): number =>
      analyzeWholeFile(name, text, { parse, policy: DEFAULT_POLICY }).findings.length;
    for (const { name, before, text, applied } of results)
      expect(count(name, text), name).toBeLessThanOrEqual(count(name, before) - applied.length);
  });

  test("what each may change is said on the page of its rule, and which are applied by default", () => {
    const kinds = (applied: readonly AppliedFix[]): string[] =>
      applied.map(({ finding, caveat }) => JSON.stringify([finding.ruleId, caveat]));
    const said = (isDefault: boolean): string[] =>
      RULES.flatMap(({ meta }) =>
        meta.fixes
          .filter((one) => !isDefault || one.isDefault)
          .map(({ caveat }) => JSON.stringify([meta.id, caveat])),
      );
    for (const { name, before, applied } of results) {
      expect(said(false), name).toEqual(expect.arrayContaining(kinds(applied)));
      expect(said(true), name).toEqual(expect.arrayContaining(kinds(fixed(before, DEFAULT, name).applied)));
    }
  });

  test("what compiled compiles", () => {
    const texts = results.flatMap(({ name, before, text }) => [
      { name, text: before },
      { name: `${name}, fixed`, text },
    ]);
    const failed = execFileSync("python3", ["-W", "ignore", "-c", COMPILE], { input: JSON.stringify(texts) });
    const names = JSON.parse(failed.toString()) as string[];
    expect(names.filter((name) => name.endsWith(", fixed") && !names.includes(name.slice(0, -7)))).toEqual(
      [],
    );
  });
});

const COMPILE = `
import json, sys
failed = []
for one in json.load(sys.stdin):
    try:
        compile(one["text"], one["name"], "exec")
    except SyntaxError:
        failed.append(one["name"])
print(json.dumps(failed))
`;
