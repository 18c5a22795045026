import type { Level } from "../findings/finding.js";
import type { Parameter } from "../python/arguments.js";

/**
 * A row of the tables of loaders: functions of a library that unpickle for whoever calls them, and classes that do. What is
 * left out is as it mostly is: it unpickles what it reads, however it is called, in every version, and that blocks.
 */
export interface LibraryLoader {
  /** The modules in which it is reached: where it is defined, and where it is re-exported. */
  readonly modules: readonly string[];
  /**
   * Its names there: `load`; `Store.load` for a class method or a static one, which instances and subclasses have, too;
   * `Store().load` for a method of an instance.
   */
  readonly names: readonly string[];
  /** What it does, as the end of a sentence that begins with its name. */
  readonly does?: string;
  /** `block` for what reads any file or bytes, `warn` for files of its own or of a trusted place, `note` for what seldom matters. */
  readonly level?: Level;
  /** The argument that decides. */
  readonly argument?: DecidingArgument;
  /** The versions from which on it is safe where no argument says otherwise; all of them are needed. */
  readonly safeSince?: readonly SafeSince[];
  /** The place in the library's own code (or its documentation) that shows it. */
  readonly source: string;
}

/** An argument that makes a loader safe or unsafe. */
export interface DecidingArgument extends Parameter {
  /**
   * What is safe: a boolean, texts or symbols of a form, `anything`, where what is given takes the place of pickle, or
   * `nothing`, where whatever is given is unpickled.
   */
  readonly safe: boolean | RegExp | "anything" | "nothing";
  /** How it is without the argument; `None` counts as that. */
  readonly absent: "safe" | "unsafe";
  /** How it is with `None`, where that is not the same as leaving it out. */
  readonly none?: "safe";
}

/** A version from which on a loader is safe. */
export interface SafeSince {
  /** The package, or one of the packages that bring it; normalized names. */
  readonly packages: readonly [string, ...string[]];
  readonly version: string;
}

/** A method that one library alone has, so that its name is enough where the object is not known. */
export interface TellingMethod {
  readonly name: string;
  /** What a finding calls it. */
  readonly symbol: string;
  /** The module that the object has to come from, where the name is not enough. */
  readonly of?: string;
  readonly does: string;
  readonly argument?: DecidingArgument;
  readonly safeSince?: readonly SafeSince[];
  readonly source: string;
}

/** What a row does where it does not say. */
export const UNPICKLES = "unpickles what it reads";

/** Whether it loads whatever it is given however it is called, and blocks. */
export function isUnconditional({ argument, safeSince, level }: LibraryLoader): boolean {
  return argument === undefined && safeSince === undefined && level === undefined;
}

/** Every qualified name of a row. */
export function symbolsOfLoader({ modules, names }: LibraryLoader): string[] {
  return modules.flatMap((module) =>
    names.flatMap((name) => {
      const [, owner, method] = CLASS_METHOD.exec(name) ?? [];
      const own = `${module}.${name}`;
      return owner !== undefined && method !== undefined ? [own, `${module}.${owner}().${method}`] : [own];
    }),
  );
}

const CLASS_METHOD = /^([A-Z_]\w*)\.(\w+)$/;
