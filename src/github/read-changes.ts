import type { ChangedFile, DeletedFile } from "../analysis/analyze-file.js";
import { fileKind } from "../analysis/file-kind.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import { foldersAbove, type Importer } from "../analysis/likely-surroundings.js";
import { UNPREPARED, type TextWork } from "../analysis/prepare-text.js";
import type { Hunk } from "../diff/hunk.js";
import type { NamedText } from "../diff/similarity.js";
import type { NotScanned } from "../findings/finding.js";
import { POLICY_PATH } from "../policy/policy.js";
import type { GitHubClient } from "./client.js";
import { artifactsNamed } from "../analysis/named-artifacts.js";
import { artifactReader, mayBeArtifactOf } from "./read-artifacts.js";
import { headTexts, MAX_CHARACTERS, TOO_MUCH, type HeadText } from "./head-texts.js";
import type { Changes } from "./changes.js";
import { readAround } from "./read-around.js";
import { readExposed } from "./read-exposed.js";
import { needsScan, type ListedFile } from "./read-files.js";
import { takeSnapshot, type Snapshot } from "./snapshot.js";

/** What reading a change needs. */
export interface ChangeSource {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  /** The files at the head of the change. */
  readonly head: Snapshot;
  /** The commit that the change starts from. Only asked for where the old text cannot be worked out from a patch. */
  readonly base: () => Promise<string>;
  readonly work: TextWork;
}

/** How many characters are prepared at a time. */
const AT_ONCE = 8_000_000;

/** What has been read so far. */
interface Sides {
  readonly files: ChangedFile[];
  readonly notScanned: NotScanned[];
  readonly hunks: Map<string, readonly Hunk[]>;
  readonly importers: Importer[];
  /** Files that the texts may load. */
  readonly named: string[];
}

/**
 * Reads the texts of a change. An old text is the new one with the patch applied backwards; where GitHub gives no patch, it
 * is read at the commit that the change starts from.
 */
export async function readChanges(source: ChangeSource, listed: readonly ListedFile[]): Promise<Changes> {
  const wanted = listed.filter(needsScan);
  const paths = wanted.map(({ path }) => path);
  // What a manifest that goes asked for may be asked for by another one.
  const gone = listed.filter(({ path, status }) => status === "removed" && isManifest(path));
  const looked = [...paths, ...gone.map(({ path }) => path)];
  const folders = foldersAbove(looked);
  const binary = listed.filter(mayBeArtifactOf).map(({ path }) => path);
  await source.head.load([...paths, ...binary, ...(looked.length > 0 ? folders : [])]);
  const { importers, named, ...sides } = await pairTexts(source, wanted, listed);
  const deleted = looked.length > 0 ? await deletedFiles(source, listed) : [];
  const asking = [...importers, ...gone.map(({ path }) => ({ path, ...UNPREPARED }))];
  const around = await readAround({ ...source, ...source.work }, asking, new Set(folders));
  const exposed = await readExposed(source, { ...sides, deleted, around });
  const notScanned = [...sides.notScanned, ...exposed.notScanned];
  return { ...sides, ...(await artifactsOf(source, named, listed)), deleted, ...exposed, notScanned };
}

/** The files that were removed: the patch of one holds the whole of it. */
async function deletedFiles({ work }: ChangeSource, listed: readonly ListedFile[]): Promise<DeletedFile[]> {
  const gone = listed.filter(
    ({ path, status, patch }) => status === "removed" && patch !== null && fileKind(path) !== null,
  );
  const prepared =
    gone.length === 0 ? [] : await work.prepare(gone.map(({ patch }) => ({ head: "", patch })));
  return gone.flatMap(({ path }, i) => {
    const base = prepared[i]?.base ?? null;
    return base === null ? [] : [{ path, kind: "deleted" as const, base }];
  });
}

/** The most files that are read because Python of the change names them. */
const MAX_LOADED = 20;

/** The files of the change that may run something when they are loaded, and those that its Python names. */
async function artifactsOf(
  source: ChangeSource,
  named: readonly string[],
  listed: readonly ListedFile[],
): Promise<Pick<Changes, "artifacts" | "loaded">> {
  const known = new Set(listed.map(({ path }) => path));
  const unchanged = [...new Set(named)].filter((path) => !known.has(path)).slice(0, MAX_LOADED);
  await source.head.load(unchanged);
  const reader = artifactReader({ ...source, base: () => baseSnapshot(source) });
  const artifacts = listed.some(mayBeArtifactOf) ? await reader.changed(listed) : [];
  return { artifacts, loaded: await reader.unchanged(unchanged) };
}

async function pairTexts(
  source: ChangeSource,
  wanted: readonly ListedFile[],
  listed: readonly ListedFile[],
): Promise<Sides> {
  const sides: Sides = { files: [], notScanned: [], hunks: new Map(), importers: [], named: [] };
  const unpaired: HeadText[] = [];
  let room = MAX_CHARACTERS;
  for (const texts of batches(await headTexts(source.head, wanted, sides.notScanned))) {
    const prepared = await source.work.prepare(
      texts.map(({ file, head }) => ({ head, patch: patchOf(file) })),
    );
    for (const [i, { file, head }] of texts.entries()) {
      const { hunks, base, modules, runs, loads } = prepared[i] ?? UNPREPARED;
      room -= head.length + (base?.length ?? 0);
      if (room < 0) {
        sides.notScanned.push({ path: file.path, reason: TOO_MUCH, blocking: true });
        continue;
      }
      sides.importers.push({ path: file.path, modules, runs });
      sides.named.push(...artifactsNamed(file.path, loads));
      if (hunks && hunks.length > 0) sides.hunks.set(file.path, hunks);
      if (isNew(file) && hunks) sides.files.push({ path: file.path, head, base: null, hunks });
      else if (base !== null) sides.files.push({ ...namesOf(file), head, base, hunks });
      else unpaired.push({ file, head });
    }
  }
  if (unpaired.length > 0) await addFromBase(source, unpaired, listed, sides);
  if (!sides.files.some(({ path }) => path === POLICY_PATH))
    sides.files.push(...(await gonePolicy(source, listed)));
  return sides;
}

function* batches(texts: readonly HeadText[]): Iterable<readonly HeadText[]> {
  let batch: HeadText[] = [];
  let size = 0;
  for (const text of texts) {
    batch.push(text);
    size += text.head.length + (text.file.patch?.length ?? 0);
    if (size < AT_ONCE) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}

/** A file that was only moved has no patch: nothing in it differs. */
function patchOf({ patch, status, changes }: ListedFile): string | null {
  return patch ?? (status === "renamed" && changes === 0 ? "" : null);
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

function namesOf({ path, previousPath }: ListedFile): Pick<ChangedFile, "path" | "previousPath"> {
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
  unpaired: readonly HeadText[],
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
    sides.files.push({ ...namesOf(file), head, base, hunks: sides.hunks.get(file.path) ?? null });
  }
  const gone: NamedText[] = removed.flatMap(({ path }) => {
    const text = old.get(path);
    return text === undefined ? [] : [{ path, text }];
  });
  const renamed = await source.work.pair(
    added.map(({ file, head }) => ({ path: file.path, text: head })),
    gone,
  );
  for (const { file, head } of added) {
    const from = renamed.get(file.path);
    const name = from === undefined ? { path: file.path } : { path: file.path, previousPath: from };
    const base = from === undefined ? null : (old.get(from) ?? null);
    sides.files.push({ ...name, head, base, hunks: null });
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
