import { ALL_SHAPES } from "../test/support/shapes/all-shapes.js";
import type { Shape } from "../test/support/shapes/shape.js";

/** The texts that take the longest, by what `npm run test:growth` measures; all others take less. */
const COSTLIEST: readonly string[] = [
  "packages of conda",
  "one long requirement",
  "connections",
  "one requirement again and again",
  "options",
  "a call of many entries, given again and again",
  "dependencies",
  "tables",
  "a list of many entries, unpacked again and again",
  "star imports of many modules",
  "broken lines",
  "packages of a lock file",
  "texts that are run",
  "YAML with loaders",
  "a list of many entries with as many look-ups",
  "a dictionary with look-ups by unknown keys",
  "texts that are run and joined",
  "requirements",
  "single quotes and doubles that end open",
  "YAML with fixes",
  "open brackets after from",
  "keywords without grammar",
  "loads with fixes",
  "groups of 400 brackets",
  "dollars",
];

/** A file of a kind that is looked at, not a patch or a comment. */
export const FILE_SHAPES: readonly Shape[] = ALL_SHAPES.filter(({ path }) => !/\.(?:patch|md)$/.test(path));

/** The costliest of them. */
export const COSTLY_SHAPES: readonly Shape[] = COSTLIEST.flatMap((name) =>
  FILE_SHAPES.filter((shape) => shape.name === name),
);

const IMPORTS = 300;

/** What once held the server up, by name: the files of each of its pull requests. */
export const KNOWN_ATTACKS: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  "imports that are never closed": [{ "a.py": `x = 1\n;${"import (#;".repeat(100_000)}` }],
  "300 files of 300 imports, 20 folders deep": [
    Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `${"d/".repeat(20)}f${String(i)}.py`,
        `${Array.from({ length: IMPORTS }, (_u, n) => `import m${String(i)}_${String(n)}`).join("\n")}\nimport pickle\n`,
      ]),
    ),
  ],
  "six pull requests with a large dictionary": Array.from({ length: 6 }, (_, i) => ({
    "a.py": `import pickle\nD = {${Array.from({ length: 40_000 }, (_u, n) => `"k${String(n)}": pickle.loads, `).join("")}}\n${`D[x${String(i)}](y)\n`.repeat(40_000)}`,
  })),
  "a notebook of 7 MB, and a finding beside it": [
    {
      "a.ipynb": `{"cells": [{"cell_type": "code", "source": ["import pickle\\n", "pickle.loads(x)"], "outputs": ["${"A".repeat(7_000_000)}"]}]}`,
      "b.py": "import pickle\npickle.loads(x)\n",
    },
  ],
  "one line with many findings": [{ "a.py": `import pickle; ${"pickle.loads(x); ".repeat(60_000)}\n` }],
};
