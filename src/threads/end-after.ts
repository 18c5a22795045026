import { cpuUsage } from "node:process";

/** A signal that comes when a task in a thread has taken too much. */
export interface TaskEnd {
  readonly signal: AbortSignal;
  /** Has to be called when the task is done. */
  readonly clear: () => void;
}

/** How many times longer than what it may compute a task may take. */
const MOST_TIMES = 4;

/** Gives a task this time, in milliseconds. On a machine that is busy with other things it is given more. */
export function endAfter(milliseconds: number): TaskEnd {
  const ended = new AbortController();
  const began = performance.now();
  const before = cpuMs();
  let timer: NodeJS.Timeout | undefined;
  const wait = (time: number): void => {
    timer = setTimeout(() => {
      // On a machine that is busy with other things time passes without anything being done.
      const left = milliseconds - (cpuMs() - before);
      if (left > 0 && performance.now() - began < milliseconds * MOST_TIMES) wait(Math.max(100, left));
      else ended.abort();
    }, time);
  };
  wait(milliseconds);
  const clear = (): void => {
    clearTimeout(timer);
  };
  return { signal: ended.signal, clear };
}

/** What this process has computed, all of its threads together, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}
