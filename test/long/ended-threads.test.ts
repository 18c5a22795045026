import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

const DIST = join(import.meta.dirname, "..", "..", "dist");
const url = (file: string): string => JSON.stringify(pathToFileURL(join(DIST, file)).href);

/** In a process of its own, as what may go wrong ends it: pools that are ended at every moment of their threads' beginning. */
function beginAndEnd(thread: string, name: string, times: number): string {
  return `
    import { setTimeout } from "node:timers/promises";
    const { threadPool } = await import(${url("threads/thread-pool.js")});
    const workerData = { cwd: ".", roots: ["."], files: [], policy: {} };
    const options = { name: ${JSON.stringify(name)}, minThreads: 2, maxThreads: 2, workerData };
    for (let i = 0; i < ${String(times)}; i++) {
      const pool = threadPool(new URL(${url(thread)}), options, (error) => { throw error; });
      await setTimeout(20 + (i * 200) / ${String(times)});
      await pool.destroy();
    }
  `;
}

// With Piscina's own way of loading, one pool in about a hundred took the process along (Node 20 and 22).
test.each([
  ["app/analysis-thread.js", "analyze"],
  ["cli/scan-thread.js", "scan"],
])("%s can be ended at any moment before its first task", async (thread, name) => {
  const code = beginAndEnd(thread, name, 250);
  const child = promisify(execFile)(process.execPath, ["--input-type=module", "-e", code]);
  expect(await child).toEqual({ stdout: "", stderr: "" });
});
