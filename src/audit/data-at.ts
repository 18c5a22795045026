import type { Artifact } from "../artifacts/artifact.js";
import type { PairedBy, ReadFile, SameData } from "../migrate/data-pairs.js";

/** Another place where the same data is written or loaded. */
export interface DataPair {
  /** `path:line`. */
  readonly at: string;
  /** How that is known; `name`: a file of the same name is named there, which may be another one. */
  readonly by: PairedBy | "name";
  /** What the data is called. */
  readonly name: string;
}

/** A file in the tree that runs something, or may, when it is loaded. */
export interface AuditArtifact {
  readonly path: string;
  readonly verdict: string;
  /** What it is, from the outside in. */
  readonly formats: readonly string[];
  /** What it holds; null where that is not known. */
  readonly holds: string | null;
  /** What it would run: `posix.system('id')`; null for nothing that is known. Hostile text. */
  readonly runs: string | null;
  /** Where code loads it: `path:line`, by its path or, where only its name is told, by that. */
  readonly loadedBy: readonly string[];
}

/** The most pairs that are told of one use. */
const MAX_PAIRS = 5;

/** How far a line that names a file may be from the call that works on it. */
const NEAR = 3;

/** The other places of the data of a use. */
export interface Paired {
  /** Those that are known for sure, then those where a file of the same name is named. */
  readonly pairs: readonly DataPair[];
  /** The same as `path:line`: where a file is named, else the call. */
  readonly pairedWith: readonly string[];
}

/**
 * The other places of the same data.
 * @param byName where else a file of the same name is named, `path:line`
 */
export function dataPairs(
  data: readonly SameData[],
  byName: (use: { readonly path: string; readonly line: number }) => readonly string[],
): (use: { readonly path: string; readonly line: number }) => Paired {
  const byPlace = new Map<string, SameData[]>();
  for (const group of data)
    for (const place of new Set([...group.writes, ...group.reads]))
      byPlace.set(place, [...(byPlace.get(place) ?? []), group]);
  return (use) => {
    const own = `${use.path}:${String(use.line)}`;
    const sure = new Map<string, DataPair>();
    for (const { by, name, writes, reads } of byPlace.get(own) ?? [])
      for (const at of [...(writes.includes(own) ? reads : writes), ...writes, ...reads])
        if (at !== own && !sure.has(at)) sure.set(at, { at, by, name });
    const named = byName(use);
    const known = [...sure.values()].slice(0, MAX_PAIRS);
    const others = named.filter((at) => !known.some((pair) => areNear(pair.at, at)));
    return {
      pairs: [...known, ...others.map((at): DataPair => ({ at, by: "name", name: "" }))].slice(0, MAX_PAIRS),
      pairedWith: [
        ...named,
        ...known.map(({ at }) => at).filter((at) => !named.some((line) => areNear(line, at))),
      ].slice(0, MAX_PAIRS),
    };
  };
}

function areNear(one: string, other: string): boolean {
  const [a, b] = [one.lastIndexOf(":"), other.lastIndexOf(":")];
  return (
    one.slice(0, a) === other.slice(0, b) &&
    Math.abs(Number(one.slice(a + 1)) - Number(other.slice(b + 1))) <= NEAR
  );
}

/**
 * Where code loads a file of the tree: where its path is read for sure, else where its name stands beside a use.
 * @param beside `path:line` of uses beside which a file of this name is named
 */
export function loadersOf(
  path: string,
  files: readonly ReadFile[],
  beside: readonly string[],
): readonly string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const sure = files.filter(({ id }) => {
    const plain = id.replace(/^\/@\/?/, "");
    if (!plain.includes("{")) return path === plain || path.endsWith(`/${plain}`);
    return plain.endsWith(`/${name}`);
  });
  const reads = [...new Set(sure.flatMap((file) => file.reads))];
  return reads.length > 0 ? reads : beside;
}

/** What an audit tells of a file that was looked at; null where nothing in it is loaded as code. */
export function auditArtifact(
  path: string,
  artifact: Artifact,
  loadedBy: readonly string[],
): AuditArtifact | null {
  const { verdict, formats, holds, signs } = artifact;
  if (verdict === null) return null;
  const [sign] = signs;
  const named = sign === undefined || sign.symbol === "" ? null : sign.symbol;
  const runs = verdict === "dangerous" ? (sign?.call ?? named) : named;
  return { path, verdict, formats, holds, runs, loadedBy: loadedBy.slice(0, MAX_PAIRS) };
}
