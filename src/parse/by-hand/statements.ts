import { annotation } from "./annotations.js";
import { hashOf } from "./characters.js";
import { compound } from "./compound.js";
import { expressions, separated, yieldExpression } from "./expression-list.js";
import { expression } from "./expressions.js";
import { giveUp } from "./give-up.js";
import { importFrom, importStatement } from "./imports.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { OPERATOR_TYPES } from "./operators.js";
import { areTargets, toPattern } from "./patterns.js";
import { identifier } from "./primary.js";
import { AUGMENTED, K } from "./token-kinds.js";
import { TYPE, typeAlias } from "./type-alias.js";

/** Names that can begin statements of their own. */
const MATCH = hashOf("match");
const PRINT = hashOf("print");

/** The statements of a block whose lines are indented this far, up to the first line that is indented less. */
export function statements(p: Lexer, indent: number): void {
  while (p.kind !== K.END) {
    if (p.indent !== indent) {
      if (p.indent > indent) giveUp();
      return;
    }
    p.blockIndent = indent;
    if (!compound(p)) simpleStatements(p);
  }
}

/** The simple statements of one line. */
export function simpleStatements(p: Lexer): void {
  for (;;) {
    simple(p);
    if (p.kind !== K.SEMICOLON) break;
    p.next();
    if (p.kind === K.NEWLINE || p.kind === K.END) break;
  }
  endOfLine(p);
}

/** Goes on from the end of a line to the first token of the next. */
export function endOfLine(p: Lexer): void {
  if (p.kind !== K.NEWLINE && p.kind !== K.END) giveUp();
  const { comments } = p.nodes;
  const comment = comments[comments.length - 1];
  p.lineEnd = comment && comment.start >= p.lastEnd ? comment.end : p.lastEnd;
  p.nextLine();
}

function simple(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  switch (p.kind) {
    case K.IMPORT:
      importStatement(p);
      return;
    case K.FROM:
      importFrom(p);
      return;
    case K.PASS:
      keyword(p, T.pass_statement);
      return;
    case K.BREAK:
      keyword(p, T.break_statement);
      return;
    case K.CONTINUE:
      keyword(p, T.continue_statement);
      return;
    case K.RETURN:
      p.next();
      if (!isOver(p)) expressions(p);
      nodes.add(T.return_statement, start, p.lastEnd, first);
      return;
    case K.DEL:
      p.next();
      expressions(p);
      nodes.add(T.delete_statement, start, p.lastEnd, first);
      return;
    case K.RAISE:
      p.next();
      if (!isOver(p)) expressions(p);
      if (p.kind === K.FROM) {
        p.next();
        expression(p);
        nodes.fill(F.cause);
      }
      nodes.add(T.raise_statement, start, p.lastEnd, first);
      return;
    case K.ASSERT:
      p.next();
      expression(p);
      if (p.kind === K.COMMA) {
        p.next();
        expression(p);
      }
      nodes.add(T.assert_statement, start, p.lastEnd, first);
      return;
    case K.GLOBAL:
    case K.NONLOCAL: {
      const type = p.kind === K.GLOBAL ? T.global_statement : T.nonlocal_statement;
      do {
        p.next();
        identifier(p);
      } while (p.kind === K.COMMA);
      nodes.add(type, start, p.lastEnd, first);
      return;
    }
    default:
      if (typeAlias(p)) return;
      expressionStatement(p);
      nodes.add(T.expression_statement, start, p.lastEnd, first);
  }
}

function isOver(p: Lexer): boolean {
  return p.kind === K.NEWLINE || p.kind === K.END || p.kind === K.SEMICOLON;
}

function keyword(p: Lexer, type: number): void {
  p.nodes.leaf(type, p.start, p.end);
  p.next();
}

/** Expressions and assignments. */
function expressionStatement(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.YIELD) {
    yieldExpression(p);
    return;
  }
  const name = p.kind === K.NAME ? p.name : 0;
  const isList = separated(p);
  if (isOver(p)) {
    // To the grammar `a,` goes on in the next line, where that is an assignment.
    if (isList && p.text[p.lastEnd - 1] === "," && areTargets(nodes, first)) giveUp();
    if (name === PRINT && PRINT_TO.test(p.text.slice(start, p.lastEnd))) giveUp();
    return;
  }
  const isOneName = nodes.count === first + 1;
  // These can be statements of their own.
  if (!isOneName && (name === TYPE || name === MATCH) && p.kind === K.COLON) giveUp();
  target(p, start, first, isList);
  assigned(p, start, first);
}

const PRINT_TO = /^print\s*>>/;

/** Makes what was read the left side of an assignment. */
function target(p: Lexer, start: number, first: number, isList: boolean): void {
  const { nodes } = p;
  for (let row = nodes.count - 1; row >= first; row -= nodes.sizes[row] ?? 1) toPattern(nodes, row);
  if (isList) nodes.add(T.pattern_list, start, p.lastEnd, first);
  nodes.fill(F.left);
}

/** The rest of an assignment whose left side was read. */
function assigned(p: Lexer, start: number, first: number): void {
  const { nodes, kind } = p;
  if (kind === K.COLON) {
    annotation(p);
    if (p.kind === K.ASSIGN) {
      p.next();
      rightSide(p);
    }
    nodes.add(T.assignment, start, p.lastEnd, first);
  } else if (kind === K.ASSIGN) {
    p.next();
    rightSide(p);
    nodes.add(T.assignment, start, p.lastEnd, first);
  } else if (kind >= K.OR + AUGMENTED && kind <= K.DOUBLE_STAR + AUGMENTED) {
    nodes.leaf(OPERATOR_TYPES[kind] ?? giveUp(), p.start, p.end);
    nodes.fill(F.operator);
    p.next();
    rightSide(p);
    nodes.add(T.augmented_assignment, start, p.lastEnd, first);
  } else giveUp();
}

/** What is assigned, which can be an assignment itself. */
function rightSide(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.YIELD) yieldExpression(p);
  else {
    const isList = separated(p);
    if (!isOver(p)) {
      if (p.kind !== K.ASSIGN) giveUp();
      target(p, start, first, isList);
      assigned(p, start, first);
    } else if (isList) nodes.add(T.expression_list, start, p.lastEnd, first);
  }
  nodes.fill(F.right);
}
