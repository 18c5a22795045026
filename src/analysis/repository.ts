/** The other files of a repository, at the commit that is looked at. */
export interface Repository {
  /** Whether it is known to have this file. */
  readonly has: (path: string) => boolean;
  /** The text of a file; null where there is none, or where it was not read. */
  readonly read: (path: string) => string | null;
  /** The files that can be read. */
  readonly paths: Iterable<string>;
  /** Where this is one of several states of a repository. */
  readonly lineage?: Lineage;
}

/**
 * States of a repository that are looked at one after the other: what was found out of a file counts in all of them in which
 * it reaches the same.
 */
export interface Lineage {
  /** Of all states the same object. */
  readonly of: object;
  /** Tells the content of a file, the files that it imports, and the content of those that it reaches in so many steps. */
  readonly reach: (path: string, steps: number) => string;
}

/** A repository of which these files are known. */
export function repositoryOf(files: ReadonlyMap<string, string>): Repository {
  return {
    paths: [...files.keys()],
    has: (path) => files.has(path),
    read: (path) => files.get(path) ?? null,
  };
}

/** Has something made once for each repository, and kept for as long as the repository is. */
export function perRepository<Made extends object>(
  make: (repository: Repository) => Made,
): (repository: Repository) => Made {
  const made = new WeakMap<Repository, Made>();
  return (repository) => {
    const known = made.get(repository);
    if (known) return known;
    const fresh = make(repository);
    made.set(repository, fresh);
    return fresh;
  };
}
