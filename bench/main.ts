import { execFileSync } from "node:child_process";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

import { analyzeChangedFile } from "../src/analysis/analyze-file.js";
import { SeenTexts } from "../src/analysis/seen-texts.js";
import { baseText } from "../src/diff/apply-patch.js";
import { parsePatch } from "../src/diff/parse-patch.js";
import { loadParser } from "../src/app/load-parser.js";
import { DEFAULT_POLICY } from "../src/policy/policy.js";
import { canMeasure, costOf, type Cost } from "./cost.js";
import { canTellCpu, editCosts } from "./editor.js";
import { PEERS, versionOf } from "./peers.js";
import { repositoryOf, STARTS } from "./start.js";

// npm run bench -- DIR...: what a scan costs, beside the tools that are on the PATH (bench/requirements.txt) or come with
// bench/package.json, and what starts and pull requests cost. Writes RESULTS.md.
const ROOT = join(import.meta.dirname, "..");
const RUNS = 3;

const lines: string[] = [];
const machine = `Node ${process.version}, ${cpus()[0]?.model ?? "?"}, ${String(cpus().length)} cores`;
print(
  `# What it costs\n\nWritten by \`npm run bench -- DIR...\`, ${new Date().toISOString().slice(0, 10)}. ${machine}.\n`,
);
print(
  "The rows of a table were measured in turns; only ratios mean anything, each of two runs of one turn. ",
);
print("The tools are not built for the same: what each looks for stands beside it.\n");
const given = process.argv.slice(2);
const trees = given.length > 0 ? given : [pythonLibrary()].filter((tree) => tree !== null);
if (trees.length === 0) print("No tree to scan: give one, `npm run bench -- DIR`.\n");
for (const tree of trees) scanTree(tree);
if (trees[0] !== undefined && canMeasure()) starts(trees[0]);
for (const binding of ["native", "wasm"] as const) await pullRequests(binding);
await edits();
writeFileSync(join(ROOT, "bench", "RESULTS.md"), lines.join(""));

/** CPU and peak memory of whole processes: ours and those of the peers that are here, in turns. */
function scanTree(dir: string): void {
  const { files, megabytes } = sizeOf(dir);
  print(
    `\n### ${dir.split("/").slice(-2).join("/")}: ${String(files)} Python files, ${megabytes.toFixed(1)} MB\n\n`,
  );
  if (!canMeasure()) {
    print("Nothing is measured: /usr/bin/time (the Debian package `time`) is not here.\n");
    return;
  }
  const measured = PEERS.map((peer) => ({ peer, version: versionOf(peer), costs: [] as Cost[] }));
  for (let run = 0; run < RUNS; run++) {
    for (const { peer, version, costs } of measured) {
      if (version !== null && run < peer.runs) costs.push(costOf(peer.command(dir), ROOT));
    }
  }
  const own = measured[0]?.costs ?? [];
  print("| | looks for | CPU seconds, median | times our CPU | peak MB, median | runs |\n");
  print("| --- | --- | --- | --- | --- | --- |\n");
  for (const { peer, version, costs } of measured) {
    if (version === null) {
      print(`| ${peer.name} | ${peer.looksFor} | not installed | | | |\n`);
      continue;
    }
    const cpu = (median(costs.map(({ cpuMs }) => cpuMs)) / 1000).toFixed(2);
    const ratio = median(costs.map(({ cpuMs }, run) => cpuMs / (own[run]?.cpuMs ?? NaN)));
    const peak = median(costs.map(({ peakMb }) => peakMb)).toFixed(0);
    print(
      `| ${peer.name} (${version}) | ${peer.looksFor} | ${cpu} | ${ratio.toFixed(ratio > 1 ? 1 : 3)} | ${peak} | ${String(costs.length)} |\n`,
    );
  }
}

/** Cold runs, in turns: the whole process, from nothing. */
function starts(tree: string): void {
  print("\n### From nothing: a range of ten files of about 20 kB, each with a load added\n\n");
  const { folder, remove } = repositoryOf(tree);
  const measured = STARTS.map(([name, command]) => ({ name, command, costs: [] as Cost[] }));
  for (let run = 0; run < 2 * RUNS; run++) {
    for (const { command, costs } of measured) costs.push(costOf(command, folder));
  }
  remove();
  print("| | CPU ms, median | ms by the clock | peak MB |\n| --- | --- | --- | --- |\n");
  for (const { name, costs } of measured) {
    const of = (key: keyof Cost): string => median(costs.map((cost) => cost[key])).toFixed(0);
    print(`| ${name} | ${of("cpuMs")} | ${of("wallMs")} | ${of("peakMb")} |\n`);
  }
}

