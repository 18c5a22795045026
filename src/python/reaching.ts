import type { Binding, Scope } from "./scope.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { contains, type SyntaxNode } from "../parse/syntax-tree.js";

/** What a name can be bound to at a place. */
export type Lookup =
  | { readonly kind: "bound"; readonly bindings: readonly Binding[]; readonly scope: Scope }
  /** Not bound by the file: a builtin, or a name from elsewhere. */
  | { readonly kind: "unbound" };

/** Counts the steps of following names, so that no text can make it go on for ever. */
export interface StepBudget {
  left: number;
}

/**
 * The bindings that a name can have at `use`, as Python looks names up: the scope itself, then enclosing functions and
 * the module; class scopes only from directly within. In the same scope, control flow rules out what was overwritten
 * or stands in another branch; from an inner function every binding counts, since nobody knows when it is called.
 */
export function lookUp(name: string, use: SyntaxNode, scope: Scope, budget: StepBudget): Lookup {
  let current: Scope | null = scope;
  if (scope.globals.has(name)) current = moduleOf(scope);
  let direct = true;
  while (current) {
    const visible = direct || current.kind !== "class";
    const all = visible ? current.bindings.get(name) : undefined;
    if (all) {
      // A comprehension is written before the loops that bind its names.
      const inOrder = current === scope && current.kind !== "comprehension";
      const reaching = inOrder ? reachingBindings(all, use, current.node, budget) : all;
      if (reaching.length > 0) return { kind: "bound", bindings: reaching, scope: current };
      if (current.kind === "function") return { kind: "bound", bindings: all, scope: current };
    }
    // A comprehension directly in a class body sees the class's names in its first iterable only; allowing all is harmless.
    direct = direct && current.kind === "comprehension";
    current = current.parent;
  }
  return { kind: "unbound" };
}

function moduleOf(scope: Scope): Scope {
  let current = scope;
  while (current.parent) current = current.parent;
  return current;
}

function reachingBindings(
  all: readonly Binding[],
  use: SyntaxNode,
  scopeNode: SyntaxNode,
  budget: StepBudget,
): Binding[] {
  const reaching: Binding[] = [];
  const next = firstAfter(all, use.start);
  // A binding further down reaches the use only through the next round of a loop around both.
  const loopEnd = endOfLoops(use, scopeNode, budget);
  for (let i = next; i < all.length; i++) {
    const binding = all[i];
    if (!binding || binding.node.start >= loopEnd) break;
    if (shareLoop(binding.node, use, scopeNode, budget)) reaching.push(binding);
  }
  for (let i = next - 1; i >= 0; i--) {
    const binding = all[i];
    if (!binding) continue;
    // Out of steps: the file is then reported as not fully followed.
    if (budget.left <= 0) return reaching;
    const fate = reaches(binding.node, use, scopeNode, budget);
    if (fate !== "never") reaching.push(binding);
    if (fate === "always") break;
  }
  return reaching;
}

/** The index of the first binding that is not yet in force at an offset; bindings are sorted by that. */
function firstAfter(all: readonly Binding[], offset: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.effect ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the outermost loop around a node ends, within its scope; 0 if there is none. */
function endOfLoops(node: SyntaxNode, scopeNode: SyntaxNode, budget: StepBudget): number {
  let end = 0;
  for (let outer = node.parent; outer && outer !== scopeNode; outer = outer.parent) {
    budget.left--;
    if (LOOPS.has(outer.type)) end = outer.end;
  }
  return end;
}

/** Whether control that passes `from` comes to `use`: on every path to it, on some, or on none. */
function reaches(
  from: SyntaxNode,
  use: SyntaxNode,
  scopeNode: SyntaxNode,
  budget: StepBudget,
): "always" | "sometimes" | "never" {
  let always = true;
  let child = from;
  for (let node = from.parent; node; node = node.parent) {
    budget.left--;
    if (contains(node, use)) {
      if (excludes(node, child, use)) return shareLoop(from, use, scopeNode, budget) ? "sometimes" : "never";
      return always ? "always" : "sometimes";
    }
    if (CONDITIONAL.has(child.type) || isConditionalBlock(child)) {
      always = false;
      if (child.type === "block" && leaves(child)) return "never";
    }
    if (node === scopeNode) break;
    child = node;
  }
  return always && !isConditionalBlock(child) ? "always" : "sometimes";
}

const CONDITIONAL: ReadonlySet<NodeKind> = new Set([
  "conditional_expression",
  "boolean_operator",
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
  "lambda",
  "function_definition",
]);

const UNCONDITIONAL_PARENTS: ReadonlySet<NodeKind> = new Set([
  "with_statement",
  "finally_clause",
  "class_definition",
]);

function isConditionalBlock(node: SyntaxNode): boolean {
  return node.type === "block" && !(node.parent && UNCONDITIONAL_PARENTS.has(node.parent.type));
}

/** In the statement `node`: is the use in a branch that runs only if the binding's branch does not? */
function excludes(node: SyntaxNode, child: SyntaxNode, use: SyntaxNode): boolean {
  const isBranch =
    node.type === "if_statement" ||
    (node.type === "try_statement" && child.type === "except_clause") ||
    (node.type === "block" && child.type === "case_clause");
  // A module can have very many children: they are searched only where the answer depends on it.
  const other = isBranch ? node.children.find((candidate) => contains(candidate, use)) : undefined;
  if (!other || other === child) return false;
  switch (node.type) {
    case "if_statement":
      return child.field !== "condition" && other.field === "alternative";
    case "try_statement":
      return other.type === "except_clause" || other.type === "else_clause";
    default:
      return other.type === "case_clause";
  }
}

/** Whether a block ends by leaving the function, so that nothing in it reaches what follows. */
function leaves(block: SyntaxNode): boolean {
  const last = block.children.at(-1);
  return last?.type === "return_statement" || last?.type === "raise_statement";
}

function shareLoop(a: SyntaxNode, b: SyntaxNode, scopeNode: SyntaxNode, budget: StepBudget): boolean {
  for (let node = a.parent; node && node !== scopeNode; node = node.parent) {
    budget.left--;
    if (LOOPS.has(node.type) && contains(node, b)) return true;
  }
  return false;
}

const LOOPS: ReadonlySet<NodeKind> = new Set(["for_statement", "while_statement"]);
