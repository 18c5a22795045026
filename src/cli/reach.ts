import { createHash } from "node:crypto";

import { filesNamed } from "../analysis/run-files.js";
import { moduleFileIn, moduleFiles } from "../python/import-paths.js";
import type { TreeEntry } from "./history.js";

/** What a file names of others, whether they are there or not. */
export interface Facts {
  readonly modules: readonly string[];
  /** Names of files that it may run. */
  readonly runs: readonly string[];
  /** Modules of its folder that it may give on. */
  readonly lazy: readonly string[];
  readonly artifacts: readonly string[];
}

/** What is reached from the files of a tree; each is looked at when it is asked about. */
export interface Reach {
  /** Tells the content of a file, the files that it imports, and the content of those that it reaches in so many steps. */
  readonly digest: (path: string, steps: number) => string;
  /** The same with the artifacts that it names. */
  readonly digestWithArtifacts: (path: string, steps: number) => string;
  /** The files that it reaches in so many steps, itself aside. */
  readonly files: (path: string, steps: number) => readonly string[];
}

/** More are not read ahead. */
const MAX_REACHED = 500;

/** Tells what is reached in a tree. @param factsOf null where a file names no others */
export function reachOf(
  wanted: ReadonlyMap<string, TreeEntry>,
  factsOf: (path: string) => Facts | null,
): Reach {
  const has = (path: string): boolean => wanted.has(path);
  const fileOf = moduleFinder(wanted);
  const direct = new Map<string, readonly string[]>();
  const digests: Map<string, string>[] = [];
  const directOf = (path: string): readonly string[] => {
    const known = direct.get(path);
    if (known) return known;
    const facts = factsOf(path);
    const found = facts === null ? [] : filesIn(path, facts);
    direct.set(path, found);
    return found;
  };
  const filesIn = (path: string, { modules, runs, lazy }: Facts): readonly string[] => {
    const folder = folderOf(path);
    const found = [
      ...modules.flatMap((module) => fileOf.module(folder, module) ?? []),
      ...(runs.length === 0 ? [] : filesNamed(path, runs, has)),
      ...lazy.flatMap((name) => moduleFileIn(folder, name, has) ?? []),
    ];
    return [...new Set(found)].filter((file) => file !== path);
  };
  const digest = (path: string, steps: number): string => {
    const level = (digests[steps] ??= new Map<string, string>());
    const known = level.get(path);
    if (known !== undefined) return known;
    const near = directOf(path);
    const blob = wanted.get(path)?.blob ?? "";
    const made =
      steps === 0
        ? briefly([blob, ...near.map((one) => one + fileOf.beside(one))])
        : near.length === 0
          ? digest(path, 0)
          : briefly([digest(path, 0), ...near.map((one) => digest(one, steps - 1))]);
    level.set(path, made);
    return made;
  };
  return {
    digest,
    digestWithArtifacts: (path, steps) => {
      const named = (factsOf(path)?.artifacts ?? []).map((one) => wanted.get(one)?.blob ?? "");
      return named.length === 0 ? digest(path, steps) : briefly([digest(path, steps), ...named]);
    },
    files: (path, steps) => {
      const reached = new Set<string>();
      let next: readonly string[] = [path];
      for (let hop = 0; hop < steps && reached.size < MAX_REACHED; hop++) {
        next = next.flatMap((one) => directOf(one)).filter((one) => one !== path && !reached.has(one));
        for (const one of next) reached.add(one);
      }
      return [...reached];
    },
  };
}

/** Finds the files of modules in a tree: many files ask for the same ones. */
function moduleFinder(wanted: ReadonlyMap<string, TreeEntry>) {
  const has = (path: string): boolean => wanted.has(path);
  const known = new Map<string, string | null>();
  let names: ReadonlyMap<string, readonly string[]> | undefined;
  const inFolders = (): ReadonlyMap<string, readonly string[]> => (names ??= namesByFolder(wanted));
  let parts: ReadonlySet<string> | undefined;
  /** Whether a file or a folder is called like the last part of a module: most modules are none of the tree. */
  const mayBe = (module: string): boolean => {
    parts ??= new Set(["", ...[...inFolders()].flatMap(([folder, own]) => [...folder.split("/"), ...own])]);
    return parts.has(module.slice(module.lastIndexOf(".") + 1));
  };
  return {
    module: (folder: string, module: string): string | null => {
      if (!mayBe(module)) return null;
      const key = `${folder} ${module}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const file = moduleFiles(`${folder}x.py`, module).find(has) ?? null;
      known.set(key, file);
      return file;
    },
    /** The modules of a package. */
    beside: (file: string): string =>
      file.endsWith("/__init__.py") ? (inFolders().get(folderOf(file)) ?? []).join(" ") : "",
  };
}

/** The modules and packages of each folder. */
function namesByFolder(wanted: ReadonlyMap<string, TreeEntry>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const add = (folder: string, name: string): void => {
    const known = found.get(folder);
    if (known) known.add(name);
    else found.set(folder, new Set([name]));
  };
  for (const path of wanted.keys()) {
    if (!path.endsWith(".py")) continue;
    const folder = folderOf(path);
    const name = path.slice(folder.length, -".py".length);
    if (name !== "__init__") add(folder, name);
    else if (folder !== "") add(folderOf(folder.slice(0, -1)), folder.split("/").at(-2) ?? "");
  }
  return new Map([...found].map(([folder, names]) => [folder, [...names].sort()]));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function briefly(parts: readonly string[]): string {
  return createHash("sha1").update(parts.join("\0")).digest("base64").slice(0, 20);
}
