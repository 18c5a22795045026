import { disjunction, expression, identifier, named } from "./expressions.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { targets } from "./patterns.js";
import { K } from "./token-kinds.js";
import { yieldExpression } from "./yield.js";

/** Goes into a bracket; line ends within do not count. Returns what closing it needs. */
export function open(p: Lexer): boolean {
  const { closable } = p;
  p.closable = true;
  p.depth++;
  p.next();
  return closable;
}

/** Goes out of a bracket. */
export function close(p: Lexer, kind: number, closable: boolean): void {
  if (p.kind !== kind) giveUp();
  p.closable = closable;
  p.depth--;
  p.next();
}

/** `*value` in a display or among arguments. */
function splat(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  expression(p);
  nodes.add(T.list_splat, start, p.lastEnd, first);
}

function element(p: Lexer): void {
  if (p.kind === K.STAR) splat(p);
  else if (p.kind === K.YIELD) yieldExpression(p);
  else expression(p);
}

/** The only element of a list or set: `[*f(x)]` is a call of `*f` to the grammar. */
function loneSplat({ nodes }: Lexer, first: number): void {
  if (nodes.types[nodes.count - 1] === T.list_splat && nodes.count - first > 2) giveUp();
}

/** The elements after the first, which was read. Returns whether the last comma had nothing behind it. */
function elements(p: Lexer, closing: number): boolean {
  while (p.kind === K.COMMA) {
    p.next();
    if (p.kind === closing) return true;
    element(p);
  }
  return false;
}

/** What stands in parentheses: a tuple, a generator, or one expression. */
export function parenthesized(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  const closable = open(p);
  let type: number = T.tuple;
  if (p.kind !== K.CLOSE) {
    const isSplat = p.kind === K.STAR;
    element(p);
    if (p.kind === K.FOR || p.kind === K.ASYNC) {
      nodes.fill(F.body);
      comprehension(p);
      type = T.generator_expression;
    } else if (p.kind === K.COMMA) elements(p, K.CLOSE);
    else {
      if (isSplat) giveUp();
      type = T.parenthesized_expression;
    }
  }
  close(p, K.CLOSE, closable);
  nodes.add(type, start, p.lastEnd, first);
}

/** A list or a list comprehension. */
export function bracketed(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  const closable = open(p);
  let type: number = T.list;
  if (p.kind !== K.CLOSE_SQUARE) {
    element(p);
    if (p.kind === K.FOR || p.kind === K.ASYNC) {
      nodes.fill(F.body);
      comprehension(p);
      type = T.list_comprehension;
    } else {
      if (p.kind === K.CLOSE_SQUARE) loneSplat(p, first);
      elements(p, K.CLOSE_SQUARE);
    }
  }
  close(p, K.CLOSE_SQUARE, closable);
  nodes.add(type, start, p.lastEnd, first);
}

/** A dictionary, a set, or a comprehension of one. */
export function curly(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  const closable = open(p);
  let type: number = T.dictionary;
  if (p.kind !== K.CLOSE_CURLY) {
    if (p.kind === K.DOUBLE_STAR || !setOrPair(p)) {
      if (p.kind === K.FOR || p.kind === K.ASYNC) {
        nodes.fill(F.body);
        comprehension(p);
        type = T.dictionary_comprehension;
      } else entries(p);
    } else if (p.kind === K.FOR || p.kind === K.ASYNC) {
      nodes.fill(F.body);
      comprehension(p);
      type = T.set_comprehension;
    } else {
      if (p.kind === K.CLOSE_CURLY) loneSplat(p, first);
      elements(p, K.CLOSE_CURLY);
      type = T.set;
    }
  }
  close(p, K.CLOSE_CURLY, closable);
  nodes.add(type, start, p.lastEnd, first);
}

/** Reads the first element of a set, or the first pair of a dictionary; returns whether it was of a set. */
function setOrPair(p: Lexer): boolean {
  const { nodes, start } = p;
  const first = nodes.count;
  element(p);
  if (p.kind !== K.COLON) return true;
  restOfPair(p, start, first);
  return false;
}

function restOfPair(p: Lexer, start: number, first: number): void {
  const { nodes } = p;
  if (p.kind !== K.COLON) giveUp();
  nodes.fill(F.key);
  p.next();
  expression(p);
  nodes.fill(F.value);
  nodes.add(T.pair, start, p.lastEnd, first);
}

/** The entries of a dictionary; the first may have been read. */
function entries(p: Lexer): void {
  if (p.kind !== K.COMMA && p.kind !== K.CLOSE_CURLY) entry(p);
  while (p.kind === K.COMMA) {
    p.next();
    if (p.kind === K.CLOSE_CURLY) return;
    entry(p);
  }
}

function entry(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.DOUBLE_STAR) {
    p.next();
    expression(p);
    nodes.add(T.dictionary_splat, start, p.lastEnd, first);
    return;
  }
  p.closable = false;
  expression(p);
  p.closable = true;
  restOfPair(p, start, first);
}

/** `for target in values if condition ...`. */
function comprehension(p: Lexer): void {
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
    p.closable = false;
    p.next();
    targets(p);
    if (p.kind !== K.IN) giveUp();
    p.closable = true;
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

/** The arguments of a call, or the generator that is its only one. */
export function call(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  const closable = open(p);
  let type: number = T.argument_list;
  if (p.kind !== K.CLOSE) {
    argument(p);
    if (p.kind === K.FOR || p.kind === K.ASYNC) {
      nodes.fill(F.body);
      comprehension(p);
      type = T.generator_expression;
    } else {
      while (p.kind === K.COMMA) {
        p.next();
        // What a lexer sees here besides is the closing bracket.
        if ((p.kind as number) === K.CLOSE) break;
        argument(p);
      }
    }
  }
  close(p, K.CLOSE, closable);
  nodes.add(type, start, p.lastEnd, first);
}

function argument(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.STAR) {
    splat(p);
    return;
  }
  if (p.kind === K.DOUBLE_STAR) {
    p.next();
    expression(p);
    nodes.add(T.dictionary_splat, start, p.lastEnd, first);
    return;
  }
  expression(p);
  if (p.kind !== K.ASSIGN) return;
  if (nodes.count !== first + 1 || nodes.types[first] !== T.identifier) giveUp();
  nodes.fill(F.name);
  p.next();
  expression(p);
  nodes.fill(F.value);
  nodes.add(T.keyword_argument, start, p.lastEnd, first);
}

/** What stands in the brackets of a subscript. */
export function subscript(p: Lexer): void {
  const closable = open(p);
  do {
    index(p);
    p.nodes.fill(F.subscript);
    if (p.kind !== K.COMMA) break;
    p.next();
  } while ((p.kind as number) !== K.CLOSE_SQUARE);
  close(p, K.CLOSE_SQUARE, closable);
}

function index(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.STAR) {
    p.next();
    identifier(p);
    nodes.add(T.list_splat, start, p.lastEnd, first);
    return;
  }
  if (p.kind !== K.COLON) expression(p);
  if (p.kind !== K.COLON) return;
  for (let colons = 0; colons < 2 && p.kind === K.COLON; colons++) {
    p.next();
    const kind: number = p.kind;
    if (kind !== K.COLON && kind !== K.COMMA && kind !== K.CLOSE_SQUARE) expression(p);
  }
  nodes.add(T.slice, start, p.lastEnd, first);
}

