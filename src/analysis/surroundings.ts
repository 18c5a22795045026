import type { ArtifactAt } from "./by-its-file.js";
import type { Floors } from "../dependencies/floor.js";
import { floorsOf } from "../dependencies/floors-of.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import { lazyModules } from "./lazy-modules.js";
import { filesRunBy } from "./run-files.js";
import { importedModules, moduleFile, type HasFile } from "../python/import-paths.js";
import { repositoryOf, type Repository } from "./repository.js";

/** What the files around a change tell about it. */
export interface Surroundings {
  readonly repository: Repository;
  readonly floors: Floors;
  /** What files of the repository do when they are loaded, where that can be told. */
  readonly artifactAt?: ArtifactAt;
  /** The texts of files that the change takes away or moves, by the paths that they had. */
  readonly gone?: ReadonlyMap<string, string>;
}

/** The path and the text of a file that is analyzed. */
export interface Looked {
  readonly path: string;
  readonly head: string;
}

/** The most files that are read at a time besides the changed ones. */
export const MAX_SURROUNDING = 200;

/** How many files deep imports are followed from a changed file. */
export const MAX_HOPS = 4;

/** The files of a repository that are worth reading besides these: manifests, and the modules that they import. */
export function surroundingPaths(files: readonly Looked[], all: readonly string[], has: HasFile): string[] {
  const manifests = all.filter((path) => isManifest(path) && isNear(path, files)).slice(0, MAX_MANIFESTS);
  return [...manifests, ...modulesOf(files, has)].slice(0, MAX_SURROUNDING);
}

/** The files of the modules that these import, themselves aside. */
export function modulesOf(files: readonly Looked[], has: HasFile): string[] {
  const own = new Set(files.map(({ path }) => path));
  const modules = new Set<string>();
  for (const { path, head } of files) {
    for (const module of importedModules(head)) {
      const file = moduleFile(path, module, has);
      if (file !== null && !own.has(file)) modules.add(file);
    }
    for (const file of [...filesRunBy(path, head, has), ...lazyModules(path, head, has)])
      if (!own.has(file)) modules.add(file);
  }
  return [...modules];
}

const MAX_MANIFESTS = 40;

/** Whether a manifest is in a folder above one of the files, or in a `requirements` folder there. */
function isNear(manifest: string, files: readonly Looked[]): boolean {
  const folder = manifest
    .split("/")
    .slice(0, -1)
    .join("/")
    .replace(/(^|\/)requirements$/, "");
  return folder === "" || files.some(({ path }) => path.startsWith(`${folder}/`));
}

/** Makes surroundings of texts by path: those that were read, and the changed files themselves. */
export function surroundingsOf(texts: ReadonlyMap<string, string>): Surroundings {
  const manifests = new Map([...texts].filter(([path]) => isManifest(path)));
  return { repository: repositoryOf(texts), floors: floorsOf(manifests) };
}
