import { setImmediate } from "node:timers/promises";

import type { ChangedFile, DeletedFile } from "../analysis/analyze-file.js";
import type { ArtifactFile } from "../analysis/artifact-file.js";
import { fileKind } from "../analysis/file-kind.js";
import { foldersAbove, likelySurroundings } from "../analysis/likely-surroundings.js";
import { baseText } from "../diff/apply-patch.js";
import type { Hunk } from "../diff/hunk.js";
import { parsePatch } from "../diff/parse-patch.js";
import { pairRenames, type NamedText } from "../diff/similarity.js";
import type { NotScanned } from "../findings/finding.js";
import { POLICY_PATH } from "../policy/policy.js";
import type { GitHubClient } from "./client.js";
import { artifactsNamedIn } from "../analysis/named-artifacts.js";
import { artifactReader, mayBeArtifactOf } from "./read-artifacts.js";
import { needsScan, type ListedFile } from "./read-files.js";
import { takeSnapshot, type Snapshot } from "./snapshot.js";

/** A change as data: the texts of its files before and after it, and of other files that the analysis needs. */
export interface Changes {
  readonly files: readonly ChangedFile[];
  /** Files that may run something when they are loaded, and are no text. */
  readonly artifacts: readonly ArtifactFile[];
  /** The same that the change does not touch, and that its Python names. */
  readonly loaded: readonly ArtifactFile[];
  /** The files that it takes away, as far as their patches tell what stood in them. */
  readonly deleted: readonly DeletedFile[];
  readonly notScanned: readonly NotScanned[];
  readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
  /** Texts of unchanged files at the head, by path: manifests, and modules that the changed files import. */
  readonly around: ReadonlyMap<string, string>;
}

/** What reading a change needs. */
export interface ChangeSource {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  /** The files at the head of the change. */
  readonly head: Snapshot;
  /** The commit that the change starts from. Only asked for where the old text cannot be worked out from a patch. */
  readonly base: () => Promise<string>;
}

/** What has been read so far. */
interface Sides {
  readonly files: ChangedFile[];
  readonly notScanned: NotScanned[];
  readonly hunks: Map<string, readonly Hunk[]>;
}

/** A file with its text at the head, whose old text no patch tells. */
interface Unpaired {
  readonly file: ListedFile;
  readonly head: string;
}

/**
 * Reads the texts of a change. An old text is the new one with the patch applied backwards; where GitHub gives no patch, it
 * is read at the commit that the change starts from.
 */
export async function readChanges(source: ChangeSource, listed: readonly ListedFile[]): Promise<Changes> {
  const wanted = listed.filter(needsScan);
  const paths = wanted.map(({ path }) => path);
  const folders = foldersAbove(paths);
  const binary = listed.filter(mayBeArtifactOf).map(({ path }) => path);
  await source.head.load([...paths, ...binary, ...(paths.length > 0 ? folders : [])]);
  const sides = await pairTexts(source, wanted, listed);
  const deleted = wanted.length > 0 ? listed.flatMap(deletedFile) : [];
  const known = new Set(listed.map(({ path }) => path));
  const named = sides.files.flatMap(({ path, head }) => artifactsNamedIn(path, head));
  const unchanged = [...new Set(named)].filter((path) => !known.has(path)).slice(0, MAX_LOADED);
  const around = await readAround(source.head, sides.files, new Set(folders), unchanged);
  const reader = artifactReader({ ...source, base: () => baseSnapshot(source) });
  return {
    ...sides,
    artifacts: binary.length > 0 ? await reader.changed(listed) : [],
    loaded: await reader.unchanged(unchanged),
    deleted,
    around,
  };
}

/** The most files that are read because Python of the change names them. */
const MAX_LOADED = 20;

/** A file that was removed: its patch holds the whole of it. */
function deletedFile({ path, status, patch }: ListedFile): DeletedFile[] {
  const isGone = status === "removed" && patch !== null && fileKind(path) !== null;
  const parsed = isGone ? parsePatch(patch) : null;
  const base = parsed?.ok ? baseText("", parsed.hunks) : null;
  return base?.ok ? [{ path, kind: "deleted", base: base.text }] : [];
}

