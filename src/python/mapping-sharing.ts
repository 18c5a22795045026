import type { Evaluator } from "./evaluator.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** Whether something else gets the mapping here, and may change it: another name, a container, a function of the repository. */
export function isSharedAt(evaluator: Evaluator, place: SyntaxNode): boolean {
  const { parent, field } = outside(place);
  switch (parent?.type) {
    case "assignment":
      return field === "right" || isChained(parent);
    case "named_expression":
      return field === "value" || parent.parent?.type !== "expression_statement";
    case "attribute":
      // `put = options.update`
      return field === "object" && parent.field !== "function";
    case "argument_list":
    case "keyword_argument":
      return isGivenToOwn(evaluator, parent);
    default:
      return HOLDING.has(parent?.type ?? "error");
  }
}

/** `q = options = {}`: two names for one mapping. */
function isChained(assignment: SyntaxNode): boolean {
  const right = childOf(assignment, "right");
  return assignment.parent?.type === "assignment" || right?.type === "assignment";
}

/** What keeps a mapping, or gives it to somebody. */
const HOLDING: ReadonlySet<string> = new Set([
  ...["list", "tuple", "set", "pair", "expression_list", "return_statement", "yield"],
  ...["conditional_expression", "boolean_operator", "default_parameter", "for_in_clause", "as_pattern"],
]);

/** Whether an argument goes to a function of the file or of the repository, or to one that sets entries. */
function isGivenToOwn(evaluator: Evaluator, argument: SyntaxNode): boolean {
  const list = argument.type === "keyword_argument" ? argument.parent : argument;
  const callee = list?.parent?.type === "call" ? childOf(list.parent, "function") : null;
  return (
    callee !== null &&
    evaluator
      .evaluate(callee)
      .some(
        (value) =>
          value.kind === "function" ||
          value.kind === "project" ||
          (value.kind === "symbol" && SETTERS.test(value.name)),
      )
  );
}

const SETTERS = /^operator\.(?:setitem|delitem|ior)$|^builtins\.dict\.\w{1,20}$/;

/** The node with the brackets around it. */
export function outside(node: SyntaxNode): SyntaxNode {
  let outer = node;
  while (outer.parent?.type === "parenthesized_expression") outer = outer.parent;
  return outer;
}
