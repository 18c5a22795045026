import { describe, expect, test } from "vitest";

import { analyze } from "../support/analyze.js";

/** What is found of `eval`, by its level. */
function levels(body: string): string[] {
  const text = `import json\n\nTABLE = {"a": {"b": ("x", "[0]")}}\nPARTS = {}\nPARTS["a"] = "[0]"\n\n\ndef run(path, w, given):\n    name = json.load(open(path))["name"]\n${body}`;
  return analyze("a.py", text)
    .findings.filter(({ ruleId }) => ruleId === "eval-external-data")
    .map(({ level }) => level);
}

describe("what is chosen out of a table of the file is what stands in the table", () => {
  test.each<[string, string]>([
    ["a table of the module", '    return eval("w" + TABLE[name]["b"][1])\n'],
    ["a table of the function", '    table = {"a": "1"}\n    return eval(table[name])\n'],
    [
      "a part of it with a name",
      '    part = TABLE[name]\n    source = part["b"]\n    return eval(source[1])\n',
    ],
    ["a list", '    return eval(["w[0]", "w[1]"][name])\n'],
  ])("%s", (_, body) => {
    expect(levels(body)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ["the document itself", "    return eval(name)\n", "warn"],
    ["a part of the document", "    return eval(json.load(open(path))[name])\n", "warn"],
    ["a table that holds what was read", '    table = {"a": name}\n    return eval(table["a"])\n', "warn"],
    ["a table that is filled later", "    return eval(PARTS[name])\n", "warn"],
    [
      "a table that something fills",
      '    table = {"a": "1"}\n    table.update(given)\n    return eval(table[name])\n',
      "warn",
    ],
    [
      "a table that somebody else gets",
      '    table = {"a": "1"}\n    w(table)\n    return eval(table[name])\n',
      "warn",
    ],
    ["what is handed in", "    return eval(given[name])\n", "warn"],
    [
      "a name that is also something else",
      "    table = TABLE\n    if given:\n        table = given\n    return eval(table[name])\n",
      "warn",
    ],
    ["a request", '    table = {"a": request.args}\n    return eval(table["a"]["q"])\n', "block"],
  ])("but not %s", (_, body, level) => {
    expect(levels(body)).toEqual([level]);
  });
});
