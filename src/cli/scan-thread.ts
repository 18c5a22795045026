import { workerData } from "piscina";

import { analyzeFile, type FileAnalysis, type SourceFile } from "../analysis/analyze-file.js";
import type { AnalysisTools } from "../analysis/analysis-tools.js";
import { loadParser } from "../app/load-parser.js";
import type { Parser } from "../parse/syntax-tree.js";
import { countRepository, type RepositoryOutcome, type RepositoryTask } from "./count-repository.js";
import { filesOnDisk } from "./files-on-disk.js";
import { gather, type Gathered } from "./run-analysis.js";
import type { ThreadSetting } from "./rulings.js";
import { FILES_AT_ONCE, type ScanWork } from "./scan-in-threads.js";
import { surroundingsFrom } from "./surroundings.js";

/** Loaded by the first task: a thread without one may be ended at any moment, and must not be while it loads native code. */
let parser: Promise<Parser> | undefined;

/** Runs in a thread of a scan: analyzes `FILES_AT_ONCE` files, beginning with this index. */
export async function scan(first: number): Promise<Gathered> {
  const { tree, around, thread, ...rulings } = workerData as ScanWork;
  const files = filesOnDisk({ ...tree, paths: tree.paths.slice(first, first + FILES_AT_ONCE) });
  parser ??= loadParser();
  return gather({ files, around }, rulings, await parser, thread, () => undefined);
}

let parserThatEnds: Promise<Parser> | undefined;

/** Runs in a thread that may be ended, too: looks at one repository of many. */
export async function auditRepository(task: RepositoryTask): Promise<RepositoryOutcome> {
  parserThatEnds ??= loadParser("wasm");
  return countRepository(task, await parserThatEnds);
}

let tools: Promise<AnalysisTools> | undefined;

/** Runs in a thread of its own, which is ended where a file takes too much: with the grammar in WASM, not in native code. */
export async function analyzeLong(file: SourceFile): Promise<FileAnalysis> {
  tools ??= toolsFor(workerData as ThreadSetting);
  return analyzeFile(file, await tools);
}

async function toolsFor({ around, policy, organization }: ThreadSetting): Promise<AnalysisTools> {
  const { parse } = await loadParser("wasm");
  return { ...surroundingsFrom(around, policy), ...organization, policy, parse };
}
