import type { FileModel } from "../python/file-model.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import { nodesOf } from "../python/nodes-of.js";
import { calleeName, stringsSpelling } from "../python/shapes.js";

/**
 * Whether the file may put something else in the place of one of these functions (`pickle.dumps = ...`, `setattr`,
 * `mock.patch("pickle.dumps")`), or gives their module to somebody who could.
 */
export function isReplacedHere(model: FileModel, symbols: readonly string[]): boolean {
  if (mayBeStarred(model, symbols)) return true;
  const known = answers.get(model) ?? new Map<string, boolean>();
  answers.set(model, known);
  return symbols.some((symbol) => {
    const answer = known.get(symbol) ?? isReplaced(model, symbol);
    known.set(symbol, answer);
    return answer;
  });
}

/** Whether `from x import *` may bind the names of their modules anew: where it stands behind the imports of these. */
function mayBeStarred({ scopes, tree }: FileModel, symbols: readonly string[]): boolean {
  if (scopes.module.stars.length === 0) return false;
  const roots = new Set(symbols.map((symbol) => symbol.split(".", 1)[0] ?? ""));
  // Nothing binds these again behind it.
  if (roots.has("builtins")) return true;
  const last = nodesOf(tree, "wildcard_import").at(-1)?.start ?? Infinity;
  return [...scopes.module.bindings.values()].some((bindings) => {
    const imports = bindings.filter(
      ({ to }) =>
        (to.kind === "module" || to.kind === "member") && roots.has(to.module.split(".", 1)[0] ?? ""),
    );
    return imports.length > 0 && !imports.some(({ effect }) => effect > last);
  });
}

/** Every load of a file asks for the same few functions. */
const answers = new WeakMap<FileModel, Map<string, boolean>>();

function isReplaced(model: FileModel, symbol: string): boolean {
  const module = symbol.slice(0, symbol.lastIndexOf("."));
  const member = symbol.slice(module.length + 1);
  return (
    modulesGiven(model).has(module) ||
    isSet(model, member) ||
    stringsSpelling(model, symbol).some(
      (text) => maySet(model, text) || LISTS.has(text.parent?.type ?? ""),
    ) ||
    stringsSpelling(model, member).some((text) => maySet(model, text))
  );
}

/** Whether an attribute of this name is assigned, on whatever object. */
function isSet({ evaluator }: FileModel, member: string): boolean {
  return evaluator
    .identifiersNamed(member)
    .some(({ field, parent }) => field === "attribute" && parent !== null && isTarget(parent));
}

/** Whether something is assigned to the node, and not the left side of an operator. */
function isTarget({ field, parent }: SyntaxNode): boolean {
  return (
    (field === "left" && !(parent?.type ?? "").endsWith("operator")) ||
    /pattern|delete/.test(parent?.type ?? "")
  );
}

/** Whether something may be set by this name: it is passed to a call that does not only read, or is an assigned key. */
function maySet(model: FileModel, { parent }: SyntaxNode): boolean {
  if (parent?.type === "subscript") return parent.field === "left";
  const call = parent?.type === "argument_list" ? parent.parent : null;
  return call?.type === "call" && !READERS.has(calleeName(model, call));
}

/** What may be gone through, each name in it being set. */
const LISTS: ReadonlySet<string> = new Set(["list", "tuple", "set"]);

const READERS: ReadonlySet<string> = new Set(
  "getattr hasattr attrgetter methodcaller isinstance print".split(" "),
);

const modules = new WeakMap<FileModel, ReadonlySet<string>>();

/** The outside names that are passed to a call, or whose namespace is taken. */
function modulesGiven(model: FileModel): ReadonlySet<string> {
  const known = modules.get(model);
  if (known) return known;
  const given = new Set<string>();
  for (const { node, symbol } of model.uses) {
    if (symbol.endsWith(".__dict__")) given.add(symbol.slice(0, -".__dict__".length));
    const call = node.parent?.type === "argument_list" ? node.parent.parent : null;
    const isOnlyRead = call?.type === "call" && READERS.has(calleeName(model, call));
    if (node.parent?.type !== "attribute" && node.field !== "function" && !isOnlyRead) given.add(symbol);
  }
  for (const place of stringsInSubscripts(model)) given.add(place);
  modules.set(model, given);
  return given;
}

/** `sys.modules["pickle"] = ...`, `patch.dict(sys.modules, {"pickle": ...})` */
function stringsInSubscripts(model: FileModel): string[] {
  if (model.evaluator.identifiersNamed("modules").length === 0) return [];
  return ["pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "torch", "io"].filter((name) =>
    stringsSpelling(model, name).some(
      ({ parent }) => parent?.field === "left" || parent?.parent?.parent?.type === "argument_list",
    ),
  );
}
