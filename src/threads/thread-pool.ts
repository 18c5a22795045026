import type { ResourceLimits } from "node:worker_threads";

import { Piscina } from "piscina";

/** What a pool is to be like. */
export interface ThreadPoolOptions {
  /** The function of the module that takes the tasks. */
  readonly name: string;
  readonly minThreads: number;
  readonly maxThreads: number;
  /** How long a thread that has nothing to do is kept, in milliseconds. */
  readonly idleTimeout?: number;
  readonly workerData?: unknown;
  readonly resourceLimits?: ResourceLimits;
}

/**
 * A pool of worker threads. A thread can be ended at any moment without harm to the process, unless native code runs in it.
 * @param thread the module that runs there
 * @param onError called when a thread cannot be started: waiting tasks will not be done
 */
export function threadPool<Task, Result>(
  thread: URL,
  options: ThreadPoolOptions,
  onError: (error: Error) => void,
): Piscina<Task, Result> {
  const pool = new Piscina<Task, Result>({
    ...options,
    filename: thread.href,
    // By itself Piscina tries `require` first. Where a thread is ended in the middle of that, Node 20 and 22 abort:
    // "v8::Module::IsGraphAsync must be used on an instantiated module".
    execArgv: ["--no-experimental-require-module"],
  });
  // An "error" event without a listener would end the process.
  pool.on("error", (error: Error) => {
    if (!isLate(error)) onError(error);
  });
  return pool;
}

/** An answer to a task that was aborted meanwhile: nobody waits for it any more. */
function isLate(error: Error): boolean {
  return error.message.startsWith("Unexpected message from Worker");
}
