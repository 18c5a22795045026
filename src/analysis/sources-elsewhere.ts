import { NO_FLOORS } from "../dependencies/floor.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { bindingsOf, dataSource } from "../python/data-source.js";
import { buildFileModel, type FileModel } from "../python/file-model.js";
import { returnedNodes } from "../python/returned-values.js";
import { valueBound, type Binding } from "../python/scope.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { fileKind } from "./file-kind.js";
import { KNOWN_NAMES } from "./known-names.js";
import { linksOf, type ModuleLinks } from "./module-links.js";
import { importedBy } from "./changed-behind.js";
import type { Repository } from "./repository.js";

/** Where data comes from that a function of another file gives: "a request", and the file. */
export interface SourceElsewhere {
  readonly what: string;
  readonly file: string;
}

/** Through how many files data is followed, how many are parsed for one file, and how much text of them. */
const MAX_HOPS = 3;
const MAX_FILES = 10;
const MAX_TEXT = 1_500_000;

/** A name of a file; a method where `member` says so. */
interface Asked {
  readonly file: string;
  readonly name: string;
  readonly member: string | null;
}

/**
 * Tells whether what other files of the change give to this one is sent by somebody else: a load that stays as it is loads
 * something else then. Files are parsed only where one that the change touches is imported, through one other at most.
 * @returns null where no such file is imported
 */
export function sourcesElsewhere(
  model: FileModel,
  path: string,
  code: string,
  tools: AnalysisTools,
): ((data: SyntaxNode) => SourceElsewhere | null) | null {
  const { changed, parse } = tools;
  const repository = repositoryThen(tools);
  if (!repository || !changed) return null;
  const isTouched = (file: string): boolean => changed.has(file) || tools.gone?.has(file) === true;
  if (![...changed].some((file) => file !== path && fileKind(file) === "python")) return null;
  const links = linksOf(path, code, repository);
  const through = tools.repository ? importedBy(tools.repository) : () => [];
  const isNear = links.files.some((file) => isTouched(file) || through(file).some(isTouched));
  if (!isNear) return null;
  const room = { files: MAX_FILES, text: MAX_TEXT };
  const parsed = new Map<string, Other | null>();
  const known = new Map<string, SourceElsewhere | null>();
  const other = (file: string): Other | null => {
    const before = parsed.get(file);
    if (before !== undefined) return before;
    const text = repository.read(file) ?? "";
    const isAffordable = room.files-- > 0 && (room.text -= text.length) > 0;
    const tree = isAffordable && fileKind(file) === "python" ? parse(text) : null;
    const made = tree?.ok
      ? {
          model: buildFileModel(tree.tree, KNOWN_NAMES, { path: file, floors: NO_FLOORS }),
          links: linksOf(file, text, repository),
        }
      : null;
    parsed.set(file, made);
    return made;
  };
  const sourceOf = (asked: Asked, hops: number): SourceElsewhere | null => {
    const key = JSON.stringify(asked);
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, null);
    const there = hops > 0 ? other(asked.file) : null;
    const found = there && findIn(there, asked, hops);
    known.set(key, found);
    return found;
  };
  const findIn = (there: Other, { file, name, member }: Asked, hops: number): SourceElsewhere | null => {
    const at = follow(there.model, there.links, repository, (one) => sourceOf(one, hops - 1));
    for (const node of valuesIn(there.model, name, member)) {
      const found = at(node);
      if (found) return found.file === "" ? { ...found, file } : found;
    }
    for (const asked of askedFor(there.links, name, member)) {
      const found = sourceOf(asked, hops - 1);
      if (found) return found;
    }
    return null;
  };
  const at = follow(model, links, repository, (one) => sourceOf(one, MAX_HOPS));
  return (data) => {
    const found = at(data);
    return found && found.file !== "" ? found : null;
  };
}

/** The repository as it was when the text was that. */
function repositoryThen({ repository, before, isBefore }: AnalysisTools): Repository | undefined {
  if (!repository || !before || isBefore !== true) return repository;
  return {
    paths: repository.paths,
    has: (path) => before.get(path) !== null && repository.has(path),
    read: (path) => (before.has(path) ? (before.get(path) ?? null) : repository.read(path)),
  };
}

