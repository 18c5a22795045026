import { endAfter } from "../threads/end-after.js";
import { threadPool } from "../threads/thread-pool.js";
import { FILE_BUDGET, overtime, TOO_MUCH_MEMORY } from "../cli/budget.js";
import type { Answer, Asked, OpenText, Outcome } from "./task.js";

/** What is to be looked at: a question without what the thread has to be told besides. */
export type Question = Omit<Asked, "open" | "texts">;

/** Looks at files in a thread, one after the other. */
export interface Analyst {
  /**
   * Never rejects: where the thread had to be ended, the file was not scanned.
   * @param signal ends it
   * @returns null where it was ended by the signal
   */
  readonly look: (
    question: Question,
    open: readonly OpenText[],
    signal: AbortSignal,
  ) => Promise<Outcome | null>;
  readonly close: () => Promise<void>;
}

/**
 * Starts the thread that looks at files.
 * @param thread the module that runs there, `editor-thread.js`
 * @param onError called when no thread can be started
 */
export function createAnalyst(thread: URL, onError: (error: Error) => void): Analyst {
  const pool = threadPool<Asked, Answer>(
    thread,
    {
      name: "look",
      minThreads: 1,
      maxThreads: 1,
      // A file that holds nothing dangerous may hold much: what it takes must not be taken from the editor.
      resourceLimits: { maxOldGenerationSizeMb: FILE_BUDGET.heapMegabytes },
    },
    onError,
  );
  /** The versions of open texts that the thread was sent. */
  let sent = new Map<string, number>();

  const ask = async (question: Question, open: readonly OpenText[], signal: AbortSignal): Promise<Answer> => {
    const texts = open.filter(({ path, version }) => sent.get(path) !== version);
    sent = new Map(open.map(({ path, version }) => [path, version]));
    const versions = open.map(({ path, version }) => [path, version] as const);
    return pool.run({ ...question, open: versions, texts }, { signal });
  };

  const look: Analyst["look"] = async (question, open, signal) => {
    const end = endAfter(FILE_BUDGET.fileMs);
    try {
      const either = AbortSignal.any([signal, end.signal]);
      let answer = await ask(question, open, either);
      if (answer === "lacking") {
        // Another thread has taken the place of the one that had them.
        sent.clear();
        answer = await ask(question, open, either);
      }
      return answer === "lacking" ? skipped(question, "the open files could not be sent") : answer;
    } catch (error) {
      sent.clear();
      if (signal.aborted) return null;
      if (end.signal.aborted) return skipped(question, overtime(FILE_BUDGET.fileMs));
      if ((error as { code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY")
        return skipped(question, TOO_MUCH_MEMORY);
      return skipped(
        question,
        `its analysis failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      end.clear();
    }
  };
  return { look, close: () => pool.destroy() };
}

function skipped({ path }: Question, reason: string): Outcome {
  return {
    findings: [],
    notScanned: [{ path, reason, blocking: true }],
    remarks: [],
    policy: null,
  };
}
