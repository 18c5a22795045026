import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { expect, test } from "vitest";

import type { SourceFile } from "../../src/analysis/analyze-file.js";
import type { Repository } from "../../src/analysis/repository.js";
import type { Io } from "../../src/cli/io.js";
import { runAnalysis } from "../../src/cli/run-analysis.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const FILES = 40;
/** What makes a text large. */
const REST = `# ${"x".repeat(97)}\n`.repeat(9_000);
/** Names this long are parts of the text that they are cut out of. */
const LOAD = "import pickle\n\n\ndef a_function_with_a_long_name(f):\n    return pickle.load(f)";
const CONSTANT = '\n\nA_CONSTANT_WITH_A_LONG_NAME = "and with a long value"\n';
const MODULE = "a_module_with_a_long_name_";

const io: Pick<Io, "parser" | "clock" | "today" | "version" | "scanThread"> = {
  parser: () => Promise.resolve(parser),
  clock: () => 0,
  today: () => "2026-01-01",
  version: "0.0.0",
  scanThread: new URL(import.meta.url),
};

test.each<[string, (i: number) => string]>([
  ["findings", () => `${LOAD}\n`],
  ["findings that are let through", () => `${LOAD}  # no-pickle: allow[pickle-load, pickle-import] ours\n`],
  ["imports of what is nowhere", (i) => `import pickle, ${MODULE}${String(i)}.${MODULE}0\n`],
  ["imports", (i) => `from ${MODULE}${String(i)} import a_function_with_a_long_name as f\nf(x)\n`],
  [
    "imports of what tells nothing",
    (i) =>
      `import yaml\nfrom ${MODULE}${String(i)} import A_CONSTANT_WITH_A_LONG_NAME as c\nyaml.load(x, Loader=c)\n`,
  ],
])("a scan holds no text by its %s", async (_, textOf) => {
  const modules = new Set(Array.from({ length: FILES }, (_, i) => `${MODULE}${String(i)}.py`));
  const repository: Repository = {
    paths: modules,
    has: (path) => modules.has(path),
    read: (path) => (modules.has(path) ? `${LOAD}${CONSTANT}${REST}` : null),
  };
  function* files(): Generator<SourceFile> {
    for (let i = 0; i < FILES; i++) {
      yield { path: `f${String(i)}.py`, kind: "text", text: `${textOf(i)}${REST}` };
    }
  }
  collect();
  const before = process.memoryUsage().heapUsed;
  const report = await runAnalysis(
    io as Io,
    { policy: DEFAULT_POLICY, organization: {} },
    { files: files(), around: { kind: "known", surroundings: { repository, floors: new Map() } } },
    { filesChanged: FILES },
  );
  collect();
  const texts = (process.memoryUsage().heapUsed - before) / REST.length;
  expect(report.findings.length + report.suppressed.length).toBeGreaterThanOrEqual(FILES);
  // Each of the 40 that were looked at would count as one.
  expect(texts).toBeLessThan(FILES / 4);
});

test("a long line is kept once, however many findings it has", async () => {
  const text = `import pickle\n${"pickle.loads(x);".repeat(30_000)}\n`;
  collect();
  const before = process.memoryUsage().heapUsed;
  const report = await runAnalysis(
    io as Io,
    { policy: DEFAULT_POLICY, organization: {} },
    {
      files: [{ path: "a.py", kind: "text", text }],
      around: {
        kind: "known",
        surroundings: { repository: { paths: [], has: () => false, read: () => null }, floors: new Map() },
      },
    },
    { filesChanged: 1 },
  );
  collect();
  expect(report.findings.length).toBeGreaterThan(1000);
  expect(report.lineOf("a.py", 1)?.length).toBe(480_000);
  expect((process.memoryUsage().heapUsed - before) / text.length).toBeLessThan(20);
});
