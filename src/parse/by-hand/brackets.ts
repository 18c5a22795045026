import { comprehension } from "./comprehension.js";
import { expression } from "./expressions.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { K } from "./token-kinds.js";
import { asName } from "./with-items.js";
import { yieldExpression } from "./expression-list.js";

/** Goes into a bracket; line ends within do not count. */
export function open(p: Lexer): void {
  p.depth++;
  p.next();
}

/** Goes out of a bracket. */
export function close(p: Lexer, kind: number): void {
  if (p.kind !== kind) giveUp();
  p.depth--;
  p.next();
}

/** `*value` in a display or among arguments. */
export function splat(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  expression(p);
  nodes.add(T.list_splat, start, p.lastEnd, first);
}

function element(p: Lexer, mayBeItem: boolean): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.STAR) splat(p);
  else if (p.kind === K.YIELD) yieldExpression(p);
  else {
    expression(p);
    // Behind `a + b` the grammar takes `as` with `b` alone.
    if (p.kind === K.AS && mayBeItem && PRIMARIES.has(nodes.types[nodes.count - 1] ?? 0)) {
      asName(p, start, first);
    }
  }
}

const PRIMARIES: ReadonlySet<number> = new Set([T.identifier, T.attribute, T.call, T.subscript, T.string]);

/** The elements after the first, which was read. Returns whether there is a trailing comma. */
function elements(p: Lexer, closing: number, mayBeItems = false): boolean {
  while (p.kind === K.COMMA) {
    p.next();
    if (p.kind === closing) return true;
    element(p, mayBeItems);
  }
  return false;
}

/** What stands in parentheses: a tuple, a generator, or one expression. */
export function parenthesized(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  open(p);
  const isItems = p.depth === p.itemDepth;
  let type: number = T.tuple;
  if (p.kind !== K.CLOSE) {
    const isSplat = p.kind === K.STAR;
    element(p, isItems);
    if (p.kind === K.FOR || p.kind === K.ASYNC) {
      nodes.fill(F.body);
      comprehension(p);
      type = T.generator_expression;
    } else if (p.kind === K.COMMA) elements(p, K.CLOSE, isItems);
    else {
      if (isSplat) giveUp();
      type = T.parenthesized_expression;
    }
  }
  close(p, K.CLOSE);
  nodes.add(type, start, p.lastEnd, first);
}

/** A list or a list comprehension. */
export function bracketed(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  open(p);
  let type: number = T.list;
  if (p.kind !== K.CLOSE_SQUARE) {
    element(p, false);
    if (p.kind === K.FOR || p.kind === K.ASYNC) {
      nodes.fill(F.body);
      comprehension(p);
      type = T.list_comprehension;
    } else {
      elements(p, K.CLOSE_SQUARE);
    }
  }
  close(p, K.CLOSE_SQUARE);
  nodes.add(type, start, p.lastEnd, first);
}

/** A dictionary, a set, or a comprehension of one. */
export function curly(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  open(p);
  let type: number = T.dictionary;
  if (p.kind !== K.CLOSE_CURLY) {
    const isSplat = p.kind === K.DOUBLE_STAR;
    if (isSplat) entry(p);
    if (isSplat || !setOrPair(p)) {
      if (isSplat && (p.kind === K.FOR || p.kind === K.ASYNC)) giveUp();
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
      elements(p, K.CLOSE_CURLY);
      type = T.set;
    }
  }
  close(p, K.CLOSE_CURLY);
  nodes.add(type, start, p.lastEnd, first);
}

/** Reads the first element of a set, or the first pair of a dictionary; returns whether it was of a set. */
function setOrPair(p: Lexer): boolean {
  const { nodes, start, kind } = p;
  const first = nodes.count;
  element(p, false);
  if (p.kind !== K.COLON) return true;
  if (kind === K.STAR || kind === K.YIELD) giveUp();
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

/** The entries of a dictionary after the first, which was read. */
function entries(p: Lexer): void {
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
  expression(p);
  restOfPair(p, start, first);
}
