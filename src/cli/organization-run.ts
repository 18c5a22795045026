import { threadPool } from "../threads/thread-pool.js";
import { TOO_MUCH_MEMORY } from "./budget.js";
import type { RepositoryOutcome, RepositoryTask } from "./count-repository.js";
import type { Io } from "./io.js";

/** How many repositories are looked at at a time, and what one of them may take. */
export interface RunLimits {
  readonly jobs: number;
  readonly minutes: number;
}

/** Looks at repositories in threads of their own. */
export interface RepositoryRunner {
  /** Waits for its turn, and out what passes. Never rejects: of a repository that cannot be looked at it says why. */
  readonly count: (
    task: (fetchMs: number) => Promise<RepositoryTask>,
  ) => Promise<
    Extract<RepositoryOutcome, { kind: "found" }> | { readonly kind: "failed"; readonly why: string }
  >;
  readonly close: () => Promise<void>;
}

/** The largest heap of a thread. */
const HEAP_MEGABYTES = 800;

const TRIES = 3;
const PASSING_WAIT_MS = 2000;
/** GitHub's advice where it does not say how long. */
const LIMITED_WAIT_MS = 60_000;

/** After the fetching has been told to stop. */
const GRACE_MS = 5000;

/** @param onWait told before all wait for a limit */
export function repositoryRunner(
  io: Io,
  { jobs, minutes }: RunLimits,
  onWait: (ms: number) => void,
): RepositoryRunner {
  const sleep = io.sleep ?? sleepFor;
  const pool = threadPool<RepositoryTask, RepositoryOutcome>(
    io.scanThread,
    {
      name: "auditRepository",
      minThreads: 0,
      maxThreads: jobs,
      idleTimeout: 5000,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    },
    () => undefined,
  );
  let gate: Promise<void> | null = null;
  const once = async (task: RepositoryTask): Promise<RepositoryOutcome> => {
    const end = new AbortController();
    const timer = setTimeout(() => {
      end.abort();
    }, task.fetchMs + GRACE_MS);
    try {
      return await pool.run(task, { signal: end.signal });
    } catch (error) {
      if (end.signal.aborted)
        return final(`it took longer than ${String(minutes)} min: --timeout gives it more`);
      if ((error as { code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY")
        return final(TOO_MUCH_MEMORY.split(":")[0] ?? "");
      return final(`its analysis failed: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    count: async (taskOf) => {
      for (let tries = 1; ; tries++) {
        await gate;
        const outcome = await taskOf(minutes * 60_000)
          .then(once)
          .catch((error: unknown) => final(error instanceof Error ? error.message : String(error)));
        if (outcome.kind === "found") return outcome;
        const passes = outcome.kind === "limited" || outcome.kind === "passing";
        if (!passes || tries === TRIES) return { kind: "failed", why: outcome.why };
        if (outcome.kind === "passing") await sleep(PASSING_WAIT_MS * tries);
        else {
          // All wait: more requests would only make it longer.
          const ms = LIMITED_WAIT_MS * 2 ** (tries - 1);
          if (gate === null) onWait(ms);
          gate ??= sleep(ms).then(() => {
            gate = null;
          });
        }
      }
    },
    close: () => pool.destroy(),
  };
}

function final(why: string): RepositoryOutcome {
  return { kind: "final", why };
}

/** Lets time pass. */
export function sleepFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
