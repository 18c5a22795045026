/** A line of a tree that names a file of data. */
export interface NamedData {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** The last part of the names of files on it. */
  readonly names: readonly string[];
}

const NAME =
  /["'][^"'\n]{0,200}?([\w.-]{1,100}\.(?:pkl|pickle|pck|p|dill|joblib|sav|pt|pth|ckpt|npy|npz|h5|hdf5|shelf|db|ya?ml|model|bin|cache|dat))(?:\.(?:gz|bz2|xz|lzma))?["']/g;

/** What a line names; of very long ones nothing. */
export function dataNamesIn(line: string): readonly string[] {
  return line.length > 2000 ? [] : [...line.matchAll(NAME)].flatMap(([, name]) => name ?? []);
}

/** How far from a use its data may be named, in lines. */
const NEAR = 3;
const MAX_PAIRS = 5;
/** A name that so many lines have tells nothing. */
const MAX_LINES = 20;

/** Finds where the data of a use is written or loaded besides: where the same file is named, in another place. */
export function pairsBy(
  named: readonly NamedData[],
): (use: { readonly path: string; readonly line: number }) => readonly string[] {
  const byName = new Map<string, NamedData[]>();
  const byPath = new Map<string, NamedData[]>();
  for (const one of named) {
    byPath.set(one.path, [...(byPath.get(one.path) ?? []), one]);
    for (const name of one.names) byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  return ({ path, line }) => {
    const file = path.slice(path.lastIndexOf("/") + 1);
    const near = (byPath.get(path) ?? []).filter((one) => Math.abs(one.line - line) <= NEAR);
    // An artifact is told by its own name.
    const names = new Set([...near.flatMap((one) => one.names), file]);
    const others = [...names].flatMap((name) => {
      const places = byName.get(name) ?? [];
      return places.length > MAX_LINES ? [] : places;
    });
    const found = others.filter((one) => one.path !== path || Math.abs(one.line - line) > NEAR);
    return [...new Set(found.map((one) => `${one.path}:${String(one.line)}`))].slice(0, MAX_PAIRS);
  };
}
