import { parentPort, workerData } from "node:worker_threads";

import { shareFrom } from "./cli/outcome.js";
import { runTasks } from "./cli/run-analysis.js";
import { scanTask } from "./cli/scan-file.js";
import { FILES_AT_ONCE, type ThreadData } from "./cli/scan-in-threads.js";
import { surroundingsOnDisk } from "./cli/surroundings.js";
import { loadParser } from "./grammar/load-parser.js";

// One of the threads of a scan.
const { cwd, roots, files, policy, next } = workerData as ThreadData;
const parser = await loadParser();
const surroundings = surroundingsOnDisk(cwd, roots, files);
const taken = new Int32Array(next);
for (;;) {
  const first = Atomics.add(taken, 0, FILES_AT_ONCE);
  if (first >= files.length) break;
  const share = shareFrom(first);
  const tasks = files.slice(first, first + FILES_AT_ONCE).map((path) => scanTask(cwd, path));
  await runTasks(share, tasks, policy, surroundings, parser, () => undefined);
  parentPort?.postMessage(share);
}
