import { expect, test } from "vitest";

import { analyzeFile, type SourceFile } from "../../src/analysis/analyze-file.js";
import { goneTexts } from "../../src/analysis/analyze-files.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { loadParser } from "../../src/app/load-parser.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";

const { parse } = await loadParser();

/** What is said of a file that imports from one that is moved, or that is deleted where it has no new path. */
function said(
  user: { readonly base: string; readonly head: string },
  moved: { readonly from: string; readonly to: string | null; readonly base: string; readonly head?: string },
): string[] {
  const { from, to, base } = moved;
  const head = moved.head ?? base;
  const files: SourceFile[] = [
    { path: "p/u.py", previousPath: "p/u.py", ...user, hunks: null },
    to === null
      ? { path: from, kind: "deleted", base }
      : { path: to, previousPath: from, base, head, hunks: null },
  ];
  const texts = new Map([["p/u.py", user.head], ...(to === null ? [] : [[to, head] as const])]);
  const tools = {
    parse,
    policy: DEFAULT_POLICY,
    repository: repositoryOf(texts),
    gone: goneTexts(files),
  };
  return files
    .flatMap((file) => analyzeFile(file, tools).findings)
    .filter(({ origin, level }) => level === "block" && (origin === "introduced" || origin === "exposed"))
    .map(({ path, ruleId, origin }) => `${origin} ${ruleId} ${path}`);
}

const load = (module: string, what = "pickle", how = "pickle.loads(b)"): string =>
  `from .${module} import ${what}\n\n\ndef f(b):\n    return ${how}\n`;

test.each([
  ["pickle", "import pickle\n", "pickle.loads(b)"],
  ["loads", "from pickle import loads\n", "loads(b)"],
  ["L", "import yaml\n\n\nclass L(yaml.Loader):\n    pass\n", "yaml.load(b, Loader=L)"],
])("a module that is only moved exposes nothing: %s", (what, text, how) => {
  const import_ = how.startsWith("yaml") ? "import yaml\n" : "";
  const user = { base: import_ + load("c", what, how), head: import_ + load("_c", what, how) };
  expect(said(user, { from: "p/c.py", to: "p/_c.py", base: text })).toEqual([]);
});

test("neither does one that is deleted, where its user imports the same by itself", () => {
  const user = { base: load("c"), head: load("c").replace("from .c import pickle", "import pickle") };
  const blocking = said(user, { from: "p/c.py", to: null, base: "import pickle\n" });
  expect(blocking.filter((one) => one.includes("pickle-load"))).toEqual([]);
});

test("one that is changed where it is moved does", () => {
  const user = { base: load("c", "codec", "codec.loads(b)"), head: load("_c", "codec", "codec.loads(b)") };
  const moved = { from: "p/c.py", to: "p/_c.py", base: "import json as codec\n" };
  expect(said(user, { ...moved, head: "import pickle as codec\n" })).toContain(
    "introduced pickle-load p/u.py",
  );
});

test("what is gone is nothing that the new texts can import", () => {
  const base = "import json as codec\n";
  const user = {
    base: load("c", "codec", "codec.loads(b)"),
    head: load("c", "codec", "codec.loads(b)").replace("from .c", "from c"),
  };
  const files: SourceFile[] = [
    { path: "p/u.py", previousPath: "p/u.py", ...user, hunks: null },
    { path: "p/c.py", kind: "deleted", base },
  ];
  const repository = repositoryOf(
    new Map([
      ["p/u.py", user.head],
      ["c.py", "import pickle as codec\n"],
    ]),
  );
  const tools = { parse, policy: DEFAULT_POLICY, repository, gone: goneTexts(files) };
  const findings = files.flatMap((file) => analyzeFile(file, tools).findings);
  expect(findings.map(({ ruleId, origin }) => `${origin} ${ruleId}`)).toContain("introduced pickle-load");
});
