import type { TreeEntryFragment } from "./graphql-types.js";

/**
 * Files that were read before, by the ids of their contents, so that a push costs no more than what it changed. This only
 * saves requests: what is found does not depend on it.
 */
export interface TreeMemory {
  readonly recall: (oid: string) => TreeEntryFragment | null;
  readonly remember: (entry: TreeEntryFragment) => void;
}

/** How many characters are kept, of all repositories together. */
const ROOM = 32_000_000;
/** What a file takes besides its text, in characters. */
const EACH = 200;

/** A memory that is lost with the process; what was not asked for the longest goes first. */
export function createTreeMemory(room = ROOM): TreeMemory {
  const memory = new Map<string, TreeEntryFragment>();
  let used = 0;
  return {
    recall: (oid) => {
      const entry = memory.get(oid);
      if (!entry) return null;
      memory.delete(oid);
      memory.set(oid, entry);
      return entry;
    },
    remember: (entry) => {
      if (memory.has(entry.oid) || sizeOf(entry) > room / 4) return;
      memory.set(entry.oid, entry);
      used += sizeOf(entry);
      for (const [oid, oldest] of memory) {
        if (used <= room) break;
        memory.delete(oid);
        used -= sizeOf(oldest);
      }
    },
  };
}

function sizeOf({ object }: TreeEntryFragment): number {
  return EACH + (object && "text" in object ? (object.text?.length ?? 0) : 0);
}
