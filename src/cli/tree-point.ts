import { isArtifactPath, MAX_ARTIFACT } from "../analysis/artifact-file.js";
import { artifactOf } from "../analysis/analyze-artifact.js";
import type { Surroundings } from "../analysis/surroundings.js";
import { fileKind } from "../analysis/file-kind.js";
import { floorsOf } from "../dependencies/floors-of.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import { documentFormat } from "../documents/document-format.js";
import type { Artifact } from "../artifacts/artifact.js";
import { isIgnored } from "../policy/levels.js";
import type { Policy } from "../policy/policy.js";
import type { BlobTexts } from "./blob-texts.js";
import type { TreeEntry } from "./history.js";
import { SKIPPED } from "./walk.js";

/** The files of a commit that a scan would look at, by path. */
export function wantedIn(
  entries: ReadonlyMap<string, TreeEntry>,
  policy: Policy,
): ReadonlyMap<string, TreeEntry> {
  const wanted = [...entries].filter(([path, entry]) => mayBeWanted(path, entry) && !isIgnored(policy, path));
  return new Map(wanted.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What only the first line of a file tells is decided when it is read. */
function mayBeWanted(path: string, { mode }: TreeEntry): boolean {
  if (!mode.startsWith("100")) return false;
  const parts = path.split("/");
  if (parts.slice(0, -1).some((part) => SKIPPED.has(part))) return false;
  const name = parts.at(-1) ?? "";
  if (isArtifactPath(name)) return true;
  const kind = fileKind(name);
  if (kind === null) return mode === "100755";
  return kind !== "manifest" || documentFormat(name) !== null;
}

/** Whether only the first lines of a file tell that it is Python. */
export function isOpen(path: string, { mode }: TreeEntry): boolean {
  const kind = fileKind(path.slice(path.lastIndexOf("/") + 1));
  return kind === "script" || (kind === null && mode === "100755");
}

/** What stands around the files of a commit, as around those of a scan of its checkout. */
export function surroundingsAt(
  entries: ReadonlyMap<string, TreeEntry>,
  wanted: ReadonlyMap<string, TreeEntry>,
  texts: BlobTexts,
  policy: Policy,
): Surroundings {
  const looked = new Map<string, Artifact | null>();
  const read = (path: string): string | null => {
    const entry = wanted.get(path);
    return entry ? texts.text(entry.blob) : null;
  };
  return {
    repository: { paths: [...wanted.keys()], has: (path) => wanted.has(path), read },
    floors: floorsOf(manifestsIn(entries, texts)),
    artifactAt: (path) => {
      const entry = wanted.get(path);
      if (!entry || !isArtifactPath(path)) return null;
      const before = looked.get(path);
      if (before !== undefined) return before;
      const bytes = texts.bytes(entry.blob);
      const artifact =
        typeof bytes === "string" || bytes.length > MAX_ARTIFACT ? null : artifactOf(path, bytes, { policy });
      looked.set(path, artifact);
      return artifact;
    },
  };
}

/** Whether a file is a manifest that counts for all: at the root, or in `requirements` there. */
export function countsForAll(path: string): boolean {
  return /^(?:requirements\/)?[^/]+$/.test(path) && isManifest(path);
}

function manifestsIn(entries: ReadonlyMap<string, TreeEntry>, texts: BlobTexts): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [path, { blob, mode }] of entries) {
    if (!mode.startsWith("100") || !countsForAll(path)) continue;
    const text = texts.text(blob);
    if (text !== null) found.set(path, text);
  }
  return found;
}
