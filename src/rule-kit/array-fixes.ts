import { identifierText } from "../parse/identifier.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { keywordOf } from "../python/constants.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import type { Scope } from "../python/scope.js";
import type { Use } from "../python/uses.js";
import { isReplacedHere } from "./replaced.js";
import type { Edit, FixCandidate } from "./rule.js";
import { symbolsOf } from "./sinks.js";
import { storedFile, type Access } from "./stored-here.js";

/** What is different where an array is stored as such. */
export const NPY_FROM_NOW =
  "Files that exist are pickles and are not read any more: convert them, or let them be made again. So must whatever else reads or writes this file.";

/**
 * Where a file is written by `joblib.dump` and read by `joblib.load` here, and all that is written to it are arrays of
 * numbers: both ends become NumPy's own, and the file is called `.npy`.
 */
export function arrayFixes(model: FileModel, use: Use): FixCandidate[] {
  if (!use.call || use.shift !== 0 || use.symbol !== "joblib.load") return [];
  const accesses = known.get(model) ?? model.uses.flatMap(accessOf);
  known.set(model, accesses);
  if (accesses.length > MAX_ACCESSES) return [];
  const reading = accesses.find(({ call }) => call === use.call);
  const stored = reading ? storedFile(model, accesses, reading) : null;
  const numpy = nameOfNumpy(model);
  if (!stored || numpy === null || isReplacedHere(model, ["joblib.load", "joblib.dump"])) return [];
  if (!stored.writes.every(({ value }) => isNumbers(model, value, 0))) return [];
  const renamed = stored.renamed(".npy");
  if (!renamed || renamed.length === 0) return [];
  const edits = [...stored.writes, ...stored.reads].flatMap((one) => editsOf(model, one, numpy, renamed));
  const within = edits.map(({ span }) => span);
  const others = renamed.filter(
    ({ span }) => !within.some(({ start, end }) => start <= span.start && span.end <= end),
  );
  return [{ edits: [...edits, ...others], caveat: NPY_FROM_NOW, isWide: true }];
}

/** A file with more of them is left to a person. */
const MAX_ACCESSES = 50;
const known = new WeakMap<FileModel, readonly Access[]>();

function accessOf({ role, call, shift, symbol }: Use): Access[] {
  const isDump = symbol === "joblib.dump";
  if (role !== "call" || !call || shift !== 0 || !(isDump || symbol === "joblib.load")) return [];
  const given = childOf(call, "arguments")?.children ?? [];
  const [first, second] = given;
  if (given.some(({ type }) => type.endsWith("_splat") || type === "keyword_argument")) return [];
  if (!first || given.length !== (isDump ? 2 : 1)) return [];
  if (!isDump) return [{ call, path: first, mode: null, value: null }];
  return second ? [{ call, path: second, mode: null, value: first }] : [];
}

/** `joblib.dump(value, path)` has its arguments in the order of `np.save(path, value)` then. */
function editsOf(
  model: FileModel,
  { call, path, value }: Access,
  numpy: string,
  renamed: readonly Edit[],
): Edit[] {
  const callee = childOf(call, "function");
  if (!callee) return [];
  const { text } = model.tree;
  if (!value) return [{ span: callee, text: `${numpy}.load` }];
  const inside = renamed.find(({ span }) => path.start <= span.start && span.end <= path.end);
  const written = inside
    ? text.slice(path.start, inside.span.start) + inside.text + text.slice(inside.span.end, path.end)
    : text.slice(path.start, path.end);
  return [
    { span: callee, text: `${numpy}.save` },
    { span: value, text: written },
    { span: path, text: text.slice(value.start, value.end) },
  ];
}

/** The name of the module that NumPy has in the whole file. */
function nameOfNumpy({ scopes }: FileModel): string | null {
  for (const [name, [only, ...more]] of scopes.module.bindings)
    if (only?.to.kind === "module" && only.to.module === "numpy" && more.length === 0) return name;
  return null;
}

/** Whether an expression gives an array of numbers, whatever happens: one of objects is stored as a pickle. */
function isNumbers(model: FileModel, expression: SyntaxNode, depth: number): boolean {
  const node = unwrap(expression);
  if (depth > 6) return false;
  if (node.type === "identifier") return isNameOfNumbers(model, node, depth);
  const callee = node.type === "call" ? childOf(node, "function") : null;
  if (!callee) return false;
  const symbols = symbolsOf(model, callee);
  const [first, second] = childOf(node, "arguments")?.children ?? [];
  const dtype = keywordOf(model.tree.text, node, "dtype");
  if (dtype && !isNumberType(model, dtype)) return false;
  if (symbols.length === 1 && /^numpy\.[\w.]+$/.test(symbols[0] ?? "")) {
    const [symbol = ""] = symbols;
    if (MAKING.test(symbol)) return !second || dtype !== undefined || !NAMED.test(symbol);
    if (!/^numpy\.(?:as)?array$/.test(symbol) || !first) return false;
    return (second === undefined || dtype !== undefined) && (dtype !== undefined || isListOfNumbers(first));
  }
  const object = callee.type === "attribute" ? childOf(callee, "object") : null;
  const method = object ? childOf(callee, "attribute") : null;
  if (!object || !method || !isNumbers(model, object, depth + 1)) return false;
  const name = identifierText(model.tree.text, method);
  if (name === "astype") return first !== undefined && isNumberType(model, first);
  return /^(?:reshape|copy|ravel|flatten|transpose)$/.test(name);
}

/** All that a name is bound to: an array of numbers takes nothing else in. */
function isNameOfNumbers(model: FileModel, node: SyntaxNode, depth: number): boolean {
  const name = identifierText(model.tree.text, node);
  let scope: Scope | null = scopeOf(model, node);
  while (scope && !scope.bindings.has(name)) scope = scope.parent;
  const bindings = scope && scope.kind !== "class" ? (scope.bindings.get(name) ?? []) : [];
  return (
    bindings.length > 0 &&
    bindings.length < 10 &&
    bindings.every(({ to }) => to.kind === "value" && isNumbers(model, to.value, depth + 1))
  );
}

function isListOfNumbers(node: SyntaxNode): boolean {
  const items = node.type === "list" || node.type === "tuple" ? node.children : [];
  return (
    items.length > 0 &&
    (items.every(({ type }) => type === "integer" || type === "float") || items.every(isListOfNumbers))
  );
}

function isNumberType(model: FileModel, node: SyntaxNode): boolean {
  if (node.type === "string")
    return /^["'](?:[<>=|]?[fiu][1248]|u?int(?:8|16|32|64)?|float(?:16|32|64)?|bool)["']$/.test(
      model.tree.text.slice(node.start, node.end),
    );
  const symbols = symbolsOf(model, node);
  return (
    symbols.length === 1 &&
    /^(?:builtins\.(?:int|float|bool)|numpy\.(?:u?int(?:8|16|32|64|p)?|float(?:16|32|64)|bool_?|single|double))$/.test(
      symbols[0] ?? "",
    )
  );
}

/** Functions that make arrays of numbers of shapes and bounds. */
const MAKING =
  /^numpy\.(?:zeros|ones|empty|eye|identity|arange|linspace|logspace|random\.(?:rand|randn|random|randint|normal|uniform|standard_normal))$/;
/** Those whose second argument can be the type. */
const NAMED = /^numpy\.(?:zeros|ones|empty)$/;
