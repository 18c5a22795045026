import type { Binding, Scope } from "./scope.js";
import { contains, type SyntaxNode } from "./syntax-tree.js";

/** What a name can mean at a place. */
export type Lookup =
  | { readonly kind: "bound"; readonly bindings: readonly Binding[]; readonly scope: Scope }
  /** Not bound by the file: a builtin, or a name from elsewhere. */
  | { readonly kind: "unbound" };

/**
 * The bindings that a name can have at `use`, as Python looks names up: the scope itself, then enclosing functions and
 * the module; class scopes only from directly within. In the same scope, control flow rules out what was overwritten
 * or stands in another branch; from an inner function every binding counts, since nobody knows when it is called.
 */
export function lookUp(name: string, use: SyntaxNode, scope: Scope): Lookup {
  let current: Scope | null = scope;
  if (scope.globals.has(name)) current = moduleOf(scope);
  let direct = true;
  while (current) {
    const visible = direct || current.kind !== "class";
    const all = visible ? current.bindings.get(name) : undefined;
    if (all) {
      const reaching = current === scope ? reachingBindings(all, use, current.node) : all;
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

function reachingBindings(all: readonly Binding[], use: SyntaxNode, scopeNode: SyntaxNode): Binding[] {
  const reaching: Binding[] = [];
  for (let i = all.length - 1; i >= 0; i--) {
    const binding = all[i];
    if (!binding) continue;
    if (binding.effect > use.start) {
      if (shareLoop(binding.node, use, scopeNode)) reaching.push(binding);
      continue;
    }
    const fate = reaches(binding.node, use, scopeNode);
    if (fate !== "never") reaching.push(binding);
    if (fate === "always") break;
  }
  return reaching;
}

/** Whether control that passes `from` comes to `use`: on every path to it, on some, or on none. */
function reaches(from: SyntaxNode, use: SyntaxNode, scopeNode: SyntaxNode): "always" | "sometimes" | "never" {
  let always = true;
  let child = from;
  for (let node = from.parent; node; node = node.parent) {
    if (contains(node, use)) {
      if (excludes(node, child, use)) return shareLoop(from, use, scopeNode) ? "sometimes" : "never";
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

const CONDITIONAL: ReadonlySet<string> = new Set([
  "conditional_expression",
  "boolean_operator",
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
  "lambda",
  "function_definition",
]);

const UNCONDITIONAL_PARENTS: ReadonlySet<string> = new Set([
  "with_statement",
  "finally_clause",
  "class_definition",
]);

function isConditionalBlock(node: SyntaxNode): boolean {
  return node.type === "block" && !UNCONDITIONAL_PARENTS.has(node.parent?.type ?? "");
}

/** In the statement `node`: is the use in a branch that runs only if the binding's branch does not? */
function excludes(node: SyntaxNode, child: SyntaxNode, use: SyntaxNode): boolean {
  const other = node.children.find((candidate) => contains(candidate, use));
  if (!other || other === child) return false;
  switch (node.type) {
    case "if_statement":
      return child.field !== "condition" && other.field === "alternative";
    case "try_statement":
      return child.type === "except_clause" && ["except_clause", "else_clause"].includes(other.type);
    case "block":
      return child.type === "case_clause" && other.type === "case_clause";
    default:
      return false;
  }
}

/** Whether a block ends by leaving the function, so that nothing in it reaches what follows. */
function leaves(block: SyntaxNode): boolean {
  const last = block.children.at(-1);
  return last?.type === "return_statement" || last?.type === "raise_statement";
}

function shareLoop(a: SyntaxNode, b: SyntaxNode, scopeNode: SyntaxNode): boolean {
  for (let node = a.parent; node && node !== scopeNode; node = node.parent) {
    if (LOOPS.has(node.type) && contains(node, b)) return true;
  }
  return false;
}

const LOOPS: ReadonlySet<string> = new Set(["for_statement", "while_statement"]);
