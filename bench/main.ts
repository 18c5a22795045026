import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

import { analyzeChangedFile } from "../src/analysis/analyze-file.js";
import { baseText } from "../src/diff/apply-patch.js";
import { parsePatch } from "../src/diff/parse-patch.js";
import { loadParser } from "../src/grammar/load-parser.js";
import { DEFAULT_POLICY } from "../src/policy/policy.js";

const ROOT = join(import.meta.dirname, "..");
const RUNS = 5;

print(`Node ${process.version}, ${cpus()[0]?.model ?? "?"}, ${String(cpus().length)} cores\n`);
const tree = process.argv[2] ?? pythonLibrary();
if (tree === null) print("no tree to scan: give one, npm run bench -- DIR\n");
else scanTree(tree);
for (const binding of ["native", "wasm"] as const) await pullRequests(binding);

/** Whole-process CPU time and peak memory of `scan`, beside `grep` over the same tree in the same run. */
function scanTree(dir: string): void {
  const { files, megabytes } = sizeOf(dir);
  print(
    `\nscan ${dir}: ${String(files)} Python files, ${megabytes.toFixed(1)} MB, median of ${String(RUNS)} runs\n`,
  );
  const scans = Array.from({ length: RUNS }, () => measureScan(dir));
  const greps = Array.from({ length: RUNS }, () => measureGrep(dir));
  const cpu = median(scans.map(({ cpuMs }) => cpuMs));
  const grep = median(greps);
  print(
    `  no-pickle scan  ${cpu.toFixed(0)} ms CPU, ${median(scans.map(({ wallMs }) => wallMs)).toFixed(0)} ms wall, `,
  );
  print(
    `${median(scans.map(({ peakMb }) => peakMb)).toFixed(0)} MB peak, ${(megabytes / (cpu / 1000)).toFixed(1)} MB/s\n`,
  );
  print(
    `  grep -rnE       ${grep.toFixed(0)} ms wall; no-pickle takes ${(cpu / grep).toFixed(1)} times as long\n`,
  );
}

function measureScan(dir: string): { cpuMs: number; peakMb: number; wallMs: number } {
  const started = performance.now();
  const preload = join(ROOT, "bench", "peak-memory.mjs");
  const args = ["--import", preload, join(ROOT, "dist", "cli.js"), "scan", dir, "--format", "json"];
  const { stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 29 });
  const usage = JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}") as { cpuMs: number; peakMb: number };
  return { ...usage, wallMs: performance.now() - started };
}

function measureGrep(dir: string): number {
  const words = "pickle|yaml|marshal|shelve|dill|joblib|torch|numpy|jsonpickle|cloudpickle";
  const started = performance.now();
  spawnSync("grep", ["-rnE", words, "--include=*.py", dir], {
    maxBuffer: 1 << 30,
    env: { ...process.env, LC_ALL: "C" },
  });
  return performance.now() - started;
}

/** Warm time of a pull request: 10 files of 20 kB, base and head, every one of which has to be parsed. */
async function pullRequests(binding: "native" | "wasm"): Promise<void> {
  const parser = await loadParser(binding).catch(() => null);
  if (!parser) {
    print(`\npull request, ${binding}: this binding does not load here\n`);
    return;
  }
  const files = Array.from({ length: 10 }, (_, i) => changedFile(i));
  const times: number[] = [];
  for (let run = 0; run < 60; run++) {
    const before = process.cpuUsage();
    for (const file of files) {
      analyzeChangedFile(file, { parse: parser.parse, policy: DEFAULT_POLICY });
      await parser.settle();
    }
    const { user, system } = process.cpuUsage(before);
    if (run >= 10) times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  const at = (part: number): string => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(0);
  print(`\npull request of 10 files of 20 kB, base and head, warm, ${binding}:\n`);
  print(`  p50 ${at(0.5)} ms CPU, p99 ${at(0.99)} ms CPU (50 runs after 10 to warm up)\n`);
}

/** Ordinary code of 20 kB with an unsafe load that the change adds. */
function changedFile(seed: number) {
  const block = (i: number): string =>
    `def step_${String(i)}(rows, limit=${String(i)}):\n    total = 0\n    for index, row in enumerate(rows):\n        if row.get("kind") == "k${String(i)}" and index < limit:\n            total += int(row["value"]) * ${String(i + seed)}\n    return {"total": total, "name": f"step {limit}"}\n\n\n`;
  let body = "";
  for (let i = 0; body.length < 20_000; i++) body += block(i);
  const added = "def restore(path):\n    with open(path, 'rb') as file:\n        return pickle.load(file)";
  const head = `import pickle\n\n\n${added}\n\n\n${body}`;
  const lines = added.split("\n");
  const patch = `@@ -1,4 +1,${String(lines.length + 6)} @@\n import pickle\n \n \n${lines.map((line) => `+${line}\n`).join("")}+\n+\n ${body.split("\n")[0] ?? ""}`;
  const parsed = parsePatch(patch);
  const base = parsed.ok ? baseText(head, parsed.hunks) : null;
  if (!parsed.ok || !base?.ok) throw new Error("the benchmark's own patch does not apply");
  return { path: `pkg/file_${String(seed)}.py`, head, base: base.text, hunks: parsed.hunks };
}

/** The standard library of the Python on the PATH, if there is one. */
function pythonLibrary(): string | null {
  try {
    return execFileSync("python3", ["-c", "import os; print(os.path.dirname(os.__file__))"], {
      encoding: "utf8",
    }).trim();
  } catch {
    return null;
  }
}

function sizeOf(dir: string): { files: number; megabytes: number } {
  const sizes = readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(py|pyi|pyw|ipynb)$/.test(entry.name))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
  return { files: sizes.length, megabytes: sizes.reduce((sum, size) => sum + size, 0) / 1e6 };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function print(text: string): void {
  process.stdout.write(text);
}