async function pairTexts(
  source: ChangeSource,
  wanted: readonly ListedFile[],
  listed: readonly ListedFile[],
): Promise<Sides> {
  const sides: Sides = { files: [], notScanned: [], hunks: new Map() };
  const unpaired: Unpaired[] = [];
  for (const file of wanted) {
    // Thousands of patches take seconds: other reviews and requests to the server get their turn in between.
    await setImmediate();
    const found = await source.head.text(file.path);
    // What a policy that is a link or a submodule says is nothing, which is another policy than before.
    if (file.path === POLICY_PATH && found.kind !== "text") continue;
    if (found.kind === "no-code") continue;
    if (found.kind === "not-scanned") {
      sides.notScanned.push({ path: file.path, reason: found.reason, blocking: found.blocking ?? true });
      continue;
    }
    const head = found.text;
    // A file that was only moved has no patch: nothing in it differs.
    const patch = file.patch ?? (file.status === "renamed" && file.changes === 0 ? "" : null);
    const parsed = patch === null ? null : parsePatch(patch);
    const hunks = parsed?.ok ? parsed.hunks : null;
    if (hunks && hunks.length > 0) sides.hunks.set(file.path, hunks);
    const base = hunks ? baseText(head, hunks) : null;
    if (isNew(file) && hunks) sides.files.push({ path: file.path, head, base: null, hunks });
    else if (base?.ok) sides.files.push({ ...named(file), head, base: base.text, hunks });
    else unpaired.push({ file, head });
  }
  if (unpaired.length > 0) await addFromBase(source, unpaired, listed, sides);
  if (!sides.files.some(({ path }) => path === POLICY_PATH))
    sides.files.push(...(await gonePolicy(source, listed)));
  return sides;
}

/** The policy of the repository, where the change takes it away. */
async function gonePolicy(source: ChangeSource, listed: readonly ListedFile[]): Promise<ChangedFile[]> {
  const entry =
    listed.find(({ path }) => path === POLICY_PATH) ??
    listed.find(({ previousPath, status }) => previousPath === POLICY_PATH && status === "renamed");
  if (!entry) return [];
  const base = (await textsAtBase(source, [POLICY_PATH])).get(POLICY_PATH);
  // Where there was none, or none that is a text, nothing is lost.
  if (base === undefined) return [];
  const gone =
    entry.path !== POLICY_PATH
      ? `is moved to \`${entry.path.replaceAll("`", "'")}\``
      : entry.status === "removed"
        ? "is deleted"
        : "is no text file any more";
  return [{ path: entry.path, previousPath: POLICY_PATH, head: "", base, hunks: null, gone }];
}

function named({ path, previousPath }: ListedFile): Pick<ChangedFile, "path" | "previousPath"> {
  return previousPath === null ? { path } : { path, previousPath };
}

/** Whether a file has no old text to compare with: it was added, or it had a name that is not scanned. */
function isNew(file: ListedFile): boolean {
  if (file.status === "added" || file.status === "copied") return true;
  return file.previousPath !== null && fileKind(file.previousPath) === null;
}

/**
 * Adds the files without a usable patch, with their texts before the change. Where only folders were compared, a file that
 * was renamed looks like one that was removed and one that was added: those with similar texts are paired.
 */
async function addFromBase(
  source: ChangeSource,
  unpaired: readonly Unpaired[],
  listed: readonly ListedFile[],
  sides: Sides,
): Promise<void> {
  const added = unpaired.filter(({ file }) => isNew(file));
  const removed =
    added.length > 0 ? listed.filter(({ status, path }) => status === "removed" && fileKind(path)) : [];
  const changed = unpaired.filter(({ file }) => !isNew(file));
  const oldPaths = [
    ...changed.map(({ file }) => file.previousPath ?? file.path),
    ...removed.map(({ path }) => path),
  ];
  const old = await textsAtBase(source, oldPaths);
  for (const { file, head } of changed) {
    const base = old.get(file.previousPath ?? file.path) ?? null;
    sides.files.push({ ...named(file), head, base, hunks: sides.hunks.get(file.path) ?? null });
  }
  const gone: NamedText[] = removed.flatMap(({ path }) => {
    const text = old.get(path);
    return text === undefined ? [] : [{ path, text }];
  });
  const renamed = pairRenames(
    added.map(({ file, head }) => ({ path: file.path, text: head })),
    gone,
  );
  for (const { file, head } of added) {
    const from = renamed.get(file.path);
    const name = from ? { path: file.path, previousPath: from.path } : { path: file.path };
    sides.files.push({ ...name, head, base: from?.text ?? null, hunks: null });
  }
}

async function baseSnapshot({ client, owner, repo, base }: ChangeSource): Promise<Snapshot> {
  return takeSnapshot(client, { owner, repo, number: 0, commit: await base() });
}

async function textsAtBase(
  source: ChangeSource,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  if (paths.length === 0) return texts;
  const snapshot = await baseSnapshot(source);
  await snapshot.load(paths);
  for (const path of paths) {
    const found = await snapshot.text(path);
    if (found.kind === "text") texts.set(path, found.text);
  }
  return texts;
}

async function readAround(
  head: Snapshot,
  files: readonly ChangedFile[],
  folders: ReadonlySet<string>,
  besides: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const around = new Map<string, string>();
  if (files.length === 0) return around;
  const wanted = likelySurroundings(files, {
    isListed: (folder) => folders.has(folder),
    entries: (folder) => head.folder(folder),
  });
  await head.load([...wanted, ...besides]);
  for (const path of wanted) {
    if (head.isThere(path)) {
      const found = await head.text(path);
      if (found.kind === "text") around.set(path, found.text);
    }
  }
  return around;
}
