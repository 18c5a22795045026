import { dataEnds, type DataEnd } from "./data-ends.js";
import { areCounterparts, functionAround } from "./counterparts.js";
import { placeName, type PlaceName } from "./place-name.js";
import { DATA_WORDS } from "./sinks.js";
import type { Project } from "./project.js";
import { scopeOf } from "../python/file-model.js";

/** A file that code writes and reads, with every place that does. */
export interface Store {
  readonly name: PlaceName;
  /** By path and line. */
  readonly ends: readonly DataEnd[];
}

/** All ends of a project, and the files that they meet in. */
export interface Stores {
  readonly stores: readonly Store[];
  /** Ends for which nothing tells where the data lies. */
  readonly loose: readonly DataEnd[];
}

/** Whether a text may write or read such data. */
export function mayHoldData(text: string): boolean {
  return DATA_WORDS.test(text);
}

/** The files that the code of a project writes and reads. @param paths those to look at */
export function storesOf(project: Project, paths: readonly string[]): Stores {
  const ends = paths.flatMap((path) => {
    const text = project.text(path);
    const model = text !== null && mayHoldData(text) ? project.model(path) : null;
    return model ? dataEnds(model) : [];
  });
  const byName = new Map<string, { name: PlaceName; ends: DataEnd[] }>();
  const loose: DataEnd[] = [];
  for (const end of ends) {
    const name = end.place.kind === "file" ? placeName(project, end.model, end.place.path) : null;
    if (name === null) loose.push(end);
    else {
      const known = byName.get(name.id) ?? { name, ends: [] };
      byName.set(name.id, known);
      known.ends.push(end);
    }
  }
  const stores: Store[] = [];
  for (const store of byName.values()) {
    if (store.name.id.startsWith("(") && !areTwoCounterparts(store.ends)) loose.push(...store.ends);
    else stores.push(store);
  }
  return { stores: stores.sort(byPlace), loose };
}

function byPlace(a: Store, b: Store): number {
  return a.name.shown < b.name.shown ? -1 : a.name.shown > b.name.shown ? 1 : a.name.id < b.name.id ? -1 : 1;
}

/** Whether these are one function that saves what another one loads; their parameters name the file. */
function areTwoCounterparts(ends: readonly DataEnd[]): boolean {
  const [writers, readers] = [
    ends.filter(({ does }) => does === "writes"),
    ends.filter(({ does }) => does === "reads"),
  ];
  const names = (some: readonly DataEnd[]): readonly string[] => [...new Set(some.map(functionOf))];
  const [writer, ...others] = names(writers);
  const [reader, ...more] = names(readers);
  if (writer === undefined || reader === undefined || others.length + more.length > 0) return false;
  return areCounterparts(writer, reader);
}

/** The name of the function that an end is in; "" at module level. */
export function functionOf({ model, call }: DataEnd): string {
  return functionAround(scopeOf(model, call))?.qualifiedName.split(".").at(-1) ?? "";
}
