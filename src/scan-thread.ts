import { workerData } from "piscina";

import { emptyShare, type Share } from "./cli/outcome.js";
import { runTasks } from "./cli/run-analysis.js";
import { scanTask } from "./cli/scan-file.js";
import { FILES_AT_ONCE, type ScanWork } from "./cli/scan-in-threads.js";
import { surroundingsOnDisk } from "./cli/surroundings.js";
import { loadParser } from "./grammar/load-parser.js";

const { cwd, roots, files, policy } = workerData as ScanWork;
const parser = await loadParser();
const surroundings = surroundingsOnDisk(cwd, roots, files);

/** Runs in one of the threads of a scan: looks at some files, from this place among all. */
export async function scan(first: number): Promise<Share> {
  const share = emptyShare();
  const tasks = files.slice(first, first + FILES_AT_ONCE).map((path) => scanTask(cwd, path));
  await runTasks(share, tasks, policy, surroundings, parser, () => undefined);
  return share;
}
