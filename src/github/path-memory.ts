/**
 * Which paths the last review of a pull request asked for, so that the next one can ask for them in its first request.
 * This only saves requests: what a review finds does not depend on it.
 */
export interface PathMemory {
  readonly recall: (key: string) => readonly string[];
  readonly remember: (key: string, paths: readonly string[]) => void;
}

/** Keeps the newest pull requests, up to this many. */
const MAX_REMEMBERED = 2000;

/** A memory that is lost with the process. */
export function createPathMemory(): PathMemory {
  const memory = new Map<string, readonly string[]>();
  return {
    recall: (key) => memory.get(key) ?? [],
    remember: (key, paths) => {
      memory.delete(key);
      memory.set(key, paths);
      const [oldest] = memory.keys();
      if (memory.size > MAX_REMEMBERED && oldest !== undefined) memory.delete(oldest);
    },
  };
}
