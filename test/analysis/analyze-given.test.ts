import { expect, test } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { parsePatch } from "../../src/diff/parse-patch.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const { parse } = parser;
const FILES = {
  "json_io.py": "import json\n\n\ndef read(p):\n    return json.load(open(p))\n",
  "model_io.py": "import joblib\n\n\ndef read(p):\n    return joblib.load(p)\n",
};

/** What a change of a file is said to bring: every line of it is new. */
function brought(base: string, head: string): string[] {
  const [old, now] = [base.split("\n"), head.split("\n")];
  const body = [...old.map((line) => `-${line}`), ...now.map((line) => `+${line}`)].join("\n");
  const parsed = parsePatch(`@@ -1,${String(old.length)} +1,${String(now.length)} @@\n${body}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  const repository = repositoryOf(new Map(Object.entries({ ...FILES, "kit.py": head })));
  return analyzeChangedFile(
    { path: "kit.py", base, head, hunks: parsed.hunks },
    { parse, policy: DEFAULT_POLICY, repository },
  ).findings.map(({ ruleId, level, range }) => `${String(range.startLine + 1)} ${ruleId} ${level}`);
}

test.each([
  [
    "what a function gives",
    "import json\n\n\ndef get():\n    return json\n",
    "import json\n\nimport joblib\n\n\ndef get():\n    return joblib\n",
    "6 value-weakened warn",
  ],
  [
    "an attribute of a class",
    "import json\n\n\nclass S:\n    codec = json\n",
    "import joblib\n\n\nclass S:\n    codec = joblib\n",
    "5 value-weakened warn",
  ],
  [
    "a function of another file",
    "from json_io import read\n",
    "from model_io import read\n",
    "1 value-weakened warn",
  ],
  [
    "a name by which a loader is taken",
    'READ = "safe_load"\n',
    'READ = "unsafe_load"\n',
    "1 value-weakened warn",
  ],
])("%s becomes worse", (_, base, head, expected) => {
  expect(brought(base, head)).toEqual([expected]);
});

test.each([
  [
    "a name that was not there",
    "import json\n",
    "import json\nimport joblib\n\n\ndef memory():\n    return joblib\n",
  ],
  [
    "a name that stays what it was",
    "import joblib\n\n\ndef get():\n    return joblib\n",
    "import joblib\n\n\ndef get():\n    # cached\n    return joblib\n",
  ],
  ["a function that moves to a harmless one", "from model_io import read\n", "from json_io import read\n"],
  [
    "a member of a library that loads nothing",
    "import json\n\nrun = json.dumps\n",
    "import joblib\n\nrun = joblib.Parallel\n",
  ],
])("and not %s", (_, base, head) => {
  expect(brought(base, head)).toEqual([]);
});
