import { expect, test } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();

/** What the load of a file rests on, with these files around it, of which some are changed. */
function basisOf(text: string, files: Readonly<Record<string, string>>, changed: readonly string[]): string {
  if (!parser) throw new Error("no parser");
  const around = {
    repository: repositoryOf(new Map(Object.entries({ ...files, "app/a.py": text }))),
    changed: new Set(["app/a.py", ...changed]),
  };
  const file = { path: "app/a.py", head: text, base: null, hunks: null };
  const { findings } = analyzeChangedFile(file, { parse: parser.parse, policy: DEFAULT_POLICY, ...around });
  const [load] = findings.filter(({ ruleId }) => ruleId === "pickle-load");
  expect(load).toBeDefined();
  return load?.basis ?? "";
}

const OWN = "def read(request):\n    return OWN\n";
const SENT = "def read(request):\n    return request.body\n";
const loading = (imported: string, data: string): string =>
  `import pickle\n${imported}\n\n\ndef f(request):\n    return pickle.loads(${data})\n`;

test.each([
  ["a function", "from app.store import read", "read(request)"],
  ["a member of a module", "from app import store", "store.read(request)"],
  ["a member of a package's module", "import app.store", "app.store.read(request)"],
  ["a relative import", "from .store import read", "read(request)"],
  ["everything of a module", "from .store import *", "read(request)"],
  ["another name", "from .store import read as fetch", "fetch(request)"],
  ["what was assigned before", "from .store import read\n\nfetch = read", "fetch(request)"],
])("what a use rests on is in the other file of the change: %s", (_, imported, data) => {
  const text = loading(imported, data);
  const before = basisOf(text, { "app/store.py": OWN }, ["app/store.py"]);
  expect(basisOf(text, { "app/store.py": OWN }, ["app/store.py"])).toBe(before);
  expect(basisOf(text, { "app/store.py": SENT }, ["app/store.py"])).not.toBe(before);
  // It was not changed when the use was accepted.
  expect(basisOf(text, { "app/store.py": OWN }, [])).not.toBe(before);
});

test("and in those that this imports", () => {
  const text = loading("from .store import read", "read(request)");
  const store = "from .backend import read\n";
  const before = basisOf(text, { "app/store.py": store, "app/backend.py": OWN }, []);
  expect(basisOf(text, { "app/store.py": store, "app/backend.py": SENT }, ["app/backend.py"])).not.toBe(
    before,
  );
});

test.each([
  ["the data does not come from", "from .store import read", "request.own"],
  ["nobody imports", "from json import dumps as read", "read(request)"],
])("it is not in a file that %s", (_, imported, data) => {
  const text = loading(imported, data);
  const before = basisOf(text, { "app/store.py": OWN }, []);
  expect(basisOf(text, { "app/store.py": SENT }, ["app/store.py"])).toBe(before);
});
