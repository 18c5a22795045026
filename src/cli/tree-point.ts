import { isArtifactPath, MAX_ARTIFACT } from "../analysis/artifact-file.js";
import { artifactOf } from "../analysis/analyze-artifact.js";
import type { Lineage } from "../analysis/repository.js";
import type { Surroundings } from "../analysis/surroundings.js";
import { isOpenFile, isWantedFile } from "../analysis/wanted-file.js";
import { floorsOf } from "../dependencies/floors-of.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import type { Artifact } from "../artifacts/artifact.js";
import { isIgnored } from "../policy/levels.js";
import type { Policy } from "../policy/policy.js";
import type { BlobTexts } from "./blob-texts.js";
import type { TreeEntry } from "./history.js";

/** The files of a commit that a scan would look at, by path. */
export function wantedIn(
  entries: ReadonlyMap<string, TreeEntry>,
  policy: Policy,
): ReadonlyMap<string, TreeEntry> {
  const wanted = [...entries].filter(
    ([path, entry]) => isWantedFile(path, entry.mode) && !isIgnored(policy, path),
  );
  return new Map(wanted.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether only the first lines of a file tell that it is Python. */
export function isOpen(path: string, { mode }: TreeEntry): boolean {
  return isOpenFile(path, mode);
}

/** What stands around the files of a commit, as around those of a scan of its checkout. */
export function surroundingsAt(
  entries: ReadonlyMap<string, TreeEntry>,
  wanted: ReadonlyMap<string, TreeEntry>,
  texts: BlobTexts,
  policy: Policy,
  lineage?: Lineage,
): Surroundings {
  const looked = new Map<string, Artifact | null>();
  const read = (path: string): string | null => {
    const entry = wanted.get(path);
    return entry ? texts.text(entry.blob) : null;
  };
  return {
    repository: {
      paths: [...wanted.keys()],
      has: (path) => wanted.has(path),
      read,
      ...(lineage && { lineage }),
    },
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

/** The blobs of those manifests. */
export function manifestBlobs(entries: ReadonlyMap<string, TreeEntry>): readonly string[] {
  return [...entries].flatMap(([path, { blob, mode }]) =>
    mode.startsWith("100") && countsForAll(path) ? [blob] : [],
  );
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
