import type { Hunk } from "../diff/hunk.js";

/** A file that a diff touches. Object names are null where that side has no file, or only the work tree has it. */
export interface ChangedPath {
  readonly path: string;
  readonly previousPath: string | null;
  /** What it is after the change. */
  readonly kind: "file" | "link" | "submodule" | "repository";
  readonly baseBlob: string | null;
  readonly headBlob: string | null;
  /** The diff of the two; null where git's output cannot be followed. */
  readonly hunks: readonly Hunk[] | null;
  /** Whether it may hold Python, by its name, its mode or its first line. */
  readonly mayHoldPython: boolean;
  /** Whether its name tells of no kind of text: its bytes have to. */
  readonly isBinary: boolean;
}
