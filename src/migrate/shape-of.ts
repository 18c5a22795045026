import { TUPLE } from "./annotation.js";
import { isBuiltin, nameOf, spelled } from "./call-shapes.js";
import { callShape, memberCallShape, sumOf } from "./call-results.js";
import { functionShape } from "./function-shape.js";
import { grownShapes } from "./grown.js";
import { bindingsOf, declaredShapes, type Inquiry } from "./inquiry.js";
import { itemsShape } from "./items-shape.js";
import { changesOf, changesOfMember, isSetElsewhere, type Change } from "./name-changes.js";
import { classOf, importedFrom } from "./project.js";
import { distinctShapes, isScalar, unknown, type Shape } from "./shape.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { identifierText } from "../parse/identifier.js";
import { classOfReceiver } from "../python/build-scopes.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import type { Binding } from "../python/scope.js";

/** How far names and functions are followed. */
const MAX_DEPTH = 12;

/** What an expression can be: one shape, or several where it depends. */
export function shapesOf(inquiry: Inquiry, node: SyntaxNode): readonly Shape[] {
  if (inquiry.depth > MAX_DEPTH || --inquiry.budget.left < 0 || inquiry.model.evaluator.exhausted())
    return [unknown("it goes through too many names")];
  const inner = { ...inquiry, depth: inquiry.depth + 1 };
  return distinctShapes(ofExpression(inner, unwrap(node)));
}

function ofExpression(inquiry: Inquiry, node: SyntaxNode): readonly Shape[] {
  const { model } = inquiry;
  const go = (inner: SyntaxNode | null | undefined): readonly Shape[] =>
    inner ? shapesOf(inquiry, inner) : [unknown("it is not written out")];
  switch (node.type) {
    case "string":
    case "concatenated_string":
      return [stringShape(spelled(model, node))];
    case "integer":
      return [/[jJ]$/.test(spelled(model, node)) ? COMPLEX : { kind: "int" }];
    case "float":
      return [/[jJ]$/.test(spelled(model, node)) ? COMPLEX : { kind: "float" }];
    case "true":
    case "false":
    case "not_operator":
      return [{ kind: "bool" }];
    case "none":
      return [{ kind: "none" }];
    case "unary_operator":
      return go(childOf(node, "argument")).map((one) =>
        one.kind === "bool" ? { kind: "int" } : scalarOr(one, "a number"),
      );
    case "list":
      return [{ kind: "list", items: distinctShapes(node.children.flatMap(go)) }];
    case "list_comprehension":
      return [{ kind: "list", items: go(childOf(node, "body")) }];
    case "dictionary":
      return [ofPairs(inquiry, node.children)];
    case "dictionary_comprehension": {
      const body = childOf(node, "body");
      return [body ? ofPairs(inquiry, [body]) : unknown("it is not written out")];
    }
    case "tuple":
    case "expression_list":
      return [{ kind: "other", says: "a tuple", because: TUPLE }];
    case "set":
    case "set_comprehension":
      return [{ kind: "other", says: "a set", because: "JSON has no sets" }];
    case "conditional_expression":
      return [node.children[0], node.children[2]].flatMap(go);
    case "boolean_operator":
      return [childOf(node, "left"), childOf(node, "right")].flatMap(go);
    case "comparison_operator":
      return node.children.every((part) => go(part).every(isScalar))
        ? [{ kind: "bool" }]
        : [unknownText(model, node)];
    case "binary_operator":
      return sumOf(go(childOf(node, "left")), go(childOf(node, "right")), unknownText(model, node));
    case "call":
      return ofCall(inquiry, node);
    case "identifier":
      return ofName(inquiry, node);
    case "attribute":
      return ofAttribute(inquiry, node);
    default:
      return [unknownText(model, node)];
  }
}

const COMPLEX: Shape = { kind: "other", says: "a complex number", because: "JSON has no complex numbers" };

