import { execFileSync } from "node:child_process";

import { describe, expect, test } from "vitest";

import { DEFAULT, fixed } from "../support/fixed.js";

describe("a copy through pickle becomes one", () => {
  test.each([
    [
      "with its import in the place where it belongs, and without the one of pickle",
      "import os\nimport pickle\nimport sys\n\n\ndef f(x):\n    return pickle.loads(pickle.dumps(x, -1))\n",
      "import copy\nimport os\nimport sys\n\n\ndef f(x):\n    return copy.deepcopy(x)\n",
    ],
    [
      "beside another import of the module",
      "from copy import copy\nimport pickle\n\n\ndef f(x):\n    return copy(pickle.loads(pickle.dumps(x, protocol=2)))\n",
      "from copy import copy, deepcopy\n\n\ndef f(x):\n    return copy(deepcopy(x))\n",
    ],
    [
      "through a variable of one line",
      "import pickle\n\n\ndef f(x):\n    data = pickle.dumps(x)\n    return pickle.loads(data)\n",
      "import copy\n\n\ndef f(x):\n    return copy.deepcopy(x)\n",
    ],
    [
      "with what is imported already, while pickle stays for others",
      "import copy\nimport pickle\n\n\ndef f(x, g):\n    pickle.dump(x, g)\n    return pickle.loads(\n        pickle.dumps(\n            x\n        )\n    )\n",
      "import copy\nimport pickle\n\n\ndef f(x, g):\n    pickle.dump(x, g)\n    return copy.deepcopy(x)\n",
    ],
    [
      "in a class with a method of that name",
      "from os import sep\nimport copy\nimport pickle\n\n\nclass A:\n    def copy(self, x):\n        return pickle.loads(pickle.dumps(x))\n",
      "from os import sep\nimport copy\n\n\nclass A:\n    def copy(self, x):\n        return copy.deepcopy(x)\n",
    ],
    [
      "behind what is imported from the future, and the modules",
      "from __future__ import annotations\n\nimport os\nimport pickle\n\n\ndef f(copy):\n    return pickle.loads(pickle.dumps(copy))\n",
      "from __future__ import annotations\n\nimport os\nfrom copy import deepcopy\n\n\ndef f(copy):\n    return deepcopy(copy)\n",
    ],
    [
      "of a pickle that is imported in one of two ways",
      "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\nimport os\n\n\ndef f(x, g):\n    pickle.dump(x, g)\n    return pickle.loads(pickle.dumps(x))\n",
      "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle\nimport copy\nimport os\n\n\ndef f(x, g):\n    pickle.dump(x, g)\n    return copy.deepcopy(x)\n",
    ],
    [
      "under its own name, where `copy` is something else",
      "import pickle\n\n\ndef f(copy):\n    return pickle.loads(pickle.dumps(copy))\n",
      "from copy import deepcopy\n\n\ndef f(copy):\n    return deepcopy(copy)\n",
    ],
  ])("%s", (_, before, after) => {
    const result = fixed(before);
    expect(result.text).toBe(after);
    expect(result.applied[0]?.caveat).toContain("`__deepcopy__`");
    expect(fixed(after).applied).toEqual([]);
    expect(fixed(before, DEFAULT)).toMatchObject({ text: before, left: expect.anything() as unknown });
  });

  test("with CRLF line ends", () => {
    const before =
      "import pickle\r\n\r\n\r\ndef f(x):\r\n    data = pickle.dumps(x)\r\n    return pickle.loads(data)\r\n";
    expect(fixed(before).text).toBe("import copy\r\n\r\n\r\ndef f(x):\r\n    return copy.deepcopy(x)\r\n");
  });

  test("that gives what it gave", () => {
    const before =
      "import pickle\n\n\ndef f(x):\n    data = pickle.dumps(x)\n    return pickle.loads(data)\n\n\none = {'a': [1, (2, {3})]}\ntwo = f(one)\nprint(one == two, one['a'] is two['a'])\n";
    const run = (text: string): string => execFileSync("python3", ["-c", text]).toString();
    expect(run(fixed(before).text)).toBe(run(before));
  });
});

describe("pickling stays where it may be the point", () => {
  const inFunction = (...lines: readonly string[]): string =>
    ["import pickle", "", "", "def f(x):", ...lines.map((line) => `    ${line}`), ""].join("\n");
  test.each([
    [
      "it is tried",
      inFunction("try:", "    y = pickle.loads(pickle.dumps(x))", "except Exception:", "    y = x"),
    ],
    ["the copy is thrown away", inFunction("pickle.loads(pickle.dumps(x))")],
    [
      "a name says so",
      inFunction("return pickle.loads(pickle.dumps(x))").replace("def f", "def test_pickling"),
    ],
    [
      "the bytes are used again",
      inFunction("d = pickle.dumps(x)", "print(len(d))", "return pickle.loads(d)"),
    ],
    ["something is between", inFunction("d = pickle.dumps(x)", "x.clear()", "return pickle.loads(d)")],
    ["it is faster so", inFunction("# faster than copy.deepcopy", "return pickle.loads(pickle.dumps(x))")],
    ["a comment says why", inFunction("return pickle.loads(  # drops the cache", "    pickle.dumps(x))")],
    ["buffers are kept apart", inFunction("return pickle.loads(pickle.dumps(x, buffer_callback=b.append))")],
    ["both names are taken", inFunction("copy = deepcopy = x", "return pickle.loads(pickle.dumps(copy))")],
  ])("%s", (_, text) => {
    expect(fixed(text)).toMatchObject({ text, applied: [] });
  });

  test("in test code, unless it is asked for", () => {
    const text = inFunction("return pickle.loads(pickle.dumps(x))");
    const result = fixed(text, undefined, "tests/test_a.py");
    expect(result.text).toBe(text);
    expect(result.left).toContainEqual(expect.objectContaining({ why: "in-tests" }));
  });
});
