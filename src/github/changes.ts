import type { ChangedFile, DeletedFile } from "../analysis/analyze-file.js";
import type { ArtifactFile } from "../analysis/artifact-file.js";
import type { Hunk } from "../diff/hunk.js";
import type { NotScanned } from "../findings/finding.js";

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