/** Warm time of a pull request: 10 files of 20 kB, base and head; in one row every file is looked into, in one two are. */
async function pullRequests(binding: "native" | "wasm"): Promise<void> {
  print(`\n### A pull request of 10 files of 20 kB, base and head, warm, ${binding} grammar\n\n`);
  const parser = await loadParser(binding).catch(() => null);
  if (!parser) {
    print("This binding does not load here.\n");
    return;
  }
  const telling = Array.from({ length: 10 }, (_, i) => changedFile(i, true));
  const mixed = Array.from({ length: 10 }, (_, i) => changedFile(i, i < 2));
  const { parse, parseWhole } = parser;
  print("| | p50 CPU ms | p99 |\n| --- | --- | --- |\n");
  for (const [name, files, tools] of [
    ["every file is looked into", telling, { parse }],
    ["two of ten files are", mixed, { parse }],
    ["every file, pushed again", telling, { parse, seen: new SeenTexts(10_000_000) }],
    ["every file, by the grammar alone", telling, { parse: parseWhole }],
  ] as const) {
    const times: number[] = [];
    for (let run = 0; run < 130; run++) {
      const before = process.cpuUsage();
      for (const file of files) analyzeChangedFile(file, { ...tools, policy: DEFAULT_POLICY });
      await parser.settle();
      const { user, system } = process.cpuUsage(before);
      if (run >= 30) times.push((user + system) / 1000);
    }
    times.sort((a, b) => a - b);
    print(`| ${name} | ${part(times, 0.5)} | ${part(times, 0.99)} |\n`);
  }
}

/** Warm time of an edit in an editor: in a file that loads nothing, loads once, or a hundred times; in the last row it leaves an error. */
async function edits(): Promise<void> {
  print("\n### An edit in a file of 1,000 lines, in the language server, warm\n\n");
  if (!canTellCpu()) {
    print("Nothing is measured: only Linux tells it.\n");
    return;
  }
  print("| | p50 CPU ms | p99 |\n| --- | --- | --- |\n");
  for (const [name, module, loads, typed] of [
    ["nothing to find", "json", 1, ""],
    ["one load", "pickle", 1, ""],
    ["a hundred loads", "pickle", 100, ""],
    ["one load, and an error in the line", "pickle", 1, "+ * "],
  ] as const) {
    const text = program(module, loads, 1000);
    const middle = text.indexOf("total += ", text.length >> 1) + "total += ".length;
    const costs = await editCosts(text.slice(0, middle) + typed, text.slice(middle));
    print(`| ${name} | ${part(costs, 0.5)} | ${part(costs, 0.99)} |\n`);
  }
}

/** What a part of the numbers is at most. */
function part(sorted: readonly number[], share: number): string {
  return (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
}

function step(i: number, factor: number): string {
  return `def step_${String(i)}(rows, limit=${String(i)}):\n    total = 0\n    for index, row in enumerate(rows):\n        if row.get("kind") == "k${String(i)}" and index < limit:\n            total += int(row["value"]) * ${String(factor)}\n    return {"total": total, "name": f"step {limit}"}\n\n\n`;
}

function program(module: string, loads: number, lines: number): string {
  let text = `import ${module}\n\n\n`;
  for (let i = 0; i < loads; i++)
    text += `def restore_${String(i)}(path):\n    with open(path, 'rb') as file:\n        return ${module}.load(file)\n\n\n`;
  for (let i = 0; text.split("\n").length < lines; i++) text += step(i, i);
  return text;
}

/** Ordinary code of 20 kB to which the change adds a load: an unsafe one, or one of JSON. */
function changedFile(seed: number, isTelling: boolean) {
  const module = isTelling ? "pickle" : "json";
  let body = "";
  for (let i = 0; body.length < 20_000; i++) body += step(i, i + seed);
  const added = `def restore(path):\n    with open(path, 'rb') as file:\n        return ${module}.load(file)`;
  const head = `import ${module}\n\n\n${added}\n\n\n${body}`;
  const lines = added.split("\n");
  const patch = `@@ -1,4 +1,${String(lines.length + 6)} @@\n import ${module}\n \n \n${lines.map((line) => `+${line}\n`).join("")}+\n+\n ${body.split("\n")[0] ?? ""}`;
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
  lines.push(text);
}