function stringShape(text: string): Shape {
  return /^[a-z]*b/i.test(text)
    ? { kind: "other", says: "bytes", because: "JSON has no bytes" }
    : { kind: "str" };
}

function scalarOr(shape: Shape, says: string): Shape {
  return isScalar(shape) ? shape : unknown(`${says} of what is not known`);
}

function unknownText(model: FileModel, node: SyntaxNode): Shape {
  const text = spelled(model, node);
  return unknown(`\`${text.length <= 60 ? text : `${text.slice(0, 57)}...`}\` is not followed`);
}

function ofPairs(inquiry: Inquiry, parts: readonly SyntaxNode[]): Shape {
  const [keys, values]: [Shape[], Shape[]] = [[], []];
  for (const part of parts) {
    const [key, value] = [childOf(part, "key"), childOf(part, "value")];
    const [inner] = part.children;
    if (part.type === "pair" && key && value) {
      keys.push(...shapesOf(inquiry, key));
      values.push(...shapesOf(inquiry, value));
    } else if (part.type === "dictionary_splat" && inner) {
      for (const shape of shapesOf(inquiry, inner)) {
        keys.push(...(shape.kind === "dict" ? shape.keys : [shape]));
        values.push(...(shape.kind === "dict" ? shape.values : [shape]));
      }
    } else keys.push(unknownText(inquiry.model, part));
  }
  return { kind: "dict", keys: distinctShapes(keys), values: distinctShapes(values) };
}

function ofCall(inquiry: Inquiry, call: SyntaxNode): readonly Shape[] {
  const { model } = inquiry;
  // What is read back is what was written.
  if (inquiry.reads.has(call)) return [];
  const go = (node: SyntaxNode): readonly Shape[] => shapesOf(inquiry, node);
  const callee = childOf(call, "function");
  const known = callee && (callShape(model, callee, call, go) ?? memberCallShape(model, call, go));
  if (known) return known;
  const name = callee ? nameOf(model, callee) : null;
  const binding = callee && name !== null ? bindingsOf(model, callee).only : null;
  if (!binding) return [unknownText(model, call)];
  const cls = classOf(inquiry.project, model, binding);
  if (cls) return [{ kind: "object", name: name ?? "", ...cls }];
  const found =
    binding.to.kind === "member" ? importedFrom(inquiry.project, model.path, binding.to) : { model, binding };
  return found?.binding.to.kind === "function"
    ? ofFunction({ ...inquiry, model: found.model }, found.binding.to.definition)
    : [unknownText(model, call)];
}

function ofName(inquiry: Inquiry, node: SyntaxNode): readonly Shape[] {
  const { model, following } = inquiry;
  const name = nameOf(model, node) ?? "";
  const { all, scope } = bindingsOf(model, node);
  if (!scope)
    return [
      isBuiltin(model, node, "__name__", "__file__")
        ? { kind: "str" }
        : unknown(`\`${name}\` is not bound in this file`),
    ];
  const key = `${model.path}:${scope.qualifiedName}:${name}`;
  if (following.has(key)) return [];
  const next = { ...inquiry, following: new Set([...following, key]) };
  // In a module, or seen from a function within, any of its bindings may count.
  const isAdded = all.some(({ to }) => to.kind === "value" && to.value.type === "augmented_assignment");
  const bindings = scope.kind === "module" || isAdded ? (scope.bindings.get(name) ?? all) : all;
  const made = bindings.flatMap((binding) => ofBinding(next, name, binding));
  if (scope.kind === "module" && made.some(({ kind }) => kind === "list" || kind === "dict"))
    inquiry.assumed.add(`nothing but ${model.path} changes \`${name}\``);
  return bindings.some((binding) => annotationOf(binding) !== null)
    ? made
    : withChanges(next, name, made, () => changesOf(model, name, scope));
}

