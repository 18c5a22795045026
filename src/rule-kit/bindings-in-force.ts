import type { NodeKind } from "../parse/node-kinds.js";
import { contains, type SyntaxNode } from "../parse/syntax-tree.js";
import { runsBefore } from "../python/runs-before.js";
import type { Binding } from "../python/scope.js";

/**
 * The bindings of a local name that can be in force at a place: the last one that has run wherever the place runs, and all
 * that may run between the two. Where none is sure to have run, all of them.
 * @param all every binding of the name in its scope, in the order in which they come into force
 */
export function bindingsInForce(all: readonly Binding[], place: SyntaxNode): readonly Binding[] {
  const last = all.findLastIndex((one) => isBefore(one, place) && isSure(one, place));
  const sure = all[last];
  if (!sure) return all;
  const statement = statementAround(place, sure.node);
  return all
    .slice(last)
    .filter(
      (one) => isBefore(one, place) || (contains(statement, one.node) && !isOfResult(one, place, statement)),
    );
}

function isBefore({ effect }: Binding, place: SyntaxNode): boolean {
  return effect <= place.start;
}

/** A statement of its own that assigns, in a block around the place. */
function isSure({ to, node }: Binding, place: SyntaxNode): boolean {
  return (
    (to.kind === "value" || to.kind === "item") &&
    node.type === "assignment" &&
    node.parent?.type === "expression_statement" &&
    runsBefore(node, place)
  );
}

/** The statement that the place stands in, in the block that another node stands in as well: what it binds can come first. */
function statementAround(place: SyntaxNode, other: SyntaxNode): SyntaxNode {
  let statement = place;
  for (let outer = place.parent; outer && !contains(outer, other); outer = outer.parent) statement = outer;
  return statement;
}

/** `name = load(name)`, which binds what comes of the place, and is not done again within the statement. */
function isOfResult({ node }: Binding, place: SyntaxNode, statement: SyntaxNode): boolean {
  if (node.type !== "assignment" || !contains(node, place)) return false;
  for (let outer: SyntaxNode | null = node; outer && contains(statement, outer); outer = outer.parent) {
    if (LOOPS.has(outer.type)) return false;
  }
  return true;
}

const LOOPS: ReadonlySet<NodeKind> = new Set<NodeKind>(["for_statement", "while_statement"]);
