import { digest } from "../findings/fingerprint.js";
import type { AuditUse } from "./audit.js";

/** Twelve hexadecimal digits by which a use is known again in the issue: eight of what it is, four of where. */
export function keyOf({ fingerprint, path }: Pick<AuditUse, "fingerprint" | "path">): string {
  return `${digest(fingerprint).slice(0, 8)}${digest(path).slice(0, 4)}`;
}

/**
 * Pairs older things with the uses that they stand for, one for one: those in the same file first, then those that moved.
 * @returns for each use, in order, what it was paired with; null for none
 */
export function pairByKey<Old>(
  old: readonly Old[],
  keyOfOld: (one: Old) => string,
  keys: readonly string[],
): { readonly found: readonly (Old | null)[]; readonly left: readonly Old[] } {
  const found: (Old | null)[] = keys.map(() => null);
  const left = new Set(old);
  const pair = (partOf: (key: string) => string): void => {
    const waiting = new Map<string, Old[]>();
    for (const one of left) {
      const key = partOf(keyOfOld(one));
      const same = waiting.get(key);
      if (same) same.push(one);
      else waiting.set(key, [one]);
    }
    for (const [i, key] of keys.entries()) {
      if (found[i] !== null) continue;
      const one = waiting.get(partOf(key))?.shift();
      if (one === undefined) continue;
      found[i] = one;
      left.delete(one);
    }
  };
  pair((key) => key);
  pair((key) => key.slice(0, 8));
  return { found, left: [...left] };
}
