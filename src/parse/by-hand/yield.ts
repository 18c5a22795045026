import { expressions } from "./expression-list.js";
import { expression } from "./expressions.js";
import type { Lexer } from "./lexer.js";
import { T } from "./node-types.js";
import { K } from "./token-kinds.js";

/** `yield`, with or without something. */
export function yieldExpression(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  if (p.kind === K.FROM) {
    p.next();
    expression(p);
  } else if (p.kind !== K.CLOSE && p.kind !== K.NEWLINE && p.kind !== K.END && p.kind !== K.SEMICOLON) {
    expressions(p);
  }
  nodes.add(T.yield, start, p.lastEnd, first);
}