function ofBinding(inquiry: Inquiry, name: string, { to, node }: Binding): readonly Shape[] {
  const { model } = inquiry;
  if (to.kind === "value" && to.value.type === "augmented_assignment") {
    const right = childOf(to.value, "right");
    // What is put into a list or a dict is one of its changes.
    return right ? shapesOf(inquiry, right).filter((one) => one.kind !== "list" && one.kind !== "dict") : [];
  }
  if (to.kind === "value") {
    const declared = annotationOf({ name, to, node, effect: 0 });
    return declared ? declaredShapes(inquiry, `\`${name}\``, declared) : shapesOf(inquiry, to.value);
  }
  if (node.children[0]?.type.endsWith("_splat_pattern") === true || node.type.endsWith("_splat_pattern"))
    return [unknown(`\`${name}\` takes what is left of the arguments`)];
  if (to.kind === "parameter")
    return to.annotation
      ? declaredShapes(inquiry, `\`${name}\``, to.annotation)
      : [unknown(`\`${name}\` is a parameter, and not annotated`)];
  if (to.kind === "each") return itemsShape(model, to.value, to.path, (one) => shapesOf(inquiry, one));
  if (to.kind === "member") {
    const found = importedFrom(inquiry.project, model.path, to);
    if (found?.binding.to.kind === "value")
      return [unknown(`\`${name}\` belongs to ${found.model.path}, and may be changed there`)];
  }
  return [unknown(`what \`${name}\` is does not follow from this file`)];
}

function ofAttribute(inquiry: Inquiry, node: SyntaxNode): readonly Shape[] {
  const { model, following } = inquiry;
  const object = childOf(node, "object");
  const last = childOf(node, "attribute");
  const member = last ? identifierText(model.tree.text, last) : "";
  const owner =
    object && nameOf(model, object) !== null
      ? classOfReceiver(model.tree.text, object, scopeOf(model, object))
      : null;
  const key = `${model.path}:${owner?.qualifiedName ?? ""}.${member}`;
  if (!owner || member === "__dict__") return [unknownText(model, node)];
  if (following.has(key)) return [];
  const next = { ...inquiry, following: new Set([...following, key]) };
  const bindings = [...(owner.attributes.get(member) ?? []), ...(owner.bindings.get(member) ?? [])];
  if (bindings.length === 0) return [unknown(`\`${spelled(model, node)}\` is not set in this class`)];
  if (isSetElsewhere(model, member, new Set(bindings.map((binding) => binding.node))))
    return [unknown(`\`${spelled(model, node)}\` is set elsewhere, too`)];
  const declared = bindings.map(annotationOf).find((one) => one !== null);
  const made = declared
    ? declaredShapes(next, `\`${spelled(model, node)}\``, declared)
    : bindings.flatMap((binding) => ofBinding(next, member, binding));
  if (!declared) inquiry.assumed.add(`nothing but this class sets \`${spelled(model, node)}\``);
  return declared
    ? made
    : withChanges(next, spelled(model, node), made, () => changesOfMember(model, member));
}

function ofFunction(inquiry: Inquiry, definition: SyntaxNode): readonly Shape[] {
  return functionShape(inquiry, definition, (node) => shapesOf(inquiry, node));
}

/** Lists and dicts with what is put into them later. What is declared is taken as declared; all else does not grow. */
function withChanges(
  inquiry: Inquiry,
  name: string,
  made: readonly Shape[],
  changes: () => readonly Change[],
): readonly Shape[] {
  if (
    !made.every(({ kind }) => kind !== "unknown") ||
    !made.some(({ kind }) => kind === "list" || kind === "dict")
  )
    return made;
  return grownShapes(name, made, changes(), (node) => shapesOf(inquiry, node));
}

/** The annotation of what a binding binds; null where there is none. */
function annotationOf({ to, node }: Binding): SyntaxNode | null {
  if (to.kind === "parameter") return to.annotation;
  return node.type === "assignment" ? childOf(node, "type") : null;
}
