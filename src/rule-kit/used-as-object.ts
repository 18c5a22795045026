import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { nodesWithin } from "../python/nodes-of.js";

/** How an object tells that it is no array and no plain container. */
export interface ObjectSigns {
  /** Members that only it has. */
  readonly members: ReadonlySet<string>;
  /** Whether what a container holds counts, too, and what methods give (`state["model"].float().eval()`). */
  readonly isDeep: boolean;
}

/**
 * Whether what an expression gives is used as no tensor, array or plain container is: one of these members is taken of it, an
 * attribute of it is set, or it is called; there, or under the names that it gets. An attribute that is called like a model is one.
 */
export function isUsedAsObject(model: FileModel, expression: SyntaxNode, signs: ObjectSigns): boolean {
  return isObject(model, expression, signs, new Set());
}

function isObject(model: FileModel, node: SyntaxNode, signs: ObjectSigns, seen: Set<SyntaxNode>): boolean {
  const { parent, field } = node;
  if (!parent || seen.has(node) || seen.size > MAX_SEEN) return false;
  seen.add(node);
  const next = (other: SyntaxNode): boolean => isObject(model, other, signs, seen);
  switch (parent.type) {
    case "call":
      return field === "function";
    case "conditional_expression":
    case "parenthesized_expression":
      return next(parent);
    case "subscript":
      if (field !== "value") return false;
      // `x[()]`, of an array without dimensions.
      return signs.isDeep ? next(parent) : isEmptyIndex(model, parent);
    case "attribute": {
      const member = childOf(parent, "attribute");
      const name = member && field === "object" ? identifierText(model.tree.text, member) : null;
      if (name === null) return false;
      if (signs.members.has(name) || (parent.field === "left" && signs.isDeep)) return !OF_TENSORS.has(name);
      const call = parent.field === "function" ? parent.parent : null;
      return signs.isDeep && call?.type === "call" && next(call);
    }
    case "assignment":
      return field === "right" && isObjectUnderItsName(model, parent, signs, seen);
    default:
      return false;
  }
}

function isObjectUnderItsName(
  model: FileModel,
  assignment: SyntaxNode,
  signs: ObjectSigns,
  seen: Set<SyntaxNode>,
): boolean {
  const target = childOf(assignment, "left");
  if (target?.type !== "identifier") return signs.isDeep && target !== null && isNamedSo(model, target);
  const name = identifierText(model.tree.text, target);
  const scope = scopeOf(model, target);
  const again = (scope.bindings.get(name) ?? []).find(({ node }) => node.start > assignment.start);
  const isInBranch = again?.node.parent?.parent !== assignment.parent?.parent;
  const within = { start: assignment.end, end: again && !isInBranch ? again.effect : scope.node.end };
  const places = nodesWithin(model.evaluator.identifiersNamed(name), within).slice(0, MAX_PLACES);
  model.evaluator.budget.left -= places.length;
  return places.some((place) => scopeOf(model, place) === scope && isObject(model, place, signs, seen));
}

const MAX_SEEN = 200;
const MAX_PLACES = 30;

/** What is set of tensors as well. */
const OF_TENSORS: ReadonlySet<string> = new Set(["data", "grad", "requires_grad", "shape"]);

function isEmptyIndex({ tree }: FileModel, { start, end }: SyntaxNode): boolean {
  return /\[\s*\(\s*\)\s*\]$/.test(tree.text.slice(Math.max(start, end - 20), end));
}

/** `self.generator`, `config["module"]`: the name of a part that is more than its weights. */
function isNamedSo({ tree }: FileModel, target: SyntaxNode): boolean {
  return /(?:model|module|net|network|generator|discriminator|encoder|decoder|tokenizer|vocab)["']?\]?$/i.test(
    tree.text.slice(Math.max(target.start, target.end - 60), target.end),
  );
}
