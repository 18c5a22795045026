import type { Level, NotScanned } from "../findings/finding.js";
import type { AuditArtifact, DataPair } from "./data-at.js";
import type { Effort } from "./effort.js";

/** A commit with its date, ISO 8601 in UTC. */
export interface Moment {
  readonly commit: string;
  readonly date: string;
}

/** What to do about a use. */
export interface NextStep {
  /** `fix`: there is a proven fix; `replace`: another way to do the same; `review`: a person has to see whether it is one. */
  readonly kind: "fix" | "replace" | "review";
  /** A short Markdown phrase. */
  readonly text: string;
  readonly url: string;
}

/** A use that is there now. */
export interface AuditUse {
  readonly ruleId: string;
  readonly level: Level;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly symbol: string;
  readonly fingerprint: string;
  readonly owners: readonly string[];
  /** The commit that brought it to the branch, and where it was then; null where the history does not tell. */
  readonly introduced: (Moment & { readonly path: string }) | null;
  /** Where the same data is written or loaded besides: `path:line`. */
  readonly pairedWith: readonly string[];
  /** The same, and how that is known. */
  readonly pairs: readonly DataPair[];
  readonly next: NextStep;
  /** How much work that is, in words. */
  readonly effort: Effort;
}

/** A use that was there once. */
export interface FixedUse {
  readonly ruleId: string;
  readonly path: string;
  readonly symbol: string;
  readonly introduced: Moment | null;
  readonly fixed: Moment;
  /** From the one to the other; null where it is not known when it came. */
  readonly days: number | null;
}

/** How much there was at a commit. */
export interface AuditPoint extends Moment {
  readonly total: number;
  readonly byRule: Readonly<Record<string, number>>;
}

/** What there is, how it came, and what became of the rest. */
export interface Audit {
  readonly version: string;
  readonly ref: { readonly name: string; readonly commit: string };
  /** By path and line. */
  readonly uses: readonly AuditUse[];
  /** The newest first. */
  readonly fixed: readonly FixedUse[];
  /** The oldest first; the last is that of the ref. */
  readonly points: readonly AuditPoint[];
  /** Files in the tree that are loaded as code, or may be. */
  readonly artifacts: readonly AuditArtifact[];
  readonly notScanned: readonly NotScanned[];
  readonly history: {
    readonly isComplete: boolean;
    /** How many commits the branch itself has, of which the points are some. */
    readonly commits: number;
  };
  readonly policy: string;
  /** The day that it was made, ISO 8601. */
  readonly today: string;
}

/** Whole days between two moments. */
export function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 86_400_000));
}

/** The number in the middle; null of none. */
export function median(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** Counts by a key, the most first, then by the key. */
export function countedBy<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
): readonly (readonly [key: string, items: readonly Item[]])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  return [...groups].sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1));
}
