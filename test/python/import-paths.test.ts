import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { fileIn } from "../../src/analysis/module-files.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { importedModules, moduleFile } from "../../src/python/import-paths.js";

describe("the modules that a text imports", () => {
  test.each([
    ["import a.b", ["a.b"]],
    ["import a as b, c.d as e, f", ["a", "c.d", "f"]],
    ["import a, \\\n    b", ["a", "b"]],
    ["if x: import a; import b", ["a", "b"]],
    ["    from a import b as c, d  # e, f", ["a", "a.b", "a.d"]],
    ["from a import b, \\\n    c", ["a", "a.b", "a.c"]],
    // A comment may end in a backslash, so what follows one may begin a statement.
    ["from a \\\n  import b", ["a", "a.b", "b"]],
    ["from \\\n  . a import b", [".a", ".a.b"]],
    ["import a . b", ["a.b"]],
    ["import ａ", ["a"]],
    ["x = 1  # import a\ny = import_from(b)", []],
    ["from . import (\n    a,  # (the first, and)\n    b as c,\n)\nd", [".", ".a", ".b"]],
    ["from ..a import(b)", ["..a", "..a.b"]],
    ["from .größe import 数据", [".größe", ".größe.数据"]],
    ["from a import *", ["a"]],
    ["import a  # b\rimport c\rfrom d import e\r", ["a", "c", "d", "d.e"]],
    ["important = fromage", []],
  ])("%s", (text, modules) => {
    expect(importedModules(text)).toEqual(modules);
    expect(importedModules(text.replaceAll("\n", "\r\n"))).toEqual(modules);
  });

  test("are found in a text that goes on and on, or never ends", () => {
    const texts = [
      "from a import (",
      "import a, \\\n",
      "from a import b, \\\n",
      "from a import (b\n",
      "import (a, #",
      "from a.import ",
    ];
    for (const text of texts) expect(importedModules(text.repeat(50_000)).length).toBeLessThanOrEqual(300);
    for (const text of ["from a import b, \\\n", "from a import (b\n", "import a, \\\n"])
      expect(importedModules(text.repeat(50_000))).toContain("a");
    for (const text of ["import (#;", "from.", "from a import (#", ";from .\\\n", "import import,"])
      expect(importedModules(`x = 1\n;${text.repeat(100_000)}\nimport a`)).toContain("a");
  });
});

test("the file of a module is the same one, however many have asked before", () => {
  const folders = ["", "a/", "a/b/", "src/", "src/a/", "lib/b/", "/a/b/", "../a/"];
  const folder = fc.constantFrom(...folders);
  const name = fc.constantFrom("a", "b", "c", "a.b", "a.c", ".a", "..b.c", ".", "src.a", "c.");
  const file = fc.tuple(folder, fc.constantFrom("a.py", "b.py", "c.py", "a/__init__.py", "b/c/__init__.py"));
  fc.assert(
    fc.property(fc.array(file), fc.array(fc.tuple(folder, name), { minLength: 1 }), (files, asked) => {
      const repository = repositoryOf(new Map(files.map((parts) => [parts.join(""), ""])));
      for (const [from, module] of asked) {
        expect(fileIn(from, module, repository)).toBe(moduleFile(`${from}x.py`, module, repository.has));
      }
    }),
    { numRuns: 2000 },
  );
});