interface Other {
  readonly model: FileModel;
  readonly links: ModuleLinks;
}

/** Follows data through one file, and asks where it leads into another one. The file is "" where it is this one. */
function follow(
  model: FileModel,
  links: ModuleLinks,
  repository: Repository,
  ask: (asked: Asked) => SourceElsewhere | null,
): (data: SyntaxNode) => SourceElsewhere | null {
  return (data) => {
    let elsewhere: SourceElsewhere | null = null;
    const own = dataSource(model, data, [], (node) => {
      for (const asked of elsewhere ? [] : askedAt(model, node, links, repository)) elsewhere ??= ask(asked);
    });
    return own?.kind === "remote" ? { what: own.what, file: "" } : elsewhere;
  };
}

/** What a name, or a member of one, stands for in other files. */
function askedAt(model: FileModel, node: SyntaxNode, links: ModuleLinks, { has }: Repository): Asked[] {
  // What is called by its name is not passed by itself.
  const callee = node.type === "call" ? childOf(node, "function") : null;
  const name = callee?.type === "identifier" ? callee : node;
  if (name.type === "identifier") {
    const isOfMember = name.parent?.type === "attribute" && name.field === "object";
    return isOfMember || !isImported(model, name)
      ? []
      : askedFor(links, identifierText(model.tree.text, name), null);
  }
  if (node.type !== "attribute") return [];
  const parts: string[] = [];
  let at: SyntaxNode | null = node;
  while (at?.type === "attribute" || at?.type === "call") {
    const last: SyntaxNode | null = at.type === "attribute" ? childOf(at, "attribute") : null;
    if (last) parts.unshift(identifierText(model.tree.text, last));
    at = childOf(at, at.type === "call" ? "function" : "object");
    if (parts.length > 5) return [];
  }
  if (at?.type !== "identifier" || !isImported(model, at)) return [];
  const first = identifierText(model.tree.text, at);
  const [member = "", deeper = null] = parts;
  const named = (links.names.get(first) ?? []).flatMap(({ file, name }): Asked[] =>
    name === null ? [{ file, name: member, member: deeper }] : [{ file, name, member }],
  );
  // `import app.store` makes `app.store.get` a name of `app/store.py`.
  const below = [first, ...parts].slice(0, -1).join("/");
  const whole = links.files.filter((file) => has(file) && `/${file}`.endsWith(`/${below}.py`));
  return [...named, ...whole.map((file) => ({ file, name: parts.at(-1) ?? "", member: null }))];
}

/** Whether a name may come with an import, where it stands; one that nothing binds may come with a star. */
function isImported(model: FileModel, name: SyntaxNode): boolean {
  const bindings = bindingsOf(model, name, { left: 100 });
  return bindings.length === 0 || bindings.some(({ to: { kind } }) => kind === "module" || kind === "member");
}

function askedFor({ names, stars }: ModuleLinks, as: string, member: string | null): Asked[] {
  const named = (names.get(as) ?? []).flatMap(({ file, name }) =>
    name === null ? [] : [{ file, name, member }],
  );
  return [...named, ...stars.map((file) => ({ file, name: as, member }))];
}

/** What a name of a file gives: what is bound to it, or what its function, or that method of its class, returns. */
function valuesIn({ scopes, evaluator }: FileModel, name: string, member: string | null): SyntaxNode[] {
  const valuesOf = ({ to }: Binding): readonly SyntaxNode[] => {
    if (to.kind === "function") return [...returnedNodes(evaluator, to.definition)];
    if (to.kind === "class") {
      const inside = member === null ? undefined : scopes.scopeOfDefinition.get(to.definition);
      return (inside?.bindings.get(member ?? "") ?? []).flatMap((one) =>
        one.to.kind === "class" ? [] : valuesOf(one),
      );
    }
    const value = valueBound(to);
    return value ? [value] : [];
  };
  return (scopes.module.bindings.get(name) ?? []).flatMap(valuesOf);
}
