import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "./call-values.js";
import { scopeOf, type FileModel } from "./file-model.js";
import { textOf } from "./fold.js";
import { lookUp, type StepBudget } from "./reaching.js";
import type { Binding } from "./scope.js";

/** How many names are replaced one after another, and how many bindings of each are looked at. */
const MAX_DEPTH = 6;
const MAX_BINDINGS = 4;
/** No pattern that looks at such a text needs more of it. */
const MAX_LENGTH = 200;

/**
 * An expression as text, with the name that it starts with replaced by what that is bound to: `requests.get` for `fetch` after
 * `from requests import get as fetch`, `flask.request.data` for `r.data`, `redis.Redis().get` for `store.get`. One text for each
 * binding that can be in force; none where nothing is known to stand behind the name.
 */
export function spelledOut(model: FileModel, node: SyntaxNode, budget: StepBudget): readonly string[] {
  return spell(model, node, budget, MAX_DEPTH).filter(({ length }) => length <= MAX_LENGTH);
}

function spell(model: FileModel, node: SyntaxNode, budget: StepBudget, depth: number): readonly string[] {
  if (depth === 0 || budget.left-- <= 0) return [];
  switch (node.type) {
    case "identifier":
      return spelledName(model, node, budget, depth);
    case "attribute": {
      const object = childOf(node, "object");
      const member = childOf(node, "attribute");
      if (!object || !member) return [];
      const name = identifierText(model.tree.text, member);
      return spell(model, object, budget, depth).map((text) => `${text}.${name}`);
    }
    case "call": {
      const callee = childOf(node, "function");
      if (!callee) return [];
      const isGetattr = callee.type === "identifier" && identifierText(model.tree.text, callee) === "getattr";
      if (!isGetattr) return spell(model, callee, budget, depth).map((text) => `${text}()`);
      const [object, member] = positionalArguments(node);
      const name = textOf(model.evaluator, member);
      return object && name !== undefined
        ? spell(model, object, budget, depth).map((text) => `${text}.${name}`)
        : [];
    }
    case "await":
    case "parenthesized_expression": {
      const inner = node.children[0];
      return inner ? spell(model, inner, budget, depth) : [];
    }
    default:
      return [];
  }
}

function spelledName(
  model: FileModel,
  node: SyntaxNode,
  budget: StepBudget,
  depth: number,
): readonly string[] {
  const name = identifierText(model.tree.text, node);
  const found = lookUp(name, node, scopeOf(model, node), budget);
  if (found.kind === "unbound") return [name];
  return found.bindings
    .slice(0, MAX_BINDINGS)
    .flatMap((binding) => spelledBinding(model, binding, budget, depth - 1));
}

function spelledBinding(
  model: FileModel,
  { name, to }: Binding,
  budget: StepBudget,
  depth: number,
): readonly string[] {
  switch (to.kind) {
    case "module":
      return [to.module];
    case "member":
      return [`${to.module}.${to.name}`];
    case "value":
    case "entered":
      return spell(model, to.value, budget, depth);
    // What is handed in has its own name only.
    case "parameter":
      return [name];
    default:
      return [];
  }
}
