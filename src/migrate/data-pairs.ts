import { areCounterparts, functionAround } from "./counterparts.js";
import type { DataEnd } from "./data-ends.js";
import { whereIs } from "./plan.js";
import type { Project } from "./project.js";
import { functionOf, storesOf } from "./stores.js";
import { storeKey } from "./store-key.js";
import { scopeOf } from "../python/file-model.js";

/** How it is known that two places are of the same data. */
export type PairedBy = "path" | "key" | "class" | "function";

/** Places that write and read the same data. */
export interface SameData {
  readonly by: PairedBy;
  /** What it is called: `state.pkl`, `cache["model:*"]`, `Store.save and Store.load`. */
  readonly name: string;
  /** `path:line`, the writers first. */
  readonly writes: readonly string[];
  readonly reads: readonly string[];
}

/** A file that code reads, by what its path is known by. */
export interface ReadFile {
  /** With `{...}` for what is not written out. */
  readonly id: string;
  readonly reads: readonly string[];
}

/** What is known of the data that code writes and reads. */
export interface DataMap {
  readonly data: readonly SameData[];
  readonly files: readonly ReadFile[];
}

/** More places than this have something else in common than their data. */
const MOST = 12;

/**
 * The data that code writes and reads, where it can be told with confidence: by the path of a file, by the key of an entry in a
 * store, or because two functions are counterparts of one class or module (`save` and `load`).
 * @param paths the files to look at
 */
export function dataMap(project: Project, paths: readonly string[]): DataMap {
  const { stores, loose } = storesOf(project, paths);
  const found: SameData[] = [];
  for (const { name, ends } of stores) {
    // In one function a parameter is one path; in two, their names say so.
    const by = name.given && new Set(ends.map(functionOf)).size > 1 ? "function" : "path";
    add(found, by, name.shown, ends);
  }
  const open: DataEnd[] = [];
  const byKey = new Map<string, { readonly name: string; readonly ends: DataEnd[] }>();
  for (const end of loose) {
    const key = storeKey(project, end);
    if (!key) open.push(end);
    else {
      const known = byKey.get(key.id) ?? { name: key.shown, ends: [] };
      byKey.set(key.id, known);
      known.ends.push(end);
    }
  }
  for (const { name, ends } of byKey.values()) if (!add(found, "key", name, ends)) open.push(...ends);
  found.push(...counterparts(open));
  const files = stores.map(({ name, ends }) => ({
    id: name.id,
    reads: places(ends.filter(({ does }) => does !== "writes")),
  }));
  return { data: found, files };
}

/** Adds a group, if it has both ends and they are not too many. Returns whether it was added. */
function add(found: SameData[], by: PairedBy, name: string, ends: readonly DataEnd[]): boolean {
  const writes = places(ends.filter(({ does }) => does !== "reads"));
  const reads = places(ends.filter(({ does }) => does !== "writes"));
  const all = new Set([...writes, ...reads]);
  if (writes.length === 0 || reads.length === 0 || all.size < 2 || all.size > MOST) return false;
  found.push({ by, name, writes, reads });
  return true;
}

function places(ends: readonly DataEnd[]): readonly string[] {
  return [...new Set(ends.map(whereIs))];
}

/** Ends in two functions of one class or module, of which one writes what the other reads, by their names. */
function counterparts(open: readonly DataEnd[]): readonly SameData[] {
  const byOwner = new Map<string, DataEnd[]>();
  for (const end of open) {
    const around = functionAround(scopeOf(end.model, end.call));
    if (!around) continue;
    const owner = `${end.model.path}:${around.parent?.qualifiedName ?? ""}`;
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), end]);
  }
  return [...byOwner.values()].flatMap((ends) => {
    const writers = functionsThat(ends, "writes");
    const readers = functionsThat(ends, "reads");
    return writers.flatMap((writer) => {
      const partners = readers.filter((reader) => areCounterparts(writer, reader));
      const [reader, ...more] = partners;
      const rivals = writers.filter((other) => reader !== undefined && areCounterparts(other, reader));
      if (reader === undefined || more.length > 0 || rivals.length > 1) return [];
      const own = ends.filter((end) => functionOf(end) === (end.does === "reads" ? reader : writer));
      return areInOneStore(own) ? pairOf(own, writer, reader) : [];
    });
  });
}

function functionsThat(ends: readonly DataEnd[], does: DataEnd["does"]): readonly string[] {
  return [...new Set(ends.filter((end) => end.does === does).map(functionOf))];
}

function pairOf(ends: readonly DataEnd[], writer: string, reader: string): readonly SameData[] {
  const [first] = ends;
  const owner = first ? functionAround(scopeOf(first.model, first.call))?.parent : null;
  const prefix = owner?.kind === "class" ? `${owner.qualifiedName}.` : "";
  const found: SameData[] = [];
  const by = owner?.kind === "class" ? "class" : "function";
  add(found, by, `${prefix}${writer} and ${prefix}${reader}`, ends);
  return found;
}

/** Whether what is known of the places does not speak against it: the same store, or none that is known. */
function areInOneStore(ends: readonly DataEnd[]): boolean {
  const stores = ends.flatMap(({ model, place }) =>
    place.kind === "key" ? [model.tree.text.slice(place.store.start, place.store.end)] : [],
  );
  return new Set(stores).size <= 1;
}
