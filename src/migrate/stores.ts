import { dataEnds, type DataEnd } from "./data-ends.js";
import { areCounterparts, functionAround } from "./counterparts.js";
import { placeName } from "./place-name.js";
import type { PlaceName } from "./place.js";
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
  const loose: DataEnd[] = [];
  const known: Known[] = [];
  for (const end of ends) {
    const name = end.place.kind === "file" ? placeName(project, end.model, end.place.path) : null;
    if (name === null) loose.push(end);
    else known.push({ name, end });
  }
  const plain = grouped(known, ({ name }) => name.id);
  const stores: Store[] = [];
  const given: Known[] = [];
  for (const group of plain) {
    if (group[0]?.name.given && !hasBoth(group)) given.push(...group);
    else stores.push(storeOf(group));
  }
  const single = paired(given, "byVerb", (writer, reader) => areCounterparts(writer, reader), stores);
  const rest = paired(single, "byParameter", (writer, reader) => writer !== reader, stores);
  loose.push(...rest.map(({ end }) => end));
  return { stores: stores.sort(byPlace), loose };
}

interface Known {
  readonly name: PlaceName;
  readonly end: DataEnd;
}

function grouped(known: readonly Known[], keyOf: (one: Known) => string): readonly (readonly Known[])[] {
  const groups = new Map<string, Known[]>();
  for (const one of known) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()];
}

function storeOf(group: readonly Known[]): Store {
  const [first] = group;
  const name = first?.name ?? { id: "", shown: "", isLiteral: false, lines: [] };
  return {
    name: { ...name, lines: group.flatMap((one) => one.name.lines) },
    ends: group.map(({ end }) => end),
  };
}

function hasBoth(group: readonly Known[]): boolean {
  return group.some(({ end }) => end.does !== "reads") && group.some(({ end }) => end.does !== "writes");
}

function byPlace(a: Store, b: Store): number {
  return a.name.shown < b.name.shown ? -1 : a.name.shown > b.name.shown ? 1 : a.name.id < b.name.id ? -1 : 1;
}

/**
 * Puts ends together that one function writes and another reads, and whose place a parameter names: `save_model` and `load_model`, or
 * two methods of a class that have a parameter of the same name. Returns those that are left.
 */
function paired(
  known: readonly Known[],
  by: "byVerb" | "byParameter",
  belong: (writer: string, reader: string) => boolean,
  stores: Store[],
): readonly Known[] {
  const without = known.filter(({ name }) => (name.given?.[by] ?? null) === null);
  const named = known.filter((one) => !without.includes(one));
  const left = grouped(named, ({ name }) => name.given?.[by] ?? "").flatMap((group) => {
    const names = (does: DataEnd["does"]): readonly string[] => [
      ...new Set(group.filter(({ end }) => end.does === does).map(({ end }) => functionOf(end))),
    ];
    const [writer, ...others] = names("writes");
    const [reader, ...more] = names("reads");
    const isPair = others.length + more.length === 0 && writer !== undefined && reader !== undefined;
    if (!isPair || !belong(writer, reader)) return group;
    stores.push(storeOf(group));
    return [];
  });
  return [...without, ...left];
}

/** The name of the function that an end is in; "" at module level. */
export function functionOf({ model, call }: DataEnd): string {
  return functionAround(scopeOf(model, call))?.qualifiedName.split(".").at(-1) ?? "";
}
