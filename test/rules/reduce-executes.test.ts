import { expect, test } from "vitest";

import { analyze } from "../support/analyze.js";

const EVIL = `import os
import pickle

import pytest

from app import safe_loads


class Evil:
    def __reduce__(self):
        return (os.system, ("id",))


def test_evil():
`;

test.each<[string, string, string, string]>([
  [
    "written, and given to what has to refuse it",
    "tests/test_app.py",
    "safe_loads(pickle.dumps(Evil()))",
    "warn",
  ],
  [
    "loaded where an error is expected",
    "tests/test_app.py",
    "with pytest.raises(ValueError):\n        pickle.loads(pickle.dumps(Evil()))",
    "warn",
  ],
  [
    "the same by unittest",
    "tests/test_app.py",
    "with self.assertRaises(ValueError):\n        pickle.loads(DATA)",
    "warn",
  ],
  ["loaded", "tests/test_app.py", "pickle.loads(DATA)", "block"],
  [
    "loaded behind what is expected to fail",
    "tests/test_app.py",
    "with pytest.raises(ValueError):\n        f()\n    pickle.loads(DATA)",
    "block",
  ],
  [
    "loaded in a function that is only made there",
    "tests/test_app.py",
    "with pytest.raises(ValueError):\n        def f():\n            pickle.loads(DATA)",
    "block",
  ],
  ["in no test", "app/store.py", "safe_loads(pickle.dumps(Evil()))", "block"],
])("a class that runs code when it is unpickled: %s", (_, path, body, level) => {
  const { findings } = analyze(path, `${EVIL}    ${body}\n`);
  expect(findings.filter(({ ruleId }) => ruleId === "reduce-executes").map((one) => one.level)).toEqual([
    level,
  ]);
});
