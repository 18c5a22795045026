import { identifierText } from "../parse/identifier.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { REFLECTION } from "../python/reflection.js";
import type { Value } from "../python/value.js";
import { lookupIn } from "./allowlist-test.js";
import type { AskedFor } from "./asked-for.js";
import { bodyRuns } from "./code-runners.js";
import { isDangerous } from "./dangerous-names.js";
import { entriesOf } from "./listed-names.js";
import { UNPICKLERS } from "./pickle-modules.js";

/** What an expression that `find_class` gives back comes to. */
export type Found =
  | { readonly kind: "nothing" }
  /** Only classes that stand in the file, whatever is asked for. */
  | { readonly kind: "harmless" }
  | { readonly kind: "dangerous"; readonly symbol: string }
  /** What was asked for, whatever it is. */
  | { readonly kind: "asked" }
  /** What a local name holds. */
  | { readonly kind: "name"; readonly value: SyntaxNode }
  /** What a function of the file gives back. */
  | { readonly kind: "helper"; readonly definition: SyntaxNode }
  | { readonly kind: "unknown" };

const UNKNOWN: Found = { kind: "unknown" };

/** What an expression that `find_class` gives back comes to. */
export function foundBy(model: FileModel, value: SyntaxNode, asked: AskedFor): Found {
  if (value.type === "none") return { kind: "nothing" };
  if (isDelegation(model, value, asked)) return { kind: "asked" };
  const lookup = lookupIn(model, value);
  if (lookup) {
    const entries = entriesOf(model, lookup.table, false);
    if (entries === null) return UNKNOWN;
    const all = lookup.otherwise === null ? entries : [...entries, lookup.otherwise];
    return worst(all.map((entry) => foundBy(model, unwrap(entry), asked)));
  }
  const member = memberFound(model, value, asked);
  if (member) return member;
  const local = localValue(model, value, asked);
  if (local) return { kind: "name", value: local };
  if (value.type === "call") {
    const callee = childOf(value, "function");
    const [called, ...others] = callee ? model.evaluator.evaluate(callee) : [];
    return called?.kind === "function" && others.length === 0
      ? { kind: "helper", definition: called.definition }
      : UNKNOWN;
  }
  return worst(model.evaluator.evaluate(value).map((one) => classFound(model, one)));
}

function worst(found: readonly Found[]): Found {
  const isPlain = ({ kind }: Found): boolean => kind === "harmless" || kind === "nothing";
  return (
    found.find(({ kind }) => kind === "dangerous") ??
    found.find((one) => !isPlain(one)) ?? { kind: "harmless" }
  );
}

/** A class of the file is what it says; of one from outside only the name is known. */
function classFound(model: FileModel, value: Value): Found {
  if (value.kind === "class") {
    const runs = bodyRuns(model, value.definition);
    return runs ? { kind: "dangerous", symbol: runs.symbol } : { kind: "harmless" };
  }
  if (value.kind !== "symbol") return value.kind === "constant" ? { kind: "nothing" } : UNKNOWN;
  const dot = value.name.lastIndexOf(".");
  const [module, name] = [value.name.slice(0, Math.max(dot, 0)), value.name.slice(dot + 1)];
  return isDangerous(model, module, name) ? { kind: "dangerous", symbol: value.name } : { kind: "harmless" };
}

/** `super().find_class(module, name)`, `pickle.Unpickler.find_class(self, module, name)`. */
function isDelegation(model: FileModel, value: SyntaxNode, { module, name }: AskedFor): boolean {
  const callee = value.type === "call" ? childOf(value, "function") : null;
  const object = callee?.type === "attribute" ? childOf(callee, "object") : null;
  const method = callee?.type === "attribute" ? childOf(callee, "attribute") : null;
  const { text } = model.tree;
  if (!object || !method || identifierText(text, method) !== "find_class") return false;
  const owners = model.evaluator.evaluate(object);
  const isSuper = owners.every((owner) => owner.kind === "symbol" && owner.name === "builtins.super()");
  const isBase = owners.every((owner) => owner.kind === "symbol" && UNPICKLERS.includes(owner.name));
  if (!isSuper && !isBase) return false;
  const given = positionalArguments(value).map((node) => spelledBy(model, node));
  const [first, second, ...more] = isSuper ? given : given.slice(1);
  return first === module && second === name && more.length === 0;
}

/** `getattr(builtins, name)`, `getattr(sys.modules[module], name)`, `getattr(import_module(module), name)`. */
function memberFound(model: FileModel, value: SyntaxNode, asked: AskedFor): Found | null {
  const callee = value.type === "call" ? childOf(value, "function") : null;
  if (!callee || !isAlways(model, callee, (symbol) => symbol === "builtins.getattr")) return null;
  const [object, key, otherwise] = positionalArguments(value);
  if (!object || !key || otherwise || spelledBy(model, key) !== asked.name) return UNKNOWN;
  const owner = localValue(model, object, asked) ?? object;
  if (isModuleAsked(model, unwrap(owner), asked)) return { kind: "asked" };
  const owners = model.evaluator.evaluate(owner);
  const modules = owners.map((one) => (one.kind === "symbol" && one.via.length > 0 ? one.name : ""));
  if (modules.includes("")) return UNKNOWN;
  const dangerous = modules.find((module) => isDangerous(model, module, ""));
  return dangerous === undefined ? { kind: "asked" } : { kind: "dangerous", symbol: dangerous };
}

function isModuleAsked(model: FileModel, node: SyntaxNode, { module }: AskedFor): boolean {
  if (node.type === "subscript") {
    const object = childOf(node, "value");
    const key = childOf(node, "subscript");
    return (
      object !== null &&
      isAlways(model, object, (symbol) => symbol === "sys.modules") &&
      spelledBy(model, key) === module
    );
  }
  const callee = node.type === "call" ? childOf(node, "function") : null;
  return (
    callee !== null &&
    isAlways(model, callee, (symbol) => (REFLECTION.get(symbol) ?? "").startsWith("import")) &&
    spelledBy(model, positionalArguments(node)[0]) === module
  );
}

function isAlways(model: FileModel, node: SyntaxNode, test: (symbol: string) => boolean): boolean {
  return model.evaluator.evaluate(node).every((value) => value.kind === "symbol" && test(value.name));
}

function spelledBy(model: FileModel, node: SyntaxNode | null | undefined): string | null {
  return node?.type === "identifier" ? identifierText(model.tree.text, node) : null;
}

/** What a local name of the function holds, where it is bound once. */
function localValue(model: FileModel, node: SyntaxNode, { definition }: AskedFor): SyntaxNode | null {
  const name = spelledBy(model, node);
  if (name === null) return null;
  const bindings = model.scopes.scopeOfDefinition.get(definition)?.bindings.get(name) ?? [];
  const [binding] = bindings;
  return bindings.length === 1 && binding?.to.kind === "value" ? binding.to.value : null;
}
