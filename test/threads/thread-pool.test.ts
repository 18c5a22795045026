import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, beforeEach, expect, test } from "vitest";

import { threadPool } from "../../src/threads/thread-pool.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-pool-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function moduleOf(code: string): URL {
  const file = join(folder, "thread.mjs");
  writeFileSync(file, code);
  return pathToFileURL(file);
}

const TWO = { name: "work", minThreads: 2, maxThreads: 2 };

test("an answer that is on its way when its thread is ended is no error", async () => {
  const answers = new Int32Array(new SharedArrayBuffer(4));
  const thread = moduleOf(`
    import { workerData } from "node:worker_threads";
    export const work = () => void Atomics.add(workerData, 0, 1);
  `);
  const errors: Error[] = [];
  const pool = threadPool<null, undefined>(thread, { ...TWO, workerData: answers }, (error) => {
    errors.push(error);
  });
  // Somebody has to listen, or the error ends the process.
  expect(pool.listenerCount("error")).toBe(1);
  const late: string[] = [];
  pool.on("error", ({ message }: Error) => late.push(message));
  await Promise.all([pool.run(null), pool.run(null)]);
  const ends = Promise.allSettled([pool.run(null), pool.run(null)]);
  // Until both have answered, and a moment more, this thread hears nothing.
  while (Atomics.load(answers, 0) < 4);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  await pool.destroy();
  await ends;
  expect(late).not.toEqual([]);
  expect(errors).toEqual([]);
});

test("a thread that cannot be started is said", async () => {
  const thread = moduleOf("throw new Error('half installed');");
  const error = await new Promise<Error>((resolve) => {
    threadPool<null, undefined>(thread, TWO, resolve);
  });
  expect(error.message).toBe("half installed");
});
