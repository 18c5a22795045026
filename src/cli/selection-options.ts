import type { Level } from "../findings/finding.js";

/** The options that say which findings and files somebody wants to see. */
export interface SelectionOptions {
  /** Rules, by id or with `*`. */
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  /** Globs of files. */
  readonly exclude?: readonly string[];
  /** The least serious level. */
  readonly level?: Level;
}
