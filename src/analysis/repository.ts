/** The other files of a repository, at the commit that is looked at. */
export interface Repository {
  /** Whether it is known to have this file. */
  readonly has: (path: string) => boolean;
  /** The text of a file; null where there is none, or where it was not read. */
  readonly read: (path: string) => string | null;
  /** The files that can be read. */
  readonly paths: Iterable<string>;
  /** Answers about its files, kept for as long as it is. */
  readonly memory: Map<string, unknown>;
}

/** A repository of which these files are known. */
export function repositoryOf(files: ReadonlyMap<string, string>): Repository {
  return {
    paths: [...files.keys()],
    has: (path) => files.has(path),
    read: (path) => files.get(path) ?? null,
    memory: new Map(),
  };
}
