import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, expect, test } from "vitest";

import { BUDGET, createAnalysisPool, type AnalysisPool, type Budget } from "../../src/app/analysis-pool.js";
import { analysisHere, type AnalysisWork } from "../../src/app/analyze-changes.js";
import { loadParser } from "../../src/app/load-parser.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";

// Threads run what was built.
const THREAD = pathToFileURL(join(import.meta.dirname, "..", "..", "dist", "app", "analysis-thread.js"));

const UNSAFE = "import pickle\n\nx = pickle.loads(y)\n";
/** Takes seconds, and some hundred megabytes: every line passes the sieve, none can be skipped. */
const HUGE = "import pickle\nx = [pickle.loads(a) for a in f(b, {1: [2, (3, 4)]})]\n".repeat(60_000);

let pool: AnalysisPool;
const open = (budget: Partial<Budget> = {}): AnalysisPool =>
  (pool = createAnalysisPool(THREAD, 1, { ...BUDGET, ...budget }));
afterEach(() => pool.close());

function work(texts: readonly string[]): AnalysisWork {
  const files = texts.map((head, i) => ({ path: `f${String(i)}.py`, head, base: null, hunks: null }));
  return { files, around: new Map(), policy: DEFAULT_POLICY };
}

test("threads find what this one finds", async () => {
  const given = work([
    UNSAFE,
    "import json\n",
    "import yaml\nyaml.load(x)\n",
    "import pickle\n\ndef broken(:\n    pickle.loads(\n",
  ]);
  const here = await analysisHere(await loadParser()).analyze(given);
  expect(await open().analyze(given)).toEqual(here);
  expect(here.flatMap(({ findings }) => findings).length).toBeGreaterThan(1);
  expect(here.flatMap(({ notScanned }) => notScanned)).toHaveLength(1);
});

test("threads say which manifests lower something; where that takes too long, all of them count", async () => {
  const changed = [
    { path: "a/requirements.txt", base: "torch>=2.6\n", head: "torch>=2.0\n" },
    { path: "b/requirements.txt", base: "torch>=2.6\n", head: "torch>=2.7\n" },
  ];
  expect(await open().lowering(changed, new Map())).toEqual(["a/requirements.txt"]);
  await pool.close();
  const nested = `dependencies:\n${"- {a: [".repeat(300_000)}`;
  const long = [...changed, { path: "environment.yml", base: "", head: nested }];
  const all = long.map(({ path }) => path);
  expect(await open({ fileMs: 300 }).lowering(long, new Map())).toEqual(all);
});

test.each([
  ["too long", { fileMs: 2000 }, /^its analysis took longer than \d+ seconds$/],
  ["too much memory", { heapMegabytes: 48 }, /^its analysis took too much memory$/],
])("a file that takes %s is not scanned, the others are", async (_, budget, reason) => {
  const { analyze } = open(budget);
  const found = await analyze(work([UNSAFE, HUGE, UNSAFE]));
  expect(found.map(({ findings }) => findings.length > 0)).toEqual([true, false, true]);
  expect(found[1]?.notScanned).toEqual([
    { path: "f1.py", reason: expect.stringMatching(reason) as string, blocking: true },
  ]);
  // The next review gets a thread that works.
  expect((await analyze(work([UNSAFE])))[0]?.findings).toEqual(found[0]?.findings);
});

test("of what has too many findings some are kept, and that there are more is said and blocks", async () => {
  const many = "import pickle\n" + "pickle.loads(x)\n".repeat(30);
  const { analyze } = open({ fileFindings: 20, findings: 50 });
  const found = await analyze(work([UNSAFE, many, many, many, UNSAFE]));
  expect(found.map(({ findings }) => findings.length)).toEqual([
    (await analyze(work([UNSAFE])))[0]?.findings.length,
    20,
    20,
    20,
    0,
  ]);
  expect(
    found.flatMap(({ notScanned }) => notScanned.map(({ path, reason }) => `${path}: ${reason}`)),
  ).toEqual([
    "f1.py: it has more than 20 findings: the others are not listed",
    "f2.py: it has more than 20 findings: the others are not listed",
    "f3.py: it has more than 20 findings: the others are not listed",
    "f4.py: there are more than 50 findings in the files before it",
  ]);
  expect(found.every(({ notScanned }) => notScanned.every(({ blocking }) => blocking))).toBe(true);
});

test("what is left when the time of a review runs out is named", async () => {
  const found = await open({ fileMs: 300, jobMs: 500 }).analyze(work([HUGE, HUGE, HUGE, UNSAFE]));
  expect(found).toHaveLength(4);
  expect(found.at(-1)).toEqual({
    findings: [],
    waived: [],
    come: [],
    before: [],
    gone: [],
    notScanned: [{ path: "f3.py", reason: "the time for this review ran out", blocking: true }],
  });
});
