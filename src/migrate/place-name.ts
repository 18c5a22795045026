import { heldOnce, methodOf, nameOf, onlyBinding, spelled } from "./call-shapes.js";
import { givenName } from "./counterparts.js";
import { joined, lineOf, literally, type PlaceName } from "./place.js";
import { ofCall, ofFolder, ofOutside, ofOwnCall } from "./place-calls.js";
import { importedFrom, type Project } from "./project.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { classOfReceiver } from "../python/build-scopes.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import type { Binding } from "../python/scope.js";

/** How far names are followed. */
const MAX_DEPTH = 8;

/** What an expression for a path or a key is known by; null where nothing tells it from others. */
export function placeName(project: Project, model: FileModel, node: SyntaxNode, depth = 0): PlaceName | null {
  if (depth > MAX_DEPTH || model.evaluator.exhausted()) return null;
  const known = names.get(node);
  if (known !== undefined) return known;
  const found = ofExpression(project, model, node, depth);
  names.set(node, found);
  return found;
}

/** What was found before: many paths go through the same names. */
const names = new WeakMap<SyntaxNode, PlaceName | null>();

function ofExpression(project: Project, model: FileModel, node: SyntaxNode, depth: number): PlaceName | null {
  const go = (inner: SyntaxNode): PlaceName | null => placeName(project, model, inner, depth + 1);
  const expression = unwrap(node);
  const text = textOf(model.evaluator, expression);
  if (text !== undefined)
    return literally(text, [lineOf(model, expression), lineOf(model, heldOnce(model, expression))]);
  switch (expression.type) {
    case "identifier":
      return ofName(project, model, expression, depth);
    case "attribute":
      return ofAttribute(project, model, expression, depth) ?? ofFolder(model, expression);
    case "call":
      return (
        ofFolder(model, expression) ??
        ofCall(model, expression, go) ??
        ofOwnCall(model, expression, go) ??
        ofOutside(model, expression)
      );
    case "subscript":
      return ofOutside(model, expression);
    case "integer":
      return literally(spelled(model, expression), [lineOf(model, expression)]);
    case "binary_operator": {
      const [left, right, operator] = (["left", "right", "operator"] as const).map((field) =>
        childOf(expression, field),
      );
      if (!left || !right) return null;
      if (operator?.type === "/") return joined([go(left), go(right)], "/");
      return operator?.type === "+" ? joined([go(left), go(right)], "") : null;
    }
    case "string":
      return joined(
        expression.children
          .filter(({ type }) => type === "string_content" || type === "interpolation")
          .map((part) => {
            if (part.type === "string_content")
              return literally(model.tree.text.slice(part.start, part.end), [lineOf(model, part)]);
            const [inner, ...more] = part.children;
            return inner && more.length === 0 ? go(inner) : null;
          }),
        "",
      );
    default:
      return null;
  }
}

function ofName(project: Project, model: FileModel, node: SyntaxNode, depth: number): PlaceName | null {
  const binding = onlyBinding(model, node);
  return binding && ofBinding(project, model, node, binding, depth);
}

function ofBinding(
  project: Project,
  model: FileModel,
  node: SyntaxNode,
  binding: Binding,
  depth: number,
): PlaceName | null {
  const { to, name } = binding;
  switch (to.kind) {
    case "value":
      return placeName(project, model, to.value, depth + 1) ?? ofModuleName(model, binding);
    case "parameter": {
      const otherwise = to.default ? placeName(project, model, to.default, depth + 1) : null;
      if (otherwise?.isLiteral) return otherwise;
      return givenName(model, scopeOf(model, node), name);
    }
    case "member": {
      const found = importedFrom(project, model.path, to);
      if (found?.binding.to.kind === "value")
        return (
          placeName(project, found.model, found.binding.to.value, depth + 1) ??
          ofModuleName(found.model, found.binding)
        );
      return found
        ? null
        : { id: `{${to.module}.${to.name}}`, shown: `{${name}}`, isLiteral: false, lines: [] };
    }
    default:
      return null;
  }
}

/** A name of the module level, whatever it holds. */
function ofModuleName(model: FileModel, { name, node }: Binding): PlaceName | null {
  if (scopeOf(model, node).kind !== "module") return null;
  const all = model.scopes.module.bindings.get(name) ?? [];
  return all.length === 1
    ? { id: `{${model.path}:${name}}`, shown: `{${name}}`, isLiteral: false, lines: [] }
    : null;
}

/** `self.path`, `config.STATE`. */
function ofAttribute(project: Project, model: FileModel, node: SyntaxNode, depth: number): PlaceName | null {
  const object = childOf(node, "object");
  const member = methodOf(model, node);
  if (!object || member === null || nameOf(model, object) === null) return null;
  const owner = classOfReceiver(model.tree.text, object, scopeOf(model, object));
  if (owner) {
    const bindings = [...(owner.attributes.get(member) ?? []), ...(owner.bindings.get(member) ?? [])];
    const [only, ...more] = bindings;
    const value =
      only && more.length === 0 && only.to.kind === "value"
        ? placeName(project, model, only.to.value, depth + 1)
        : null;
    if (value?.isLiteral) return value;
    return {
      id: `{${model.path}:${owner.qualifiedName}.${member}}`,
      shown: spelled(model, node),
      isLiteral: false,
      lines: [],
    };
  }
  const to = onlyBinding(model, object)?.to;
  if (to?.kind !== "module" && to?.kind !== "member") return null;
  const module =
    to.kind === "module" ? to.module : `${to.module}${to.module.endsWith(".") ? "" : "."}${to.name}`;
  const found = importedFrom(project, model.path, { module, name: member });
  if (found?.binding.to.kind !== "value")
    return { id: `{${module}.${member}}`, shown: spelled(model, node), isLiteral: false, lines: [] };
  return (
    placeName(project, found.model, found.binding.to.value, depth + 1) ??
    ofModuleName(found.model, found.binding)
  );
}
