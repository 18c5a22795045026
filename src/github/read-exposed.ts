import { fileKind } from "../analysis/file-kind.js";
import type { TextWork } from "../analysis/prepare-text.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import type { GitHubClient } from "./client.js";
import { listTree } from "./list-tree.js";
import type { Changes } from "./changes.js";
import type { Snapshot } from "./snapshot.js";

/** Where the files of a change are read. */
interface Source {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly head: Snapshot;
  readonly work: Pick<TextWork, "lowering">;
}

/** The most files and folders that are looked into for one change. */
const MAX_FILES = 300;
const MAX_FOLDERS = 500;

/**
 * Where a change lets a library fall below a line from which on it is safe, calls anywhere in the repository may be exposed:
 * the Python that is read for that, besides what is known already, and what was left out.
 * @throws what the client throws
 */
export async function readExposed(
  { client, owner, repo, head, work }: Source,
  { files, deleted, around }: Pick<Changes, "files" | "deleted" | "around">,
): Promise<Pick<Changes, "around" | "notScanned">> {
  const manifests = [
    ...files.map(({ path, head: text, base }) => ({ path, head: text, base: base ?? "" })),
    ...deleted.map(({ path, base }) => ({ path, head: "", base })),
  ].filter(({ path }) => isManifest(path));
  const known = new Set([...files.map(({ path }) => path), ...around.keys()]);
  const unchanged = new Map([...around].filter(([path]) => isManifest(path)));
  const [first] = await work.lowering(manifests, unchanged);
  if (first === undefined) return { around, notScanned: [] };
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
  return { around: texts, notScanned: [{ path: first, reason, blocking: false }] };
}
