import { expect, test } from "vitest";

import { analyze } from "../support/analyze.js";

test.each([
  [
    "itself",
    "class A:\n    def __getattr__(self, name):\n        return getattr(self, name)\n\n\nA().loads(pickle)\n",
  ],
  [
    "an attribute of its own that it does not have",
    "class A:\n    def __getattr__(self, name):\n        return getattr(self.other, name)\n\n    def read(self):\n        return self.codec.loads(pickle)\n",
  ],
  [
    "each other",
    "class A:\n    def __getattr__(self, name):\n        return getattr(B(), name)\n\n\nclass B:\n    def __getattr__(self, name):\n        return getattr(A(), name)\n\n\nA().codec.loads(pickle)\n",
  ],
])("a class that takes members from %s is looked at to the end", (_, code) => {
  const { findings, notScanned } = analyze("a.py", `import pickle\n\n\n${code}`);
  expect(notScanned).toEqual([]);
  expect(findings.length).toBeGreaterThan(0);
});
