/** What the analysis of one file may use. */
export interface FileBudget {
  /** Time, in milliseconds. */
  readonly fileMs: number;
  /** Texts of more characters than this are analyzed in a thread, which can be ended before it takes all memory. */
  readonly roomyText: number;
  /** The largest heap of that thread. */
  readonly heapMegabytes: number;
}

/** The limits of the command line. */
export const FILE_BUDGET: FileBudget = { fileMs: 15_000, roomyText: 300_000, heapMegabytes: 400 };

/** Texts of fewer characters than this are done in no time. */
export const SHORT_TEXT = 4000;

/** What is said of a file that took too long. */
export function overtime(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return `its analysis took longer than ${String(seconds)} s: look at it by hand, or ignore it in the policy`;
}

/** What is said of a file that took too much. */
export const TOO_MUCH_MEMORY =
  "its analysis took too much memory: look at it by hand, or ignore it in the policy";

/** Whether this was said of a file that took too long or too much, or whose errors did: the next time it may not. */
export function isOverBudget(reason: string): boolean {
  return reason.startsWith("its analysis took ") || reason.includes("does not get over in time");
}
