import { compare } from "@renovatebot/pep440";

import { lineOfPackage, type Declared } from "./parse-manifest.js";
import { VERSION_LINES, type VersionLine } from "./version-lines.js";

/** What a manifest declares before and after a change, and what the others ask for. */
export interface DeclaredSides {
  readonly before: readonly Declared[];
  readonly after: readonly Declared[];
  /** The text after it. */
  readonly head: string;
  /** The lowest version that the other manifests allow; null without a bound, undefined where none names the package. */
  readonly elsewhere: (name: string) => string | null | undefined;
}

/** A line below which a change lets a package fall. */
export interface LoweredLine {
  readonly line: VersionLine;
  /** The lowest version that was allowed. */
  readonly before: string;
  /** The lowest that is allowed now; null without a bound. */
  readonly after: string | null;
  /** Whether the manifest names the package no more, which may be gone altogether. */
  readonly isGone: boolean;
}

/** The lines below which a changed manifest lets packages fall that were kept above. */
export function loweredLines({ head, elsewhere, ...sides }: DeclaredSides): LoweredLine[] {
  return VERSION_LINES.flatMap((line) => {
    const own = lowest(sides.before, line);
    const now = lowest(sides.after, line);
    // What a manifest names for the first time the others may name already, and what is deleted with it they still may.
    const before = own === undefined && now !== undefined ? elsewhere(line.name) : own;
    // It names the package in a way that is not understood, or is not readable any more.
    const isUnclear = head.trim() === "" || lineOfPackage(head, line.name) !== null;
    const after = now === undefined && own !== undefined && isUnclear ? (elsewhere(line.name) ?? null) : now;
    if (typeof before !== "string" || compare(before, line.line) < 0 || after === undefined) return [];
    if (after !== null && compare(after, line.line) >= 0) return [];
    return [{ line, before, after, isGone: now === undefined }];
  });
}

/** The lowest version that a manifest allows; null without a bound, undefined where it does not name the package. */
export function lowest(
  declared: readonly Declared[],
  { name }: Pick<VersionLine, "name">,
): string | null | undefined {
  const versions = declared.filter((one) => one.name === name).map(({ version }) => version);
  if (versions.length === 0) return undefined;
  return versions.reduce((a, b) => (a === null || b === null ? null : compare(a, b) <= 0 ? a : b));
}
