import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { nodesWithin } from "../python/nodes-of.js";

/**
 * Whether what a call gives is used as no tensor, array or plain container is: one of these members is taken of it, or it is
 * called; at once, or under the name that it gets there.
 */
export function isUsedAsObject(model: FileModel, call: SyntaxNode, members: ReadonlySet<string>): boolean {
  if (takesMember(model, call, members)) return true;
  const assignment = call.parent?.type === "assignment" && call.field === "right" ? call.parent : null;
  const target = assignment ? childOf(assignment, "left") : null;
  if (!assignment || target?.type !== "identifier") return false;
  const name = identifierText(model.tree.text, target);
  const scope = scopeOf(model, target);
  const bindings = scope.bindings.get(name) ?? [];
  const next = bindings.find(({ node }) => node.start > assignment.start && !ancestorOf(node, BRANCHES));
  const within = { start: assignment.end, end: next?.effect ?? scope.node.end };
  return nodesWithin(model.evaluator.identifiersNamed(name), within).some(
    (place) => scopeOf(model, place) === scope && takesMember(model, place, members),
  );
}

function takesMember(model: FileModel, object: SyntaxNode, members: ReadonlySet<string>): boolean {
  const { parent, field } = object;
  switch (parent?.type) {
    case "call":
      return field === "function";
    case "subscript":
      if (field !== "value") return false;
      // `x[()]`, of an array without dimensions; what a state holds under a name can be a module.
      return members.has("item") ? isEmptyIndex(model, parent) : takesMember(model, parent, members);
    case "attribute": {
      const member = childOf(parent, "attribute");
      if (field !== "object" || !member) return false;
      if (members.has(identifierText(model.tree.text, member))) return true;
      // `.float().eval()`
      const call = parent.field === "function" ? parent.parent : null;
      return call?.type === "call" && takesMember(model, call, members);
    }
    default:
      return false;
  }
}

function isEmptyIndex({ tree }: FileModel, { start, end }: SyntaxNode): boolean {
  return /\[\s*\(\s*\)\s*\]$/.test(tree.text.slice(start, end));
}

const BRANCHES: ReadonlySet<NodeKind> = new Set(["if_statement", "try_statement"]);
