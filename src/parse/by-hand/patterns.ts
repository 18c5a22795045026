import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import { primary } from "./primary.js";
import { K } from "./token-kinds.js";

/** What a loop assigns to, up to its `in`; fills the field `left`. */
export function targets(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  target(p);
  if (p.kind === K.COMMA) {
    while (p.kind === K.COMMA) {
      p.next();
      if (p.kind === K.IN) break;
      target(p);
    }
    nodes.add(T.pattern_list, start, p.lastEnd, first);
  }
  nodes.fill(F.left);
}

function target(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.STAR) {
    p.next();
    primary(p);
    nodes.add(T.list_splat, start, p.lastEnd, first);
  } else primary(p);
  toPattern(nodes, nodes.count - 1);
}

/** Whether the nodes from `first` on could all be assigned to, as far as their kind tells. */
export function areTargets({ types, sizes, count }: NodeTable, first: number): boolean {
  for (let row = count - 1; row >= first; row -= sizes[row] ?? 1)
    if (!TARGETS.has(types[row] ?? 0)) return false;
  return true;
}

const STARRED: ReadonlySet<number> = new Set([T.identifier, T.attribute, T.subscript]);
const TARGETS: ReadonlySet<number> = new Set([
  ...[T.identifier, T.attribute, T.subscript, T.list_splat],
  ...[T.parenthesized_expression, T.tuple, T.list],
]);

/** Turns an expression that was read into what is assigned to; gives up where nothing can be. */
export function toPattern(nodes: NodeTable, row: number): void {
  switch (nodes.types[row]) {
    case T.identifier:
    case T.attribute:
    case T.subscript:
      return;
    case T.list_splat:
      if (!STARRED.has(nodes.types[row - 1] ?? 0)) giveUp();
      nodes.types[row] = T.list_splat_pattern;
      return;
    case T.parenthesized_expression:
    case T.tuple:
      nodes.types[row] = T.tuple_pattern;
      break;
    case T.list:
      nodes.types[row] = T.list_pattern;
      break;
    default:
      giveUp();
  }
  const first = row - (nodes.sizes[row] ?? 0) + 1;
  for (let child = row - 1; child >= first; child -= nodes.sizes[child] ?? 1) toPattern(nodes, child);
}
