import { expression } from "./expressions.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import { K } from "./token-kinds.js";

/** The items of a `with`, or what an `except` clause catches, up to the colon. */
export function withItems(p: Lexer, isWith: boolean): void {
  const { nodes, start } = p;
  const clause = nodes.count;
  for (;;) {
    const { start: from } = p;
    const first = nodes.count;
    p.itemDepth = isWith ? p.depth + 1 : -1;
    expression(p);
    p.itemDepth = -1;
    if (isWith && from === start && p.kind === K.COLON && isListOfItems(nodes)) {
      // `with (a, b):` has two items. What is between the parentheses is theirs, and the clause is as long as these.
      nodes.count--;
      nodes.wrapEach(first, T.with_item, F.value);
      break;
    }
    if (p.kind === K.AS) asName(p, from, first);
    nodes.fill(F.value);
    if (isWith) nodes.add(T.with_item, from, p.lastEnd, first);
    if (p.kind !== K.COMMA) break;
    if (!isWith) giveUp();
    p.next();
    if (p.kind === K.COLON) giveUp();
  }
  if (isWith) nodes.add(T.with_clause, start, p.lastEnd, clause);
}

function isListOfItems({ types, sizes, count }: NodeTable): boolean {
  const tuple = count - 1;
  if (types[tuple] !== T.tuple) return false;
  const first = tuple - (sizes[tuple] ?? 1) + 1;
  let items = 0;
  for (let row = tuple - 1; row >= first; row -= sizes[row] ?? 1) {
    if (types[row] === T.list_splat) giveUp();
    items++;
  }
  return items > 1;
}

/** The rest of `value as name`, where the value was read. */
export function asName(p: Lexer, start: number, first: number): void {
  const { nodes } = p;
  p.next();
  const { start: from } = p;
  const target = nodes.count;
  expression(p);
  nodes.add(T.as_pattern_target, from, p.lastEnd, target);
  nodes.fill(F.alias);
  nodes.add(T.as_pattern, start, p.lastEnd, first);
}
