import type { Git } from "./git.js";

/** Contents of objects by name; null for one that is missing or over the limit. */
export type ReadObjects = ReadonlyMap<string, Buffer | "missing" | "too-large">;

/**
 * Reads many blobs with two git processes. A name is an object id or `revision:path`.
 * @param maxBytes objects over this size are not read
 */
export async function readObjects(
  git: Git,
  names: readonly string[],
  maxBytes: number,
): Promise<ReadObjects> {
  const contents = new Map<string, Buffer | "missing" | "too-large">();
  const wanted = [...new Set(names)].filter((name) => !name.includes("\n"));
  if (wanted.length === 0) return contents;
  const sizes = (await git.run(["cat-file", "--batch-check"], wanted.join("\n") + "\n"))
    .toString("utf8")
    .split("\n");
  const readable = wanted.filter((name, index) => {
    const size = / blob (\d+)$/.exec(sizes[index] ?? "")?.[1];
    if (size === undefined) {
      contents.set(name, "missing");
      return false;
    }
    if (Number(size) > maxBytes) contents.set(name, "too-large");
    return Number(size) <= maxBytes;
  });
  if (readable.length === 0) return contents;
  const stream = await git.run(["cat-file", "--batch"], readable.join("\n") + "\n");
  let offset = 0;
  for (const name of readable) {
    const headerEnd = stream.indexOf(10, offset);
    const size = Number(stream.subarray(offset, headerEnd).toString("latin1").split(" ").at(-1));
    contents.set(name, stream.subarray(headerEnd + 1, headerEnd + 1 + size));
    offset = headerEnd + 1 + size + 1;
  }
  return contents;
}
