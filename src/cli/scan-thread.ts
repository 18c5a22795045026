import { workerData } from "piscina";

import { emptyShare, type Share } from "./outcome.js";
import { runTasks } from "./run-analysis.js";
import { scanTask } from "./scan-file.js";
import { FILES_AT_ONCE, type ScanWork } from "./scan-in-threads.js";
import { surroundingsOnDisk } from "./surroundings.js";
import { loadParser } from "../app/load-parser.js";
import type { Parser } from "../parse/syntax-tree.js";

const { cwd, roots, files, policy } = workerData as ScanWork;
const surroundings = surroundingsOnDisk(cwd, roots, files);

/** Loaded with the first task: a thread that got none may be ended at any moment, but not while it loads native code. */
let parser: Promise<Parser> | undefined;

/** Runs in one of the threads of a scan: looks at some files, from this place among all. */
export async function scan(first: number): Promise<Share> {
  const share = emptyShare();
  const tasks = files.slice(first, first + FILES_AT_ONCE).map((path) => scanTask(cwd, path));
  parser ??= loadParser();
  await runTasks(share, tasks, policy, surroundings, await parser, () => undefined);
  return share;
}
