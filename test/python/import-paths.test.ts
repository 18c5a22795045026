import { describe, expect, test } from "vitest";

import { importedModules } from "../../src/python/import-paths.js";

describe("the modules that a text imports", () => {
  test.each([
    ["import a.b", ["a.b"]],
    ["import a as b, c.d as e, f", ["a", "c.d", "f"]],
    ["import a, \\\n    b", ["a", "b"]],
    ["if x: import a; import b", ["a", "b"]],
    ["    from a import b as c, d  # e, f", ["a", "a.b", "a.d"]],
    ["from a import b, \\\n    c", ["a", "a.b", "a.c"]],
    ["from . import (\n    a,  # (the first, and)\n    b as c,\n)\nd", [".", ".a", ".b"]],
    ["from ..a import(b)", ["..a", "..a.b"]],
    ["from .größe import 数据", [".größe", ".größe.数据"]],
    ["from a import *", ["a"]],
    ["important = fromage", []],
  ])("%s", (text, modules) => {
    expect(importedModules(text)).toEqual(modules);
    expect(importedModules(text.replaceAll("\n", "\r\n"))).toEqual(modules);
  });

  test("are found in a text that goes on and on, or never ends", () => {
    const texts = [
      "from a import (",
      "from a import (#",
      "import a, \\\n",
      "from a import b, \\\n",
      "from a import (b\n",
    ];
    for (const text of texts) expect(importedModules(text.repeat(50_000))).toContain("a");
  });
});
