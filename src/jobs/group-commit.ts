/** Runs work inside one transaction; rolled back as a whole if it throws. */
export type Transact = (work: () => void) => void;

/** Puts steps into a transaction together with others that come in the same turn of the event loop. */
export type GroupCommit = <Result>(step: () => Result) => Promise<Result>;

interface Waiting {
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Collects what is to be written and commits it together: one flush to the disk for all that arrived meanwhile. A promise
 * resolves once its step is committed; if the transaction fails, all of its promises reject.
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
