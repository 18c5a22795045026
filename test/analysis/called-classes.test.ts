import { expect, test } from "vitest";

import { analyzeWith } from "../support/analyze.js";

/** Whether a call of what a module of the repository defines is told to load what it is given. */
function isTold(module: string, use: string): boolean {
  const files = { "store.py": `import pickle\n\n\n${module}` };
  const { findings } = analyzeWith(
    "app.py",
    `from store import *\n\n\ndef f(sent):\n    return ${use}\n`.replace("*", use.split("(", 1)[0] ?? ""),
    { files },
  );
  return findings.some(({ ruleId }) => ruleId === "unsafe-wrapper");
}

const LOADING = (method: string): string =>
  `class Base:\n    def ${method}(self, path):\n        self.model = pickle.load(path)\n`;
const HARMLESS = (method: string): string => `    def ${method}(self, path):\n        self.path = path\n`;

test.each([
  ["its own constructor", LOADING("__init__"), "Base(sent)", true],
  ["what makes it", LOADING("__new__"), "Base(sent)", true],
  [
    "an inherited constructor",
    `${LOADING("__init__")}\n\nclass Model(Base):\n    pass\n`,
    "Model(sent)",
    true,
  ],
  [
    "a constructor inherited over two",
    `${LOADING("__init__")}\n\nclass A(Base):\n    pass\n\n\nclass Model(A):\n    pass\n`,
    "Model(sent)",
    true,
  ],
  ["an instance", `${LOADING("__call__")}\n\nread = Base()\n`, "read(sent)", true],
  [
    "an instance of a derived class",
    `${LOADING("__call__")}\n\nclass A(Base):\n    pass\n\n\nread = A()\n`,
    "read(sent)",
    true,
  ],
  [
    "a constructor in place of one that loads",
    `${LOADING("__init__")}\n\nclass Model(Base):\n${HARMLESS("__init__")}`,
    "Model(sent)",
    false,
  ],
  ["a class whose instances load when they are called", LOADING("__call__"), "Base(sent)", false],
  [
    "an instance whose class loads when it is made",
    `${LOADING("__init__")}\n\nread = Base("own")\n`,
    "read(sent)",
    false,
  ],
])("%s", (_, module, use, told) => {
  expect(isTold(module, use)).toBe(told);
});
