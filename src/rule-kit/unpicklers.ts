import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { classOfReceiver } from "../python/build-scopes.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { baseClasses } from "../python/member-values.js";
import { nodesOf } from "../python/nodes-of.js";
import { calleeName, stringsSpelling } from "../python/shapes.js";
import type { Use } from "../python/uses.js";
import type { Value } from "../python/value.js";
import { gradeFindClass, type FindClassGrade } from "./find-class.js";
import { UNPICKLERS } from "./pickle-modules.js";

/** The class from outside that a class of the file unpickles with, over any number of classes between; null for none. */
export function unpicklerOf(
  model: FileModel,
  definition: SyntaxNode,
  seen = new Set<SyntaxNode>(),
): Extract<Value, { kind: "symbol" }> | null {
  if (seen.has(definition)) return null;
  seen.add(definition);
  for (const base of baseClasses(model.evaluator, definition)) {
    if (base.kind === "symbol" && UNPICKLERS.includes(base.name)) return base;
    const inherited = base.kind === "class" ? unpicklerOf(model, base.definition, seen) : null;
    if (inherited) return inherited;
  }
  return null;
}

/** Grades the `find_class` that a class of the file defines, and what else may undo it; null if it defines none. */
export function gradeUnpickler(model: FileModel, definition: SyntaxNode): FindClassGrade | null {
  const own = gradeFindClass(model, definition);
  if (own?.grade !== "strict") return own;
  const undone = undoing(model, definition);
  return undone === null ? own : { ...own, grade: "open", reason: undone };
}

/** Whether everything that a class of the file unpickles is on an exact allowlist: its own, or that of a base of the file. */
export function isStrictUnpickler(model: FileModel, definition: SyntaxNode, depth = 0): boolean {
  if (depth > 8 || unpicklerOf(model, definition) === null) return false;
  const own = gradeUnpickler(model, definition);
  if (own) return own.grade === "strict";
  const [first, ...others] = baseClasses(model.evaluator, definition);
  return (
    first?.kind === "class" &&
    others.every((base) => base.kind !== "class" || unpicklerOf(model, base.definition) === null) &&
    undoing(model, definition) === null &&
    isStrictUnpickler(model, first.definition, depth + 1)
  );
}

/** Whether a use goes through an unpickler of the file whose allowlist is exact: its base, and what is called on it. */
export function isOfStrictUnpickler(model: FileModel, use: Use): boolean {
  const around = classAround(use.node);
  if (use.role === "base") return around !== null && isStrictUnpickler(model, around);
  if (UNPICKLERS.some((name) => use.symbol === `${name}.find_class` || use.symbol === `${name}.__init__`)) {
    return use.role === "call" && around !== null && isStrictUnpickler(model, around);
  }
  if (!UNPICKLERS.some((name) => use.symbol.startsWith(`${name}().`)) || use.node.type !== "attribute")
    return false;
  const object = childOf(use.node, "object");
  if (!object) return false;
  const receiver =
    object.type === "identifier" ? classOfReceiver(model.tree.text, object, scopeOf(model, object)) : null;
  if (receiver) return isStrictUnpickler(model, receiver.node);
  return model.evaluator
    .evaluate(object)
    .every(
      (value) =>
        (value.kind === "instance" || value.kind === "class") && isStrictUnpickler(model, value.definition),
    );
}

function classAround(node: SyntaxNode): SyntaxNode | null {
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (outer.type === "class_definition") return outer;
  }
  return null;
}

/** What may put another `find_class` in the place of the one that the class has; null for nothing. */
function undoing(model: FileModel, definition: SyntaxNode): string | null {
  const { scopes, evaluator, tree } = model;
  const scope = scopes.scopeOfDefinition.get(definition);
  const decorated = definition.parent?.type === "decorated_definition" ? definition.parent.children : [];
  const decorators = decorated.filter(({ type }) => type === "decorator");
  if (!decorators.every(({ start, end }) => /^@\s*(?:typing\.)?final$/.test(tree.text.slice(start, end))))
    return "a decorator can make another class of it";
  const bases = childOf(definition, "superclasses")?.children ?? [];
  if (
    bases.some(
      ({ type }) => type === "keyword_argument" || type === "dictionary_splat" || type === "list_splat",
    )
  )
    return "a metaclass can make another class of it";
  const isKnown = baseClasses(evaluator, definition).every(
    (base) =>
      (base.kind === "symbol" && (UNPICKLERS.includes(base.name) || base.name === "builtins.object")) ||
      (base.kind === "class" &&
        (gradeFindClass(model, base.definition) === null || isStrictUnpickler(model, base.definition))),
  );
  if (!isKnown)
    return "one of its base classes cannot be read here, and may have its own way to look names up";
  for (const name of scope?.bindings.keys() ?? []) {
    if (UNDOING.test(name)) return `\`${name}\` takes the place of what looks names up`;
  }
  if (scope?.attributes.has("find_class")) return "an instance is given another `find_class`";
  return isReplaced(model, definition) ? "`find_class` is replaced in this file" : null;
}

/** Methods that decide what is looked up, and how, besides `find_class`; `_Unpickler` has one for each opcode. */
const UNDOING = /^(?:__getattribute__|__class__|dispatch|load_\w+|get_extension|_instantiate)$/;

/** Whether something in the file may set the `find_class` of the class, or of all. */
function isReplaced(model: FileModel, definition: SyntaxNode): boolean {
  const { evaluator } = model;
  if (evaluator.identifiersNamed("__bases__").length > 0) return true;
  if (stringsSpelling(model, "find_class").length > 0) return true;
  const isMethodOrCall = (node: SyntaxNode): boolean => {
    if (node.parent?.type === "function_definition") return true;
    return node.field === "attribute" && node.parent?.field === "function";
  };
  if (!evaluator.identifiersNamed("find_class").every(isMethodOrCall)) return true;
  return nodesOf(model.tree, "call").some((call) => {
    if (!SETTERS.has(calleeName(model, call))) return false;
    const given = childOf(call, "arguments")?.children ?? [];
    if (given.some((argument) => textOf(evaluator, argument) === "find_class")) return true;
    return given.some((argument) =>
      evaluator
        .evaluate(argument)
        .some(
          (value) => (value.kind === "class" || value.kind === "instance") && value.definition === definition,
        ),
    );
  });
}

const SETTERS: ReadonlySet<string> = new Set(
  "setattr delattr __setattr__ __delattr__ type new_class object patch multiple vars".split(" "),
);
