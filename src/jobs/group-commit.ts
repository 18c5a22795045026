/** Runs work inside one transaction; rolled back as a whole if it throws. */
export type Transact = (work: () => void) => void;

/** Runs a step in one transaction with the others that are asked for in the same turn of the event loop. */
export type GroupCommit = <Result>(step: () => Result) => Promise<Result>;

interface Waiting {
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Group commit: steps that are asked for together share a transaction, and so one flush to the disk. A promise resolves
 * when its step is committed; if a step or the commit fails, the promises of the whole transaction reject.
 */
export function groupCommit(transact: Transact): GroupCommit {
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const steps = waiting;
    waiting = [];
    try {
      const done: (() => void)[] = [];
      transact(() => {
        for (const { run } of steps) done.push(run());
      });
      for (const settle of done) settle();
    } catch (error) {
      for (const { fail } of steps) fail(error);
    }
  };
  return (step) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      const run = (): (() => void) => {
        const result = step();
        return () => {
          resolve(result);
        };
      };
      waiting.push({ run, fail: reject });
    });
}
