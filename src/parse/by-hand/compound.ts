import { type, typeParameters } from "./annotations.js";
import { call } from "./arguments.js";
import { expressions } from "./expression-list.js";
import { expression } from "./expressions.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { matchStatement } from "./match.js";
import { F, T } from "./node-types.js";
import { parameters } from "./parameters.js";
import { targets } from "./patterns.js";
import { identifier } from "./primary.js";
import { endOfLine, simpleStatements, statements } from "./statements.js";
import { K } from "./token-kinds.js";
import { withItems } from "./with-items.js";

/** A statement with a block of its own, if one begins here. */
export function compound(p: Lexer): boolean {
  switch (p.kind) {
    case K.IF:
      ifStatement(p);
      return true;
    case K.FOR:
    case K.WITH:
    case K.DEF:
      definitionOrLoop(p, p.start);
      return true;
    case K.ASYNC: {
      const { start } = p;
      p.next();
      definitionOrLoop(p, start);
      return true;
    }
    case K.WHILE:
      whileStatement(p);
      return true;
    case K.TRY:
      tryStatement(p);
      return true;
    case K.CLASS:
      classDefinition(p);
      return true;
    case K.AT:
      decorated(p);
      return true;
    case K.NAME:
      return matchStatement(p);
    default:
      return false;
  }
}

function definitionOrLoop(p: Lexer, start: number): void {
  if (p.kind === K.DEF) functionDefinition(p, start);
  else if (p.kind === K.FOR) forStatement(p, start);
  else if (p.kind === K.WITH) withStatement(p, start);
  else giveUp();
}

/** A colon and the statements behind it, on the same line or as a block. Returns where the block ends. */
export function suite(p: Lexer, field: number): number {
  const { nodes } = p;
  if (p.kind !== K.COLON) giveUp();
  p.next();
  const first = nodes.count;
  const outer = p.blockIndent;
  let start: number;
  let end: number;
  if (p.kind === K.NEWLINE) {
    p.enterBlock();
    endOfLine(p);
    const { indent } = p;
    if (indent <= outer || p.kind === K.END) giveUp();
    ({ start } = p);
    statements(p, indent);
    end = p.blockEnd(indent);
    if (p.indent > outer) giveUp();
    p.blockIndent = outer;
    p.blocks--;
  } else {
    ({ start } = p);
    simpleStatements(p);
    end = p.lineEnd;
  }
  nodes.add(T.block, start, end, first);
  nodes.fill(field);
  return end;
}

/** Whether the line that begins belongs to the statement whose block has just ended. */
function goesOn(p: Lexer, kind: number): boolean {
  return p.kind === kind && p.indent === p.blockIndent;
}

function ifStatement(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  let end = conditional(p);
  while (goesOn(p, K.ELIF)) {
    const clause = nodes.count;
    const { start: from } = p;
    end = conditional(p);
    nodes.add(T.elif_clause, from, end, clause);
    nodes.fill(F.alternative);
  }
  if (goesOn(p, K.ELSE)) end = elseClause(p, F.alternative);
  nodes.add(T.if_statement, start, end, first);
}

/** `if` or `elif` with its condition and block. */
function conditional(p: Lexer): number {
  p.next();
  expression(p);
  p.nodes.fill(F.condition);
  return suite(p, F.consequence);
}

function elseClause(p: Lexer, field: number): number {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  const end = suite(p, F.body);
  nodes.add(T.else_clause, start, end, first);
  nodes.fill(field);
  return end;
}

function forStatement(p: Lexer, start: number): void {
  const { nodes } = p;
  const first = nodes.count;
  p.next();
  targets(p);
  if (p.kind !== K.IN) giveUp();
  p.next();
  expressions(p);
  nodes.fill(F.right);
  let end = suite(p, F.body);
  if (goesOn(p, K.ELSE)) end = elseClause(p, F.alternative);
  nodes.add(T.for_statement, start, end, first);
}

function whileStatement(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  expression(p);
  nodes.fill(F.condition);
  let end = suite(p, F.body);
  if (goesOn(p, K.ELSE)) end = elseClause(p, F.alternative);
  nodes.add(T.while_statement, start, end, first);
}

function tryStatement(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  let end = suite(p, F.body);
  while (goesOn(p, K.EXCEPT)) end = exceptClause(p);
  if (goesOn(p, K.ELSE)) end = elseClause(p, 0);
  if (goesOn(p, K.FINALLY)) {
    const { start: from } = p;
    const clause = nodes.count;
    p.next();
    end = suite(p, 0);
    nodes.add(T.finally_clause, from, end, clause);
  }
  nodes.add(T.try_statement, start, end, first);
}

function exceptClause(p: Lexer): number {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  if (p.kind === K.STAR) p.next();
  if (p.kind !== K.COLON) withItems(p, false);
  const end = suite(p, 0);
  nodes.add(T.except_clause, start, end, first);
  return end;
}

function withStatement(p: Lexer, start: number): void {
  const { nodes } = p;
  const first = nodes.count;
  p.next();
  withItems(p, true);
  const end = suite(p, F.body);
  nodes.add(T.with_statement, start, end, first);
}

function functionDefinition(p: Lexer, start: number): void {
  const { nodes } = p;
  const first = nodes.count;
  p.next();
  identifier(p);
  nodes.fill(F.name);
  if (p.kind === K.OPEN_SQUARE) typeParameters(p);
  parameters(p);
  if (p.kind === K.ARROW) {
    p.next();
    type(p);
    nodes.fill(F.return_type);
  }
  const end = suite(p, F.body);
  nodes.add(T.function_definition, start, end, first);
}

function classDefinition(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  identifier(p);
  nodes.fill(F.name);
  if (p.kind === K.OPEN_SQUARE) typeParameters(p);
  if (p.kind === K.OPEN) {
    const list = nodes.count;
    call(p);
    if (nodes.types[nodes.count - 1] !== T.argument_list || nodes.count === list) giveUp();
    nodes.fill(F.superclasses);
  }
  const end = suite(p, F.body);
  nodes.add(T.class_definition, start, end, first);
}

function decorated(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  while (p.kind === K.AT) {
    const { start: from } = p;
    const decorator = nodes.count;
    p.next();
    expression(p);
    endOfLine(p);
    nodes.add(T.decorator, from, p.lineEnd, decorator);
    if (p.indent !== p.blockIndent) giveUp();
  }
  const { start: from } = p;
  if (p.kind === K.CLASS) classDefinition(p);
  else if (p.kind === K.DEF) functionDefinition(p, from);
  else if (p.kind === K.ASYNC) {
    p.next();
    if (p.kind !== K.DEF) giveUp();
    functionDefinition(p, from);
  } else giveUp();
  nodes.fill(F.definition);
  nodes.add(T.decorated_definition, start, nodes.ends[nodes.count - 1] ?? 0, first);
}
