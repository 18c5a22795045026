import { expression } from "./expressions.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { K } from "./token-kinds.js";

/** The items of a `with`, or what an `except` clause catches, up to the colon. */
export function withItems(p: Lexer, isWith: boolean): void {
  const { nodes, start } = p;
  const clause = nodes.count;
  for (;;) {
    const { start: from } = p;
    const first = nodes.count;
    expression(p);
    // `with (a, b):` has two items; parentheses there are best left to the grammar.
    const type = nodes.types[nodes.count - 1];
    if (isWith && from === start && type === T.tuple && p.kind === K.COLON) giveUp();
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

function asName(p: Lexer, start: number, first: number): void {
  const { nodes } = p;
  p.next();
  const { start: from } = p;
  const target = nodes.count;
  expression(p);
  nodes.add(T.as_pattern_target, from, p.lastEnd, target);
  nodes.fill(F.alias);
  nodes.add(T.as_pattern, start, p.lastEnd, first);
}
