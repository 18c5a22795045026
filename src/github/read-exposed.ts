import { fileKind } from "../analysis/file-kind.js";
import { floorsOf } from "../dependencies/floors-of.js";
import { loweredLines } from "../dependencies/lowered-lines.js";
import { isManifest, parseManifest } from "../dependencies/parse-manifest.js";
import type { GitHubClient } from "./client.js";
import { listTree } from "./list-tree.js";
import type { Changes } from "./changes.js";
import type { Snapshot } from "./snapshot.js";

/** A file before and after a change; one that goes has an empty text after it. */
interface Pair {
  readonly path: string;
  readonly head: string;
  readonly base: string;
}

/** Where the files of a change are read. */
interface Source {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly head: Snapshot;
}

/** The most files and folders that are looked into for one change. */
const MAX_FILES = 300;
const MAX_FOLDERS = 500;
/** Above this many characters nothing is told of a manifest on the main thread: it counts as one that lowers something. */
const MAX_MANIFEST = 200_000;

/**
 * Where a change lets a library fall below a line from which on it is safe, calls anywhere in the repository may be exposed:
 * the Python that is read for that, besides what is known already, and what was left out.
 * @throws what the client throws
 */
export async function readExposed(
  { client, owner, repo, head }: Source,
  { files, deleted, around }: Pick<Changes, "files" | "deleted" | "around">,
): Promise<Pick<Changes, "around" | "notScanned">> {
  const manifests = [
    ...files.map(({ path, head: text, base }) => ({ path, head: text, base: base ?? "" })),
    ...deleted.map(({ path, base }) => ({ path, head: "", base })),
  ].filter(({ path }) => isManifest(path));
  const known = new Set([...files.map(({ path }) => path), ...around.keys()]);
  const lowering = manifests.filter((pair) => lowers(pair, manifests, around));
  const [first] = lowering;
  if (!first) return { around, notScanned: [] };
  const { paths, isComplete } = await listTree(client, { owner, repo }, head.commit, MAX_FOLDERS);
  const python = paths.filter((path) => fileKind(path) === "python" && !known.has(path));
  const looked = python.slice(0, MAX_FILES);
  await head.load(looked);
  const texts = new Map(around);
  for (const path of looked) {
    const found = await head.text(path);
    if (found.kind === "text") texts.set(path, found.text);
  }
  if (isComplete && looked.length === python.length) return { around: texts, notScanned: [] };
  const reason = `calls that a lower version exposes were looked for in ${String(looked.length)} of ${isComplete ? "" : "more than "}${String(python.length)} Python files`;
  return { around: texts, notScanned: [{ path: first.path, reason, blocking: false }] };
}

function lowers(
  { path, head, base }: Pair,
  changed: readonly Pair[],
  around: ReadonlyMap<string, string>,
): boolean {
  if (head.length + base.length > MAX_MANIFEST) return true;
  const others = [
    ...[...around].filter(([other, text]) => isManifest(other) && text.length <= MAX_MANIFEST),
    ...changed.flatMap((one) =>
      one.path !== path && one.head.length <= MAX_MANIFEST ? [[one.path, one.head] as const] : [],
    ),
  ];
  const floors = floorsOf(new Map(others));
  const sides = { head, before: parseManifest(path, base), after: parseManifest(path, head) };
  return loweredLines({ ...sides, elsewhere: (name) => floors.get(name)?.version }).length > 0;
}
