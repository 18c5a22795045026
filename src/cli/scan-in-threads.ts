import { Piscina } from "piscina";

import type { Policy } from "../policy/policy.js";
import type { Share } from "./outcome.js";
import type { Progress } from "./run-analysis.js";

/** What is scanned; each thread knows all of it. */
export interface ScanWork {
  readonly cwd: string;
  readonly roots: readonly string[];
  readonly files: readonly string[];
  readonly policy: Policy;
}

/** How many files a thread takes at a time: files that lie side by side look for the same others. */
export const FILES_AT_ONCE = 32;

/**
 * Scans in threads.
 * @param thread the module that runs there, `scan-thread.js`
 * @returns what came of the files, in their order
 * @throws Error if a thread ends before its time: memory, or a fault of ours
 */
export async function scanInThreads(
  thread: URL,
  threads: number,
  work: ScanWork,
  onProgress: (done: Progress) => void,
): Promise<readonly Share[]> {
  const pool = new Piscina<number, Share>({
    filename: thread.href,
    name: "scan",
    minThreads: threads,
    maxThreads: threads,
    workerData: work,
  });
  const done = { files: 0, characters: 0, findings: 0 };
  const take = async (first: number): Promise<Share> => {
    const share = await pool.run(first);
    done.files += share.files;
    done.characters += share.characters;
    done.findings += share.findings;
    onProgress(done);
    return share;
  };
  const firsts = Array.from(
    { length: Math.ceil(work.files.length / FILES_AT_ONCE) },
    (_, i) => i * FILES_AT_ONCE,
  );
  try {
    return await Promise.all(firsts.map(take));
  } finally {
    await pool.destroy();
  }
}
