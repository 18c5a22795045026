import type { TreeFile } from "../analysis/analyze-file.js";
import { isArtifactPath, mayBeEither } from "../analysis/artifact-file.js";
import { beginsAsPython, fileKind, isScript, maxBytes } from "../analysis/file-kind.js";
import { isOpenFile, isWantedFile } from "../analysis/wanted-file.js";
import { CODEOWNERS_PATHS } from "../audit/codeowners.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import type { NotScanned } from "../findings/finding.js";
import { isIgnored } from "../policy/levels.js";
import { plural } from "../report/report.js";
import type { Policy } from "../policy/policy.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import type { TreeEntryFragment } from "./graphql-types.js";
import { takeSnapshot, type Snapshot } from "./snapshot.js";
import type { TreeMemory } from "./tree-memory.js";

/** The commit whose files are read. */
export interface TreePlace {
  readonly owner: string;
  readonly repo: string;
  readonly commit: string;
}

/** The files of a commit that a scan would look at, as far as they were read. */
export interface TreeTexts {
  readonly files: readonly TreeFile[];
  /** What was not read, and why. */
  readonly notScanned: readonly NotScanned[];
  /** The manifests that count for all files, by path. */
  readonly manifests: ReadonlyMap<string, string>;
  /** The file that says whom paths belong to; null where there is none. */
  readonly codeowners: string | null;
}

/** The most that is read of a commit: a run costs at most so many files, by 50 in a request, and so many bytes. */
export const TREE_LIMITS = { files: 3000, bytes: 32_000_000 } as const;

interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly oid: string;
  readonly size: number;
}

/**
 * Reads the files of a commit without a clone: one request for the tree, then the texts of those that a scan would look at,
 * and that are not known yet. Code comes first; what is over the limits is not scanned, by name.
 */
export async function readTree(
  client: GitHubClient,
  place: TreePlace,
  policy: Policy,
  memory: TreeMemory,
  limits: { readonly files: number; readonly bytes: number } = TREE_LIMITS,
): Promise<TreeTexts> {
  const { entries, isWhole } = await listTree(client, place);
  const notScanned: NotScanned[] = isWhole
    ? []
    : [gap(".", "GitHub does not list all files of the repository")];
  const wanted: Entry[] = [];
  const artifacts: string[] = [];
  for (const entry of entries) {
    const { path, mode } = entry;
    if (!isWantedFile(path, mode) || isIgnored(policy, path)) continue;
    if (isArtifactPath(path)) artifacts.push(path);
    if (!isArtifactPath(path) || mayBeEither(path)) wanted.push(entry);
  }
  const [artifact] = artifacts;
  if (artifact !== undefined) notScanned.push(gap(artifact, leftToAudit(artifacts.length - 1)));
  wanted.sort((a, b) => orderOf(a) - orderOf(b) || (a.path < b.path ? -1 : 1));
  const read: Entry[] = [];
  let room = limits.bytes;
  for (const entry of wanted) {
    // What is too large is not asked for as a text, and said to be so.
    const cost = entry.size > maxBytes(fileKind(entry.path) ?? "script") ? 0 : entry.size;
    if (read.length >= limits.files || cost > room) {
      notScanned.push(gap(entry.path, "there is more in the repository than is read of it through the API"));
      continue;
    }
    room -= cost;
    read.push(entry);
  }
  const around = entries.filter(({ path, mode }) => mode.startsWith("100") && isAround(path));
  const snapshot = await snapshotOf(client, place, [...around, ...read], memory);
  const files: TreeFile[] = [];
  for (const { path, mode } of read) {
    const isOpen = isOpenFile(path, mode);
    // What only its first line could tell to be code, and GitHub takes for binary, is none.
    if (isOpen && isBinary(snapshot.entry(path))) continue;
    const text = await snapshot.text(path);
    if (text.kind === "text" && isOpen && !beginsAsCode(path, text.text)) continue;
    files.push({ path, ...text });
  }
  const manifests = new Map<string, string>();
  let codeowners: string | null = null;
  for (const { path } of around) {
    const text = await snapshot.text(path);
    if (text.kind !== "text") continue;
    if (isManifest(path)) manifests.set(path, text.text);
    else if (codeowners === null || CODEOWNERS_PATHS.indexOf(path) === 0) codeowners = text.text;
  }
  return { files, notScanned, manifests, codeowners };
}

/** Pickles, archives and models are large: they are read where there is a clone. */
function leftToAudit(others: number): string {
  const subject = others === 0 ? "it" : `it, like ${plural(others, "other file")},`;
  return `${subject} may run something when it is loaded, which a scan or an audit of a clone tells`;
}

async function listTree(
  client: GitHubClient,
  { owner, repo, commit }: TreePlace,
): Promise<{ readonly entries: readonly Entry[]; readonly isWhole: boolean }> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
    ...REQUEST_DEFAULTS,
    ...{ owner, repo, tree_sha: commit, recursive: "1" },
  });
  const entries = data.tree.flatMap(({ path, mode, type, sha, size }): Entry[] =>
    type === "blob" ? [{ path, mode, oid: sha, size: size ?? 0 }] : [],
  );
  return { entries, isWhole: !data.truncated };
}

/** The texts of a commit, of which those that are remembered are not asked for. */
async function snapshotOf(
  client: GitHubClient,
  { owner, repo, commit }: TreePlace,
  entries: readonly Entry[],
  memory: TreeMemory,
): Promise<Snapshot> {
  const known = new Map<string, TreeEntryFragment>();
  for (const { path, oid, mode } of entries) {
    const entry = memory.recall(oid);
    if (entry) known.set(path, { ...entry, mode: parseInt(mode, 8) });
  }
  const snapshot = takeSnapshot(client, { owner, repo, number: 0, commit }, known);
  await snapshot.load(entries.map(({ path }) => path));
  for (const { path } of entries) {
    const entry = snapshot.entry(path);
    if (entry) memory.remember(entry);
  }
  return snapshot;
}

function isBinary(entry: TreeEntryFragment | null): boolean {
  return (
    entry?.object !== null &&
    entry?.object !== undefined &&
    "isBinary" in entry.object &&
    entry.object.isBinary === true
  );
}

/** Code before documents, and what may be code last. */
function orderOf({ path, mode }: Entry): number {
  if (isOpenFile(path, mode)) return 2;
  return fileKind(path) === "document" ? 1 : 0;
}

/** What is read for the sake of the others: manifests of the root, and whom files belong to. */
function isAround(path: string): boolean {
  return CODEOWNERS_PATHS.includes(path) || (/^(?:requirements\/)?[^/]+$/.test(path) && isManifest(path));
}

function beginsAsCode(path: string, text: string): boolean {
  return isScript(text) || (fileKind(path) === "script" && beginsAsPython(path, text));
}

function gap(path: string, reason: string): NotScanned {
  return { path, reason, blocking: false };
}
