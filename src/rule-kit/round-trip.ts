import { ancestorOf, childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { identifierText } from "../parse/identifier.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { nodesWithin } from "../python/nodes-of.js";
import type { Scope } from "../python/scope.js";
import type { Use } from "../python/uses.js";
import { bindingsInForce } from "./bindings-in-force.js";
import { callsOnly } from "./calls-only.js";
import { PICKLE_LOADERS, PICKLE_MODULES } from "./pickle-modules.js";
import { isReplacedHere } from "./replaced.js";
import { writtenToOwnFile } from "./own-file.js";
import type { OwnPath } from "./own-folder.js";
import { dataOf, qualified, symbolsOf } from "./sinks.js";
import { placesInBody, staysHere } from "./stays-here.js";

/** `dumps` of every pickle module. */
export const PICKLE_DUMPS: readonly string[] = qualified(PICKLE_MODULES, ["dumps", "_dumps"]);

const LOADS = new Set(PICKLE_LOADERS);

/**
 * Whether the use is one half of a copy: what is loaded is what the same function has just dumped, in one expression, in
 * a variable, in a `BytesIO`, in a temporary file without a name or in one in a temporary folder. No other bytes can get into it, unless one of the two functions was replaced.
 */
export function isRoundTrip(model: FileModel, use: Use): boolean {
  const calls = copiesIn(model);
  if (use.call && use.shift === 0 && calls.has(use.call)) return true;
  if (calls.has(use.node)) return true;
  // `Unpickler(buffer).load`, where the unpickler is one half.
  const object = use.node.type === "attribute" ? childOf(use.node, "object") : null;
  return object?.type === "call" && calls.has(object);
}

/** Whether data that is loaded is what the same function has just dumped with the same library. */
export function isCopy(model: FileModel, symbol: string, data: SyntaxNode): boolean {
  return dumpsOf(model, symbol, data) !== null;
}

const copies = new WeakMap<FileModel, ReadonlySet<SyntaxNode>>();

/** The calls of a file that are halves of copies. */
function copiesIn(model: FileModel): ReadonlySet<SyntaxNode> {
  const known = copies.get(model);
  if (known) return known;
  const calls = new Set<SyntaxNode>();
  const added = new Set<readonly SyntaxNode[]>();
  for (const use of model.uses) {
    if (use.shift !== 0 || !LOADER.test(use.symbol)) continue;
    const data = use.role === "call" ? dataOf(use) : rebuiltFrom(model, use);
    if (!data || !isCopy(model, use.symbol, data)) continue;
    calls.add(use.call ?? use.node);
    // What is also handed to somebody else was not dumped for the copy alone.
    const dumps = dumpsOf(model, use.symbol, data, true);
    if (!dumps) continue;
    // Many loads can have the same list.
    if (!added.has(dumps)) for (const call of dumps) calls.add(call);
    added.add(dumps);
  }
  copies.set(model, calls);
  return calls;
}

/** `data` of `return loads, (data,)` in a `__reduce__`: whoever copies the object calls the one with the other. */
function rebuiltFrom(model: FileModel, { node }: Use): SyntaxNode | null {
  const [callee, given, ...more] = node.parent?.children ?? [];
  const isReturned = node.parent?.parent?.type === "return_statement" && callee === node && more.length === 0;
  const method = isReturned ? ancestorOf(node, FUNCTIONS) : null;
  const name = method ? childOf(method, "name") : null;
  if (!name || !/^__reduce(?:_ex)?__$/.test(identifierText(model.tree.text, name))) return null;
  const [data, ...others] = given?.type === "tuple" ? given.children : [];
  return others.length === 0 ? (data ?? null) : null;
}

const FUNCTIONS = new Set(["function_definition"] as const);

const LOADER = /\.(?:_?loads?|_?Unpickler)$/;

/**
 * The calls that dumped what is loaded; null where it may come from elsewhere.
 * @param isKept whether nothing but the load gets it: texts and bytes stay the same whoever is given them as well
 */
function dumpsOf(
  model: FileModel,
  symbol: string,
  data: SyntaxNode,
  isKept = false,
): readonly SyntaxNode[] | null {
  const isDumper = dumpersFor(symbol);
  const isDump = (call: SyntaxNode): boolean => callsOnly(model, call, isDumper);
  const module = symbol.slice(0, symbol.lastIndexOf("."));
  const dumps =
    writtenBy(model, data, { isDumper, module, isKept }) ?? writtenToOwnFile({ model, module, isDump }, data);
  if (dumps === null || dumps.length === 0) return null;
  return isReplacedHere(model, [symbol, ...writersOf(model, dumps)]) ? null : dumps;
}

/** The functions that calls are calls of. Many loads can have the same list. */
function writersOf(model: FileModel, dumps: readonly SyntaxNode[]): ReadonlySet<string> {
  const known = writers.get(dumps);
  if (known) return known;
  const symbols = new Set(dumps.flatMap((call) => symbolsOf(model, childOf(call, "function"))));
  writers.set(dumps, symbols);
  return symbols;
}

const writers = new WeakMap<readonly SyntaxNode[], ReadonlySet<string>>();

/** Whether a function writes what the loader reads. */
type IsDumper = (symbol: string) => boolean;

/** What dumps for a loader, and the loader's module. */
interface Family {
  readonly isDumper: IsDumper;
  readonly module: string;
  readonly isKept: boolean;
}

function dumpersFor(symbol: string): IsDumper {
  if (LOADS.has(symbol)) return (name) => PICKLE_WRITERS.has(name);
  const module = symbol.split(".").slice(0, -1).join(".");
  return (name) =>
    /\.(?:dumps?|Pickler|save|encode|jelly|serialize)$/.test(name) && name.startsWith(`${module}.`);
}

const PICKLE_WRITERS: ReadonlySet<string> = new Set(
  qualified([...PICKLE_MODULES, "cloudpickle", "dill"], ["dump", "dumps", "_dump", "_dumps", "Pickler"]),
);

function writtenBy(model: FileModel, data: SyntaxNode, family: Family): readonly SyntaxNode[] | null {
  const node = unwrap(data);
  if (node.type === "identifier") return ofName(model, node, family, node.start);
  if (node.type !== "call") return null;
  if (callsOnly(model, node, family.isDumper)) return [node];
  const callee = childOf(node, "function");
  const given = childOf(node, "arguments")?.children ?? [];
  const [first] = given;
  if (callsOnly(model, node, isBuffer)) {
    if (callsOnly(model, node, isTemporaryFile) || isStarred(model)) return null;
    return first && given.length === 1 ? writtenBy(model, first, family) : null;
  }
  const object = callee?.type === "attribute" ? childOf(callee, "object") : null;
  const method = callee?.type === "attribute" ? childOf(callee, "attribute") : null;
  const isContent =
    method && given.length === 0 && /^(?:getvalue|read)$/.test(identifierText(model.tree.text, method));
  return object?.type === "identifier" && isContent ? ofName(model, object, family, node.start) : null;
}

/** The calls that wrote what a local name holds: all of its bindings are results of them, or buffers that they filled. */
function ofName(
  model: FileModel,
  name: SyntaxNode,
  family: Family,
  before: number,
): readonly SyntaxNode[] | null {
  const scope = scopeOf(model, name);
  const spelled = identifierText(model.tree.text, name);
  if (scope.kind !== "function") return null;
  const isAlone = staysHere(model, scope, spelled, family.module);
  if (!isAlone && (family.isKept || !isOfScope(model, scope, spelled))) return null;
  const calls: SyntaxNode[] = [];
  const bindings = scope.bindings.get(spelled) ?? [];
  // A name can be bound as often as it is loaded.
  model.evaluator.budget.left -= bindings.length;
  if (model.evaluator.exhausted()) return null;
  for (const { to, node } of bindingsInForce(bindings, name)) {
    // `del name` leaves nothing to load.
    if (to.kind === "opaque" && node.type === "delete_statement") continue;
    const value =
      to.kind === "value" || to.kind === "entered"
        ? unwrap(to.value)
        : to.kind === "item"
          ? itemAt(to.value, to.path)
          : null;
    if (value?.type !== "call" || !(isAlone || callsOnly(model, value, givesText))) return null;
    const dumps = callsOnly(model, value, family.isDumper)
      ? [value]
      : inBuffer(model, value, { scope, name: spelled }, family);
    if (dumps === null) return null;
    calls.push(...dumps);
  }
  return calls.some((call) => call.start < before) ? calls : null;
}

/** What gives back a text or bytes, which nobody can change. */
function givesText(symbol: string): boolean {
  return /\._?dumps$|^yaml\.dump(?:_all)?$/.test(symbol);
}

/** Whether no other scope can bind a name of this one. */
function isOfScope(model: FileModel, scope: Scope, name: string): boolean {
  const places = placesInBody(model, scope, name);
  model.evaluator.budget.left -= places.length;
  return places.every((place) => model.evaluator.scopeAt(place) === scope);
}

/** `b` of `x, y = a, b`. */
function itemAt(values: SyntaxNode, path: readonly number[]): SyntaxNode | null {
  const node = unwrap(values);
  const [at, ...deeper] = path;
  const isList = node.type === "expression_list" || node.type === "tuple";
  const item = isList && at !== undefined && deeper.length === 0 ? node.children[at] : undefined;
  return item && node.children.every(({ type }) => type !== "list_splat") ? unwrap(item) : null;
}

/** The calls that fill a `BytesIO`: the one whose result it is made of, and those that it is given to. */
function inBuffer(
  model: FileModel,
  made: SyntaxNode,
  { scope, name }: OwnPath,
  family: Family,
): readonly SyntaxNode[] | null {
  if (!callsOnly(model, made, isBuffer) || isStarred(model)) return null;
  const isFile = callsOnly(model, made, isTemporaryFile);
  const [content, ...more] = isFile ? [] : (childOf(made, "arguments")?.children ?? []);
  if (more.length > 0) return null;
  const first = content ? writtenBy(model, content, family) : [];
  if (first === null) return null;
  const places = nodesWithin(model.evaluator.identifiersNamed(name), scope.node);
  model.evaluator.budget.left -= places.length;
  const later = places.flatMap((place) => {
    const call = scopeOf(model, place) === scope ? ancestorOf(place, CALLS) : null;
    const isGiven = place.parent?.type === "argument_list" || place.parent?.type === "keyword_argument";
    return call && isGiven && callsOnly(model, call, family.isDumper) ? [call] : [];
  });
  return [...first, ...later];
}

const CALLS = new Set(["call"] as const);

/** Whether `from x import *` may have put something else in the place of a buffer's class, or of a function that gets the buffer. */
function isStarred({ scopes }: FileModel): boolean {
  return scopes.module.stars.length > 0;
}

function isBuffer(symbol: string): boolean {
  return symbol === "io.BytesIO" || isTemporaryFile(symbol);
}

/** What they are made with is how they are opened, and no content. */
function isTemporaryFile(symbol: string): boolean {
  return /^tempfile\.(?:Temporary|NamedTemporary|SpooledTemporary)File$/.test(symbol);
}
