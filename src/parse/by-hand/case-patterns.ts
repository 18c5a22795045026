import { close, open } from "./brackets.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { identifier, literal } from "./primary.js";
import { strings } from "./strings.js";
import { K } from "./token-kinds.js";

/** The pattern of a `case`, with the name that it gives what it matches. */
export function casePattern(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  alternatives(p);
  named(p, start, first);
}

/** A pattern that was read, and perhaps `as` with a name. */
function named(p: Lexer, start: number, first: number): void {
  const { nodes } = p;
  while (p.kind === K.AS) {
    nodes.add(T.case_pattern, start, p.lastEnd, first);
    p.next();
    identifier(p);
    nodes.add(T.as_pattern, start, p.lastEnd, first);
  }
  nodes.add(T.case_pattern, start, p.lastEnd, first);
}

function alternatives(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  one(p);
  moreAlternatives(p, start, first);
}

function moreAlternatives(p: Lexer, start: number, first: number): void {
  if (p.kind !== K.OR) return;
  while (p.kind === K.OR) {
    p.next();
    one(p);
  }
  p.nodes.add(T.union_pattern, start, p.lastEnd, first);
}

function one(p: Lexer): void {
  p.enter();
  closed(p);
  p.nested--;
}

function closed(p: Lexer): void {
  switch (p.kind) {
    case K.NAME:
      nameOrClass(p);
      return;
    case K.STRING:
      strings(p);
      return;
    case K.MINUS:
    case K.INTEGER:
    case K.FLOAT:
      number(p);
      return;
    case K.TRUE:
    case K.FALSE:
    case K.NONE:
      literal(p);
      return;
    case K.STAR:
      rest(p);
      return;
    case K.OPEN:
      sequence(p, K.CLOSE, T.tuple_pattern);
      return;
    case K.OPEN_SQUARE:
      sequence(p, K.CLOSE_SQUARE, T.list_pattern);
      return;
    case K.OPEN_CURLY:
      mapping(p);
      return;
    default:
      giveUp();
  }
}

/** A number, or the sum of two. */
function number(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.MINUS) p.next();
  digits(p);
  if (p.kind !== K.PLUS && p.kind !== K.MINUS) return;
  p.next();
  digits(p);
  nodes.add(T.complex_pattern, start, p.lastEnd, first);
}

function digits(p: Lexer): void {
  if (p.kind !== K.INTEGER && p.kind !== K.FLOAT) giveUp();
  literal(p);
}

/** Whether it is `_`, which is no name here. */
function isWildcard(p: Lexer): boolean {
  return p.kind === K.NAME && p.end === p.start + 1 && p.text[p.start] === "_";
}

/** A dotted name, or a class with what its attributes have to be. */
function nameOrClass(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (isWildcard(p)) {
    p.next();
    if (p.kind === K.DOT || p.kind === K.OPEN) giveUp();
    return;
  }
  identifier(p);
  while (p.kind === K.DOT) {
    p.next();
    identifier(p);
  }
  nodes.add(T.dotted_name, start, p.lastEnd, first);
  if (p.kind !== K.OPEN) return;
  open(p);
  while (p.kind !== K.CLOSE) {
    argument(p);
    if (p.kind !== K.COMMA) break;
    p.next();
  }
  close(p, K.CLOSE);
  nodes.add(T.class_pattern, start, p.lastEnd, first);
}

/** What an attribute of a class has to be, by its position or by its name. */
function argument(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  alternatives(p);
  if (p.kind === K.ASSIGN) {
    if (nodes.count !== first + 2 || nodes.types[first + 1] !== T.dotted_name) giveUp();
    // The name stands by itself.
    nodes.count--;
    p.next();
    alternatives(p);
    nodes.add(T.keyword_pattern, start, p.lastEnd, first);
  }
  named(p, start, first);
}

function rest(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  if (isWildcard(p)) p.next();
  else identifier(p);
  nodes.add(T.splat_pattern, start, p.lastEnd, first);
}

function sequence(p: Lexer, closing: number, type: number): void {
  const { nodes, start } = p;
  const first = nodes.count;
  open(p);
  while (p.kind !== closing) {
    casePattern(p);
    if (p.kind !== K.COMMA) break;
    p.next();
  }
  close(p, closing);
  nodes.add(type, start, p.lastEnd, first);
}

function mapping(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  open(p);
  while (p.kind !== K.CLOSE_CURLY) {
    if (p.kind === K.DOUBLE_STAR) rest(p);
    else {
      if (p.kind === K.MINUS) giveUp();
      alternatives(p);
      nodes.fill(F.key);
      if (p.kind !== K.COLON) giveUp();
      p.next();
      casePattern(p);
      nodes.fill(F.value);
    }
    if (p.kind !== K.COMMA) break;
    p.next();
  }
  close(p, K.CLOSE_CURLY);
  nodes.add(T.dict_pattern, start, p.lastEnd, first);
}
