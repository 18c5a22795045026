import { parentPort, workerData } from "node:worker_threads";

import { addTo, shareFrom } from "./cli/outcome.js";
import { scanFile } from "./cli/scan-file.js";
import { FILES_AT_ONCE, type ThreadData } from "./cli/scan-in-threads.js";
import { surroundingsOnDisk } from "./cli/surroundings.js";
import { loadParser } from "./grammar/load-parser.js";

// One of the threads of a scan. Not the native parser: its module is not made to be loaded by several threads.
const { cwd, roots, files, policy, next } = workerData as ThreadData;
const parser = await loadParser("wasm");
const tools = { parse: parser.parse, policy, ...surroundingsOnDisk(cwd, roots, files) };
const taken = new Int32Array(next);
for (;;) {
  const first = Atomics.add(taken, 0, FILES_AT_ONCE);
  if (first >= files.length) break;
  const share = shareFrom(first);
  for (const path of files.slice(first, first + FILES_AT_ONCE))
    addTo(share, path, scanFile(cwd, path, tools));
  parentPort?.postMessage(share);
}
