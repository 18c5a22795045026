import type { Value } from "./value.js";

/** What the file cannot know of itself: which outside names are worth knowing. */
export interface KnownNames {
  /** Modules whose names count as imported where nothing binds them (a fragment, a later notebook cell). */
  readonly modules: ReadonlySet<string>;
  /** Qualified names that a star import of their module brings in. */
  readonly symbols: ReadonlySet<string>;
  /**
   * Whether a qualified name is one that the rules know, comes from one, or is on the way to one: `numpy.lib` is,
   * `numpy.zeros` is not.
   */
  readonly leads: (name: string) => boolean;
  /** Whether what calling a qualified name gives can lead on: `pickle.Unpickler` makes something that loads, `pickle.loads` does not. */
  readonly makes: (name: string) => boolean;
  /** The name by which the rules know a symbol: `logging.handlers.pickle.loads` is `pickle.loads`. */
  readonly canonical: (name: string) => string;
  /** The same for what an attribute chain reaches through a module that imported it. */
  readonly reexported: (name: string) => string;
  /**
   * Whether an imported path can only be a module like pickle, or a member of it, by way of a library that imports it:
   * `jinja2.bccache.pickle`. Left out where the repository is not known, so that the path can be one of its own files.
   */
  readonly isReexport?: (path: string) => boolean;
  /** Other files of the repository, as far as they were read. */
  readonly project?: ProjectNames;
}

/** A name of another file, as this file imports it. */
export interface ImportedName {
  readonly module: string;
  /** Null for the module itself. */
  readonly member: string | null;
}

/** What the names of other files of the repository stand for. */
export interface ProjectNames {
  /**
   * The alternatives of `name` in the module as this file imports it (relative modules keep their dots); null where
   * the module is not of the repository, or was not read.
   */
  readonly member: (module: string, name: string) => readonly Value[] | null;
  /** The same, and null also for a name that the module does not bind: what a star import brings in. */
  readonly bound: (module: string, name: string) => readonly Value[] | null;
  /**
   * Whether something that the rules know may be reached from a module as this file imports it, by way of these members; by
   * whatever members where there are none. False where the module is not of the repository.
   */
  readonly leads: (module: string, members: readonly string[]) => boolean;
  /** The names that lead there and that a star import of the module brings in. */
  readonly leadingNames: (module: string) => Iterable<string>;
  /** The names of the functions in the imported files that wrap an unsafe load. */
  readonly wrapperNames: () => ReadonlySet<string>;
  /** The names under which the imported files give on modules and classes that lead there, with what they stand for. */
  readonly moduleNames: () => ReadonlyMap<string, readonly string[]>;
  /**
   * Whether the file that a module is, as this file imports it, calls a method of one of these names on something that its text
   * does not tell; the member may be a module of it. False where the module is not of the repository.
   */
  readonly callsOnUnknown: (
    imported: ImportedName,
    methods: readonly string[],
    replaced: string | null,
  ) => boolean;
  /** The same for any of the imported files. */
  readonly anyCallsOnUnknown: (methods: readonly string[]) => boolean;
  /** The names under which the imported files give on what the rules know. */
  readonly sinkNames: () => ReadonlySet<string>;
}
