import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { OPERATOR_TYPES, PRECEDENCE } from "./operators.js";
import { lambdaParameters } from "./parameters.js";
import { primary } from "./primary.js";
import { K } from "./token-kinds.js";

/** One expression, with everything but an unparenthesized comma or `yield`. */
export function expression(p: Lexer): void {
  p.enter();
  if (p.kind === K.LAMBDA) lambda(p);
  else {
    const { nodes, start } = p;
    const first = nodes.count;
    disjunction(p);
    if (p.kind === K.WALRUS) named(p, start, first);
    if (p.kind === K.IF) {
      p.next();
      disjunction(p);
      if (p.kind !== K.ELSE) giveUp();
      p.next();
      expression(p);
      nodes.add(T.conditional_expression, start, p.lastEnd, first);
    }
  }
  p.nested--;
}

/** `name := value`, where the name was read. */
export function named(p: Lexer, start: number, first: number): void {
  const { nodes } = p;
  if (nodes.count !== first + 1 || nodes.types[first] !== T.identifier) giveUp();
  nodes.fill(F.name);
  p.next();
  // To the grammar `a := b if c else d` is a choice of `a := b`.
  if (p.kind === K.LAMBDA) lambda(p);
  else disjunction(p);
  nodes.fill(F.value);
  nodes.add(T.named_expression, start, p.lastEnd, first);
}

function lambda(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  if (p.kind !== K.COLON) lambdaParameters(p);
  if (p.kind !== K.COLON) giveUp();
  p.next();
  expression(p);
  nodes.fill(F.body);
  nodes.add(T.lambda, start, p.lastEnd, first);
}

/** An expression without `if` and `lambda` at its top: `a or b`. */
export function disjunction(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  conjunction(p);
  while (p.kind === K.OR_WORD) {
    nodes.fill(F.left);
    operator(p, T.or, F.operator);
    conjunction(p);
    nodes.fill(F.right);
    nodes.add(T.boolean_operator, start, p.lastEnd, first);
  }
}

function conjunction(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  negation(p);
  while (p.kind === K.AND_WORD) {
    nodes.fill(F.left);
    operator(p, T.and, F.operator);
    negation(p);
    nodes.fill(F.right);
    nodes.add(T.boolean_operator, start, p.lastEnd, first);
  }
}

function negation(p: Lexer): void {
  if (p.kind !== K.NOT) {
    comparison(p);
    return;
  }
  p.enter();
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  negation(p);
  nodes.fill(F.argument);
  nodes.add(T.not_operator, start, p.lastEnd, first);
  p.nested--;
}

function comparison(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  binary(p, 0);
  if (!isComparison(p.kind)) return;
  while (isComparison(p.kind)) {
    comparisonOperator(p);
    binary(p, 0);
  }
  nodes.add(T.comparison_operator, start, p.lastEnd, first);
}

function isComparison(kind: number): boolean {
  return (kind >= K.LESS && kind <= K.UNEQUAL) || kind === K.IN || kind === K.IS || kind === K.NOT;
}

/** `not in` and `is not` are one operator of two words. */
function comparisonOperator(p: Lexer): void {
  const { kind, start, end, nodes } = p;
  if (kind <= K.UNEQUAL) {
    operator(p, OPERATOR_TYPES[kind] ?? giveUp(), F.operators);
    return;
  }
  p.next();
  if (kind === K.IN) nodes.leaf(T.in, start, end);
  else if (kind === K.IS && p.kind !== K.NOT) nodes.leaf(T.is, start, end);
  else {
    if (kind === K.NOT && p.kind !== K.IN) giveUp();
    nodes.leaf(kind === K.NOT ? T["not in"] : T["is not"], start, p.end);
    p.next();
  }
  nodes.fill(F.operators);
}

function operator(p: Lexer, type: number, field: number): void {
  p.nodes.leaf(type, p.start, p.end);
  p.nodes.fill(field);
  p.next();
}

/** Binary operators that bind more tightly than `precedence`. */
export function binary(p: Lexer, precedence: number): void {
  const { nodes, start } = p;
  const first = nodes.count;
  unary(p);
  for (;;) {
    const own = PRECEDENCE[p.kind] ?? 0;
    if (own <= precedence) return;
    nodes.fill(F.left);
    operator(p, OPERATOR_TYPES[p.kind] ?? giveUp(), F.operator);
    binary(p, own);
    nodes.fill(F.right);
    nodes.add(T.binary_operator, start, p.lastEnd, first);
  }
}

function unary(p: Lexer): void {
  const { kind, nodes, start } = p;
  if (kind !== K.MINUS && kind !== K.PLUS && kind !== K.TILDE) {
    power(p);
    return;
  }
  p.enter();
  const first = nodes.count;
  operator(p, kind === K.TILDE ? T["~"] : (OPERATOR_TYPES[kind] ?? giveUp()), F.operator);
  unary(p);
  nodes.fill(F.argument);
  nodes.add(T.unary_operator, start, p.lastEnd, first);
  p.nested--;
}

function power(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.AWAIT) {
    p.enter();
    p.next();
    power(p);
    nodes.add(T.await, start, p.lastEnd, first);
    p.nested--;
    return;
  }
  primary(p);
  if (p.kind !== K.DOUBLE_STAR) return;
  p.enter();
  nodes.fill(F.left);
  operator(p, T["**"], F.operator);
  unary(p);
  nodes.fill(F.right);
  nodes.add(T.binary_operator, start, p.lastEnd, first);
  p.nested--;
}
