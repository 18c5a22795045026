import { expect, test } from "vitest";

import { changedBehind } from "../../src/analysis/changed-behind.js";
import { repositoryOf } from "../../src/analysis/repository.js";

const COUNT = 300;
const all = Array.from({ length: COUNT }, (_, i) => `m${String(i)}`);

test("of files that all import each other, only so many are read, and each is told of once", () => {
  const imports = all.map((name) => `import ${name}\n`).join("");
  const files = repositoryOf(
    new Map(
      ["main", ...all].map((name) => [`${name}.py`, name === "main" ? "import m0\nm0.f()\n" : imports]),
    ),
  );
  const read = new Set<string>();
  const counted = {
    ...{ paths: files.paths, has: (path: string) => files.has(path) },
    read: (path: string) => {
      read.add(path);
      return files.read(path);
    },
  };
  const changed = new Set(["main.py", "m0.py", "m7.py", "m299.py"]);
  const said = changedBehind("main.py", "import m0\nm0.f()\n", counted, changed)("m0");
  expect(said.map((line) => line.split(" ", 1)[0])).toEqual(["m0.py", "m7.py"]);
  expect(read.size).toBeLessThanOrEqual(101);
});
