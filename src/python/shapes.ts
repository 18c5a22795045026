import { literal } from "./constants.js";
import type { FileModel } from "./file-model.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { nodesOf } from "./nodes-of.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** The calls of a method of this name, on whatever object. */
export function callsOfMethod(model: FileModel, name: string): SyntaxNode[] {
  return model.evaluator.identifiersNamed(name).flatMap((node) => {
    const attribute = node.parent;
    const call = attribute?.parent;
    const isCallee =
      attribute?.type === "attribute" && node.field === "attribute" && attribute.field === "function";
    return isCallee && call?.type === "call" ? [call] : [];
  });
}

/** The name that a call's callee ends with: `load` of `a.b.load(x)`; "" where there is none. */
export function calleeName(model: FileModel, call: SyntaxNode): string {
  const callee = childOf(call, "function");
  const last = callee?.type === "attribute" ? childOf(callee, "attribute") : callee;
  return last?.type === "identifier" ? identifierText(model.tree.text, last) : "";
}

/** A value given under a name: by keyword, assignment, subscript or dictionary entry. */
export interface NamedValue {
  /** `argument`: `f(name=value)`; `entry`: `{"name": value}` or `x["name"] = value`; `variable`: `name = value` or `x.name = value`. */
  readonly kind: "argument" | "entry" | "variable";
  /** For an argument the call, else the pair or the assignment. */
  readonly node: SyntaxNode;
  readonly value: SyntaxNode;
}

/** Every place that gives a value this name. */
export function valuesNamed(model: FileModel, name: string): NamedValue[] {
  const found: NamedValue[] = [];
  for (const node of model.evaluator.identifiersNamed(name)) {
    const { parent } = node;
    if (parent?.type === "keyword_argument" && node.field === "name") {
      const value = childOf(parent, "value");
      const call = parent.parent?.parent;
      if (value && call?.type === "call") found.push({ kind: "argument", node: call, value });
    } else {
      const target = parent?.type === "attribute" && node.field === "attribute" ? parent : node;
      const assignment = target.parent;
      const isTarget = target.field === "left" && ASSIGNMENTS.has(assignment?.type ?? "module");
      const value = assignment && isTarget ? childOf(assignment, "right") : null;
      if (assignment && value) found.push({ kind: "variable", node: assignment, value });
    }
  }
  for (const node of stringsSpelling(model, name)) {
    const { parent } = node;
    if (parent?.type === "pair" && node.field === "key") {
      const value = childOf(parent, "value");
      if (value) found.push({ kind: "entry", node: parent, value });
    } else if (parent?.type === "subscript" && parent.field === "left") {
      const value = parent.parent?.type === "assignment" ? childOf(parent.parent, "right") : null;
      if (parent.parent && value) found.push({ kind: "entry", node: parent.parent, value });
    }
  }
  return found.sort((a, b) => a.value.start - b.value.start);
}

const ASSIGNMENTS: ReadonlySet<NodeKind> = new Set(["assignment", "augmented_assignment"]);

/** The string literals that spell exactly this. */
export function stringsSpelling(model: FileModel, wanted: string): readonly SyntaxNode[] {
  return stringIndex(model).get(wanted) ?? [];
}

const indexes = new WeakMap<FileModel, ReadonlyMap<string, readonly SyntaxNode[]>>();

function stringIndex(model: FileModel): ReadonlyMap<string, readonly SyntaxNode[]> {
  const known = indexes.get(model);
  if (known) return known;
  const index = new Map<string, SyntaxNode[]>();
  for (const node of nodesOf(model.tree, "string")) {
    if (node.end - node.start > 120) continue;
    const value = literal(model.tree.text, node);
    if (typeof value !== "string") continue;
    const list = index.get(value);
    if (list) list.push(node);
    else index.set(value, [node]);
  }
  indexes.set(model, index);
  return index;
}
