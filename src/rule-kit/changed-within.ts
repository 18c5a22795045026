import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { nodesOf } from "../python/nodes-of.js";
import { calleeName } from "../python/shapes.js";
import { symbolsOf } from "./sinks.js";
import { LOADER_SYMBOLS, powerOf } from "./yaml-names.js";

/** A change of what a function or a class is made of. */
export interface ChangedWithin {
  readonly place: SyntaxNode;
  /** The unsafe loader that is put into it, or the loader whose flag is switched off. */
  readonly symbol: string;
}

/** What a function keeps its defaults and its code in, and a class its bases. */
const OF_FUNCTIONS = /^__(?:defaults|kwdefaults|code|bases)__$/;
/** What decides what a loader of YAML builds. */
const OF_LOADERS = /^(?:__init__|__new__|yaml_(?:multi_)?constructors|construct_\w{1,40})$/;
/** Words one of which stands wherever such a change is, where no loader is named. */
export const INNER_WORDS: readonly string[] = [
  "__defaults__",
  "__kwdefaults__",
  "__code__",
  "__bases__",
  "yaml_constructors",
  "yaml_multi_constructors",
];
/** How many parts of a value are looked at. */
const MAX_PARTS = 50;

/**
 * Assignments that put an unsafe loader into a function or a class that is there: `load.__defaults__ = (yaml.Loader,)`,
 * `load.__kwdefaults__["loader"] = yaml.Loader`, `yaml.SafeLoader.yaml_constructors = yaml.Loader.yaml_constructors`.
 * @param loaders what a flag of can be switched off
 * @param safe the symbols that are known and load nothing unsafe
 */
export function* changedWithin(
  model: FileModel,
  loaders: ReadonlySet<string>,
  safe: RegExp,
): Iterable<ChangedWithin> {
  for (const { owner, member, value, place } of changes(model)) {
    const targets = symbolsOf(model, owner);
    const isLoader = OF_LOADERS.test(member) && targets.some((name) => LOADER_SYMBOLS.includes(name));
    if (!isLoader && !OF_FUNCTIONS.test(member)) continue;
    const flagged = targets.find((name) => loaders.has(name) && name.startsWith("torch."));
    const symbol = unsafeIn(model, value, safe) ?? (saysFalse(value) ? flagged : undefined);
    if (symbol !== undefined) yield { place, symbol };
  }
}

interface Change {
  readonly owner: SyntaxNode;
  readonly member: string;
  readonly value: SyntaxNode;
  readonly place: SyntaxNode;
}

function* changes(model: FileModel): Iterable<Change> {
  for (const node of nodesOf(model.tree, "assignment", "call")) {
    if (node.type === "call") {
      const [owner, name, value] = calleeName(model, node) === "setattr" ? positionalArguments(node) : [];
      const member = name && textOf(model.evaluator, name);
      if (owner && value && member !== undefined) yield { owner, member, value, place: node };
      continue;
    }
    const left = childOf(node, "left");
    const value = childOf(node, "right");
    const target = left?.type === "subscript" ? childOf(left, "value") : left;
    const owner = target?.type === "attribute" ? childOf(target, "object") : null;
    const name = target?.type === "attribute" ? childOf(target, "attribute") : null;
    if (owner && name && value)
      yield { owner, member: identifierText(model.tree.text, name), value, place: node };
  }
}

/** An unsafe loader that a value has, at any place in it. */
function unsafeIn(model: FileModel, value: SyntaxNode, safe: RegExp): string | undefined {
  for (const node of partsOf(value)) {
    if (node.type !== "attribute" && node.type !== "identifier") continue;
    for (const one of model.evaluator.evaluate(node)) {
      if (one.kind !== "symbol") continue;
      const isLoader = LOADER_SYMBOLS.includes(one.name);
      const isUnsafe = isLoader
        ? ["unsafe", "full"].includes(powerOf(model, one))
        : model.evaluator.known.symbols.has(one.name) && !safe.test(one.name);
      if (isUnsafe) return one.name;
    }
  }
  return undefined;
}

function saysFalse(value: SyntaxNode): boolean {
  return partsOf(value).some(({ type }) => type === "false");
}

function partsOf(value: SyntaxNode): readonly SyntaxNode[] {
  const parts: SyntaxNode[] = [value];
  for (let at = 0; at < parts.length && parts.length < MAX_PARTS; at++)
    parts.push(...(parts[at]?.children ?? []).slice(0, MAX_PARTS));
  return parts;
}
