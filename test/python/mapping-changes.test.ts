import { describe, expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

/** What is said of the last load: "safe", or a level. */
function verdict(body: string): string {
  const lines = `${body}\nreturn torch.load(path, **o)`.split("\n").map((line) => `    ${line}\n`);
  const text = `import operator\n\nimport torch\n\n\ndef spoil(options):\n    options["weights_only"] = False\n\n\ndef f(path, flag, key, options, log):\n${lines.join("")}`;
  const { findings } = analyzeWith("src/a.py", text, {});
  const found = findings.filter(({ ruleId }) => ruleId.includes("torch"));
  return found.length === 0 ? "safe" : found.map(({ ruleId, level }) => `${ruleId} ${level}`).join();
}

const SAFE = 'o = {"weights_only": True}\n';
const UNSAFE = 'o = {"weights_only": False}\n';
const SET = 'o["weights_only"] = True';
const BLOCKS = "torch-weights-only-disabled block";

describe("what a mapping holds after", () => {
  test.each([
    ["nothing", `${SAFE}pass`, "safe"],
    ["a key that is set", `${UNSAFE}${SET}`, "safe"],
    ["an update", `${UNSAFE}o.update(weights_only=True)`, "safe"],
    ["another key", `${SAFE}o["map_location"] = "cpu"`, "safe"],
    ["a key that is read", `${SAFE}log.info("%s", o["map_location"])`, "safe"],
    ["a key that is set in brackets", `${SAFE}(o)["weights_only"] = False`, BLOCKS],
    ["a key that is taken back", `${SAFE}o["weights_only"] = False`, BLOCKS],
    ["a change in a loop around both", `${UNSAFE}for _ in key:\n    ${SET}`, BLOCKS],
    [
      "a change behind, in a loop",
      `${SAFE}for p in key:\n    torch.load(p, **o)\n    o["weights_only"] = False`,
      `${BLOCKS},${BLOCKS}`,
    ],
  ])("%s", (_, body, expected) => {
    expect(verdict(body)).toBe(expected);
  });
});

describe("a flag is not known to be safe", () => {
  test.each([
    ["where the change may not run", `${UNSAFE}if flag:\n    ${SET}`],
    ["where only a part of an expression changes it", `${UNSAFE}flag and o.update(weights_only=True)`],
    ["where a key is not known", `${SAFE}o[key] = False`],
    ["where an update has keys that are put together", `${SAFE}o.update({key: False})`],
    ["where an update spreads", `${SAFE}o.update({**options})`],
    ["where an update takes a mapping", `${SAFE}o.update(options)`],
    ["where a method sets it", `${SAFE}o.__setitem__("weights_only", False)`],
    ["where the method has a name", `${SAFE}put = o.update\nput(weights_only=False)`],
    ["where an operator sets it", `${SAFE}operator.setitem(o, "weights_only", False)`],
    ["where its class sets it", `${SAFE}dict.update(o, weights_only=False)`],
    ["where it has another name", `${SAFE}q = o\nq["weights_only"] = False`],
    ["where two names are bound at once", `o = q = {"weights_only": True}\nq["weights_only"] = False`],
    ["where it has another name by :=", `${SAFE}(q := o)["weights_only"] = False`],
    ["where it has another name by a condition", `${SAFE}q = o if flag else {}\nq["weights_only"] = False`],
    ["where a list holds it", `${SAFE}q = [o]\nq[0]["weights_only"] = False`],
    ["where a mapping holds it", `${SAFE}q = {"o": o}\nq["o"]["weights_only"] = False`],
    ["where a function of the file gets it", `${SAFE}spoil(o)`],
    ["where a function of the file gets it by a keyword", `${SAFE}spoil(options=o)`],
    ["where a function inside changes it", `${SAFE}def g():\n    o["weights_only"] = False\ng()`],
    ["where several targets are set", `${SAFE}o["weights_only"], flag = False, 1`],
    ["where a loop sets it", `${SAFE}for o["weights_only"] in (False,):\n    pass`],
    ["where a with sets it", `${SAFE}with flag as o["weights_only"]:\n    pass`],
    ["where it is joined", `${SAFE}o |= {"weights_only": False}`],
    ["where it is bound again", `${SAFE}o = options`],
    ["where a display spreads behind it", `o = {"weights_only": True, **options}`],
    ["where a display has keys that are put together", `o = {"weights_only": True, key: False}`],
  ])("%s", (_, body) => {
    expect(verdict(body)).toMatch(/weights-only-disabled (?:warn|block)/);
  });

  test.each([
    [
      "an outer mapping that the function changes for its next call",
      'def f(path):\n    x = torch.load(path, **O)\n    O["weights_only"] = False\n    return x\n',
    ],
    [
      "an outer mapping that another function changes",
      'def g():\n    O["weights_only"] = False\n\n\ndef f(path):\n    return torch.load(path, **O)\n',
    ],
    [
      "a name of the module that is reached by its text",
      'globals()["O"]["weights_only"] = False\n\n\ndef f(path):\n    O["weights_only"] = True\n    return torch.load(path, **O)\n',
    ],
  ])("%s", (_, rest) => {
    const value = rest.startsWith("globals") ? "False" : "True";
    const { findings } = analyzeWith(
      "src/a.py",
      `import torch\n\nO = {"weights_only": ${value}}\n\n\n${rest}`,
      {},
    );
    expect(findings.map(({ ruleId }) => ruleId)).toContain("torch-weights-only-disabled");
  });
});
