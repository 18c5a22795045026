import { Worker } from "node:worker_threads";

import type { Policy } from "../policy/policy.js";
import type { Share } from "./outcome.js";
import type { Progress } from "./run-analysis.js";

/** What every thread of a scan is given. */
export interface ThreadData {
  readonly cwd: string;
  readonly roots: readonly string[];
  readonly files: readonly string[];
  readonly policy: Policy;
  /** The place of the first file that no thread has taken. */
  readonly next: SharedArrayBuffer;
}

/** How many files a thread takes at a time: files that lie side by side look for the same others. */
export const FILES_AT_ONCE = 32;

/** For fewer files no thread is begun: it takes a third of a second until it looks at the first. */
const FILES_OF_A_THREAD = 200;

/** How many of so many threads are worth it. */
export function threadsFor(files: number, threads: number): number {
  return Math.max(1, Math.min(threads, Math.floor(files / FILES_OF_A_THREAD)));
}

/**
 * Scans in threads, each of which takes the next files whenever it is done with some.
 * @param thread the module that runs there, `scan-thread.js`
 * @returns what came of the files, in their order
 * @throws Error if a thread ends before its time: memory, or a fault of ours
 */
export async function scanInThreads(
  thread: URL,
  threads: number,
  work: Omit<ThreadData, "next">,
  onProgress: (done: Progress) => void,
): Promise<readonly Share[]> {
  const workerData: ThreadData = { ...work, next: new SharedArrayBuffer(4) };
  const shares: Share[] = [];
  const done = { files: 0, characters: 0, findings: 0 };
  const workers = Array.from({ length: threads }, () => new Worker(thread, { workerData }));
  const ends = workers.map(
    (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.on("message", (share: Share) => {
          shares.push(share);
          done.files += share.files;
          done.characters += share.characters;
          done.findings += share.findings;
          onProgress(done);
        });
        worker.on("error", reject);
        worker.on("exit", () => {
          resolve();
        });
      }),
  );
  try {
    await Promise.all(ends);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  if (done.files < work.files.length) throw new Error("a thread of the scan ended before its time");
  return shares.sort((a, b) => a.first - b.first);
}
