import { setImmediate as turn } from "node:timers/promises";

/**
 * Batches calls: those that come in the same turn of the event loop, or while a batch is being sent, form the next one,
 * which takes one round trip, and one flush to the disk, for all of them.
 * @param send handles a batch and resolves to its results in the same order; if it rejects, every call of the batch does
 * @param most the size of the largest batch
 */
export function batched<Item, Result>(
  send: (items: readonly Item[]) => Promise<readonly Result[]>,
  most: number,
): (item: Item) => Promise<Result> {
  interface Waiting {
    readonly item: Item;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let isSending = false;

  const flush = async (): Promise<void> => {
    isSending = true;
    while (waiting.length > 0) {
      await turn();
      const batch = waiting.splice(0, most);
      try {
        const results = await send(batch.map(({ item }) => item));
        for (const [i, { resolve }] of batch.entries()) resolve(results[i] as Result);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isSending = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isSending) void flush();
    });
}
