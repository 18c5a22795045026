/**
 * Puts together what is asked for while an earlier batch is on its way, and sends it as the next one: one round trip, and
 * one flush to the disk, for all of them.
 * @param send does a batch, and gives the results in the same order; if it rejects, all of the batch do
 * @param most how many may go together
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
