import { call, subscript } from "./arguments.js";
import { bracketed, curly, parenthesized } from "./brackets.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { strings } from "./strings.js";
import { K } from "./token-kinds.js";

/** A name, literal or bracketed expression with its attributes, calls and subscripts. */
export function primary(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  atom(p);
  for (;;) {
    if (p.kind === K.DOT) {
      nodes.fill(F.object);
      p.next();
      identifier(p);
      nodes.fill(F.attribute);
      nodes.add(T.attribute, start, p.lastEnd, first);
    } else if (p.kind === K.OPEN) {
      nodes.fill(F.function);
      call(p);
      nodes.fill(F.arguments);
      nodes.add(T.call, start, p.lastEnd, first);
    } else if (p.kind === K.OPEN_SQUARE) {
      nodes.fill(F.value);
      subscript(p);
      nodes.add(T.subscript, start, p.lastEnd, first);
    } else return;
  }
}

/** One name. */
export function identifier(p: Lexer): void {
  if (p.kind !== K.NAME) giveUp();
  const { nodes } = p;
  nodes.leaf(T.identifier, p.start, p.end);
  nodes.names[nodes.count - 1] = p.name;
  p.next();
}

function atom(p: Lexer): void {
  switch (p.kind) {
    case K.NAME:
      identifier(p);
      return;
    case K.STRING:
      strings(p);
      return;
    case K.OPEN:
      parenthesized(p);
      return;
    case K.OPEN_SQUARE:
      bracketed(p);
      return;
    case K.OPEN_CURLY:
      curly(p);
      return;
    default:
      literal(p);
  }
}

/** A number, `True`, `False`, `None` or `...`. */
export function literal(p: Lexer): void {
  p.nodes.leaf(LITERALS[p.kind] ?? giveUp(), p.start, p.end);
  p.next();
}

const LITERALS: Readonly<Record<number, number>> = {
  [K.INTEGER]: T.integer,
  [K.FLOAT]: T.float,
  [K.TRUE]: T.true,
  [K.FALSE]: T.false,
  [K.NONE]: T.none,
  [K.ELLIPSIS]: T.ellipsis,
};
