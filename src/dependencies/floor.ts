/** The lowest version of a package that a repository allows. */
export interface Floor {
  /** Normalized name (PEP 503): lower case, with hyphens. */
  readonly name: string;
  /** The lowest version allowed (PEP 440); null where nothing sets a bound. */
  readonly version: string | null;
  /** The manifest that says so. */
  readonly manifest: string;
}

/** The floors of a repository, by normalized package name. */
export type Floors = ReadonlyMap<string, Floor>;

/** A repository of which no manifest is known. */
export const NO_FLOORS: Floors = new Map();

/** PEP 503: names are compared in lower case, with runs of `-`, `_` and `.` as one hyphen. */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
