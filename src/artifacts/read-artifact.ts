import type { Artifact } from "./artifact.js";
import { ArtifactReader } from "./artifact-reader.js";
import type { ByteView } from "./byte-view.js";

/** How a file is looked at. */
export interface ReadOptions {
  /** Names that the project knows to hold data only: `mypkg.models.Scaler`. */
  readonly allowed?: ReadonlySet<string>;
}

/**
 * Looks at a file as everything that loads it might: each format that its bytes can be is tried, members of archives too, and
 * nothing of it is run. Never throws.
 * @param path its name, which says what it is loaded as
 */
export function readArtifact(path: string, view: ByteView, { allowed = NONE }: ReadOptions = {}): Artifact {
  const reader = new ArtifactReader(allowed);
  reader.read(view, { path, member: null, depth: 0, isTorch: false });
  return reader.artifact();
}

const NONE: ReadonlySet<string> = new Set();
