import type { Git } from "./git.js";

/** Contents of objects by name; null for one that is missing or over the limit. */
export type ReadObjects = ReadonlyMap<string, Buffer | "missing" | "too-large">;

/** More paths than this are not asked about. */
const MAX_PATHS = 500;

/**
 * Those of some paths, from the root of the repository, that are regular files, and neither links nor in linked folders.
 * @param commit null means the index
 */
export async function regularFiles(
  git: Git,
  commit: string | null,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const some = paths.filter((path) => path !== "").slice(0, MAX_PATHS);
  if (some.length === 0) return new Set();
  const listed = await git.run(
    commit === null
      ? ["ls-files", "--stage", "--full-name", "-z", "--", ...some.map((path) => `:(top,literal)${path}`)]
      : ["ls-tree", "--full-tree", "-z", commit, "--", ...some],
  );
  const lines = listed.toString("utf8").split("\0");
  return new Set(lines.flatMap((line) => /^100\d{3} [^\t]*\t([^]*)$/.exec(line)?.[1] ?? []));
}

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
