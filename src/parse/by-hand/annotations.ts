import { close, open } from "./brackets.js";
import { expression } from "./expressions.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { identifier, primary } from "./primary.js";
import { K } from "./token-kinds.js";

/** A type behind a colon or an arrow; fills the field `type`. */
export function annotation(p: Lexer): void {
  p.next();
  type(p);
  p.nodes.fill(F.type);
}

/** A type as the grammar has it: `name[...]` and unions that begin with one are nodes of their own. */
export function type(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  let isGeneric = alternative(p);
  while (isGeneric && p.kind === K.OR) {
    nodes.add(T.type, start, p.lastEnd, first);
    p.next();
    const { start: next } = p;
    const right = nodes.count;
    isGeneric = alternative(p);
    nodes.add(T.type, next, p.lastEnd, right);
    nodes.add(T.union_type, start, p.lastEnd, first);
  }
  nodes.add(T.type, start, p.lastEnd, first);
}

/** One alternative of a union. Returns whether it was a generic type: else it took everything behind it. */
function alternative(p: Lexer): boolean {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.STAR || p.kind === K.DOUBLE_STAR) {
    splat(p);
    return false;
  }
  if (p.kind !== K.NAME || !isSubscripted(p)) {
    expression(p);
    return false;
  }
  identifier(p);
  inBrackets(p, type);
  nodes.add(T.generic_type, start, p.lastEnd, first);
  // Anything else than the end of the type makes it an expression of some kind.
  const { kind } = p;
  if (kind === K.DOT || kind === K.OPEN || kind === K.OPEN_SQUARE || kind === K.IF) giveUp();
  return true;
}

/** `*Ts`, or `*tuple[...]`, which is an expression to the grammar. */
function splat(p: Lexer): void {
  const { nodes, start, kind } = p;
  const first = nodes.count;
  p.next();
  if (kind === K.DOUBLE_STAR || p.kind !== K.NAME || !isSubscripted(p)) {
    identifier(p);
    nodes.add(T.splat_type, start, p.lastEnd, first);
    return;
  }
  primary(p);
  if (nodes.types[nodes.count - 1] !== T.subscript) giveUp();
  nodes.add(T.list_splat, start, p.lastEnd, first);
  if (p.kind !== K.COMMA && p.kind !== K.CLOSE_SQUARE && p.kind !== K.CLOSE) giveUp();
}

/** Whether a bracket follows the name that is read: within brackets also on a line below. */
function isSubscripted({ text, end, depth }: Lexer): boolean {
  const bracket = depth > 0 ? BRACKET_BELOW : BRACKET;
  bracket.lastIndex = end;
  return bracket.test(text);
}

const BRACKET = /(?:[ \t\f]|\\\r?\n)*\[/y;
const BRACKET_BELOW = /(?:\s|\\\r?\n|#.*\n)*\[/y;

/** The name of an alias, and its type parameters where they follow. */
export function typeWithParameters(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  const hasParameters = isSubscripted(p);
  identifier(p);
  if (hasParameters) {
    inBrackets(p, typeParameter);
    nodes.add(T.generic_type, start, p.lastEnd, first);
  }
  nodes.add(T.type, start, p.lastEnd, first);
}

/** The type parameters of a function or class; fills their field. */
export function typeParameters(p: Lexer): void {
  inBrackets(p, typeParameter);
  p.nodes.fill(F.type_parameters);
}

function typeParameter(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  type(p);
  if (p.kind !== K.COLON) return;
  p.next();
  type(p);
  nodes.add(T.constrained_type, start, p.lastEnd, first);
  nodes.add(T.type, start, p.lastEnd, first);
}

/** Types or type parameters in brackets. */
function inBrackets(p: Lexer, one: (p: Lexer) => void): void {
  const { nodes, start } = p;
  const first = nodes.count;
  open(p);
  do {
    one(p);
    if (p.kind !== K.COMMA) break;
    p.next();
  } while (p.kind !== K.CLOSE_SQUARE);
  close(p, K.CLOSE_SQUARE);
  nodes.add(T.type_parameter, start, p.lastEnd, first);
}
