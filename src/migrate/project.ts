import { NO_FLOORS } from "../dependencies/floor.js";
import { withLineFeeds } from "../parse/line-feeds.js";
import type { ParsePython, SyntaxNode } from "../parse/syntax-tree.js";
import { buildFileModel, type FileModel } from "../python/file-model.js";
import { moduleFile } from "../python/import-paths.js";
import type { Binding } from "../python/scope.js";
import { DATA_NAMES } from "./sinks.js";

/** The files of a repository as far as they are asked for. */
export interface Project {
  readonly paths: readonly string[];
  readonly has: (path: string) => boolean;
  readonly text: (path: string) => string | null;
  /** Null where there is none, and where it does not parse. */
  readonly model: (path: string) => FileModel | null;
}

/** Longer texts are not looked at. */
const MAX_TEXT = 1_000_000;

/** A project of these files. Each is read and parsed once, when it is asked for. */
export function projectOf(
  paths: readonly string[],
  read: (path: string) => string | null,
  parse: ParsePython,
): Project {
  const models = new Map<string, FileModel | null>();
  const texts = new Map<string, string | null>();
  const text = (path: string): string | null => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const fresh = read(path);
    texts.set(path, fresh);
    return fresh;
  };
  const made = (path: string): FileModel | null => {
    const source = text(path);
    if (source === null || source.length > MAX_TEXT) return null;
    const parsed = parse(withLineFeeds(source));
    if (!parsed.ok || parsed.tree.errors.length > 0) return null;
    return buildFileModel(parsed.tree, DATA_NAMES, { path, floors: NO_FLOORS });
  };
  const model = (path: string): FileModel | null => {
    const known = models.get(path);
    if (known !== undefined) return known;
    const fresh = made(path);
    models.set(path, fresh);
    return fresh;
  };
  const known = new Set(paths);
  return { paths, has: (path) => known.has(path), text, model };
}

/** Something of the module level of a file. */
export interface Found {
  readonly model: FileModel;
  readonly binding: Binding;
}

/** From file to file no further than this. */
const MAX_HOPS = 4;

/** What a name is that a file imports from another one, where that binds it once; null where it is not of the project. */
export function importedFrom(
  project: Project,
  path: string,
  { module, name }: { readonly module: string; readonly name: string },
  hops = 0,
): Found | null {
  const file = moduleFile(path, module, project.has);
  const model = file === null || hops >= MAX_HOPS ? null : project.model(file);
  const [binding, ...more] = model?.scopes.module.bindings.get(name) ?? [];
  if (!model || !binding || more.length > 0) return null;
  return binding.to.kind === "member"
    ? importedFrom(project, model.path, binding.to, hops + 1)
    : { model, binding };
}

/** The class that a binding stands for, with the file that defines it; null where it is none. */
export function classOf(
  project: Project,
  model: FileModel,
  { to }: Binding,
): { readonly model: FileModel; readonly definition: SyntaxNode } | null {
  if (to.kind === "class") return { model, definition: to.definition };
  const found = to.kind === "member" ? importedFrom(project, model.path, to) : null;
  return found?.binding.to.kind === "class"
    ? { model: found.model, definition: found.binding.to.definition }
    : null;
}
