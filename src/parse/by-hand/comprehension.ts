import { disjunction, named } from "./expressions.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { targets } from "./patterns.js";
import { K } from "./token-kinds.js";

/** `for target in values if condition ...`. */
export function comprehension(p: Lexer): void {
  const { nodes } = p;
  while (p.kind === K.FOR || p.kind === K.ASYNC || p.kind === K.IF) {
    const { start } = p;
    const first = nodes.count;
    if (p.kind === K.IF) {
      p.next();
      condition(p);
      nodes.add(T.if_clause, start, p.lastEnd, first);
      continue;
    }
    if (p.kind === K.ASYNC) p.next();
    if (p.kind !== K.FOR) giveUp();
    p.next();
    targets(p);
    if (p.kind !== K.IN) giveUp();
    p.next();
    disjunction(p);
    nodes.fill(F.right);
    nodes.add(T.for_in_clause, start, p.lastEnd, first);
  }
}

function condition(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  disjunction(p);
  if (p.kind === K.WALRUS) named(p, start, first);
}
