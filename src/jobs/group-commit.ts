import { batched } from "./batched.js";

/** Runs work inside one transaction; rolled back as a whole if it throws. */
export type Transact = (work: () => void) => void;

/**
 * Group commit: steps that are asked for together share a transaction, and so one flush to the disk. A promise resolves
 * when its step is committed; if a step or the commit fails, the promises of the whole transaction reject.
 */
export function groupCommit(transact: Transact): <Result>(step: () => Result) => Promise<Result> {
  const commit = batched(async (steps: readonly (() => unknown)[]) => {
    const results: unknown[] = [];
    transact(() => {
      for (const step of steps) results.push(step());
    });
    return Promise.resolve(results);
  }, Infinity);
  return async <Result>(step: () => Result) => (await commit(step)) as Result;
}
