import { threadPool } from "../threads/thread-pool.js";
import type { TreeFiles } from "./files-on-disk.js";
import type { ThreadSetting } from "./rulings.js";
import type { Gathered, Progress } from "./run-analysis.js";

/** What is scanned: each thread is given all of it once, and then takes parts. */
export interface ScanWork extends ThreadSetting {
  readonly tree: TreeFiles;
}

/** How many files a thread takes at a time. Neighbours go together, as they import the same modules. */
export const FILES_AT_ONCE = 32;

/**
 * Scans in threads.
 * @returns what came of the files, in their order
 * @throws Error if a thread fails or runs out of memory
 */
export async function scanInThreads(
  threads: number,
  work: ScanWork,
  onProgress: (done: Progress) => void,
): Promise<readonly Gathered[]> {
  let stop: (error: Error) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => (stop = reject));
  const pool = threadPool<number, Gathered>(
    new URL(work.thread),
    { name: "scan", minThreads: threads, maxThreads: threads, workerData: work },
    stop,
  );
  const done = { files: 0, characters: 0, findings: 0 };
  const parts: Gathered[] = [];
  const count = Math.ceil(work.tree.paths.length / FILES_AT_ONCE);
  let next = 0;
  const keepBusy = async (): Promise<void> => {
    while (next < count) {
      const i = next++;
      const part = await pool.run(i * FILES_AT_ONCE).catch((error: unknown) => {
        next = count;
        throw error;
      });
      parts[i] = part;
      done.files += part.files;
      done.characters += part.characters;
      done.findings += part.findings;
      onProgress(done);
    }
  };
  try {
    // All threads finish their task even after one has failed: ending one while it parses would crash the process.
    const ends = await Promise.race([
      stopped,
      Promise.allSettled(Array.from({ length: threads }, () => keepBusy())),
    ]);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    return parts;
  } finally {
    await pool.destroy();
  }
}
