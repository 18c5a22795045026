import { pathToFileURL } from "node:url";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import type { TreeFile } from "../../src/analysis/analyze-file.js";
import { loadParser } from "../../src/app/load-parser.js";
import { guardedAnalysis } from "../../src/cli/analyze-guarded.js";
import type { FileBudget } from "../../src/cli/budget.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";

const thread = pathToFileURL(join(import.meta.dirname, "..", "..", "dist", "cli", "scan-thread.js")).href;
const { parse } = await loadParser();
const tools = { parse, policy: DEFAULT_POLICY };
const setting = {
  thread,
  around: { kind: "texts", texts: new Map<string, string>(), artifacts: new Map() },
  policy: DEFAULT_POLICY,
  organization: {},
} as const;
const open: { readonly close: () => Promise<void> }[] = [];

afterAll(async () => {
  for (const one of open) await one.close();
});

const UNSAFE = "import pickle\npickle.loads(x)\n";
const file = (text: string): TreeFile => ({ path: "a.py", kind: "text", text });

function guarded(budget: FileBudget) {
  const made = guardedAnalysis(tools, budget, setting);
  open.push(made);
  return made;
}

/** As many findings as are told apart, in a line each. */
const MANY = `import pickle\n${"pickle.loads(x)\n".repeat(60_000)}`;

test("a long text is analyzed in a thread, and comes to the same", async () => {
  const text = `${UNSAFE}${"# long\n".repeat(2000)}`;
  const budget = { fileMs: 60_000, roomyText: 10_000, heapMegabytes: 400 };
  const { findings } = await guarded(budget).analyze(file(text));
  expect(findings).toEqual((await guarded({ ...budget, roomyText: 1e6 }).analyze(file(text))).findings);
  expect(findings).toHaveLength(2);
});

test.each([
  ["here", { fileMs: 100, roomyText: 1e9, heapMegabytes: 400 }, /took longer than 1 s/],
  ["in a thread", { fileMs: 100, roomyText: 1000, heapMegabytes: 400 }, /took longer than 1 s/],
  ["in a small thread", { fileMs: 60_000, roomyText: 1000, heapMegabytes: 24 }, /too much memory/],
])("a file that takes too much %s is not scanned, and the next one is", async (_, budget, reason) => {
  const analysis = guarded(budget);
  const { findings, notScanned } = await analysis.analyze(file(MANY));
  expect([findings.length, notScanned.length]).toEqual([0, 1]);
  expect(notScanned[0]).toMatchObject({
    path: "a.py",
    blocking: true,
    reason: expect.stringMatching(reason) as string,
  });
  expect((await analysis.analyze(file(UNSAFE))).findings).toHaveLength(2);
});
