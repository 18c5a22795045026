import { casePattern } from "./case-patterns.js";
import { suite } from "./compound.js";
import { expression } from "./expressions.js";
import { giveUp, NOT_PLAIN } from "./give-up.js";
import { hashOf } from "./characters.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { endOfLine } from "./statements.js";
import { K } from "./token-kinds.js";

const MATCH = hashOf("match");
const CASE = hashOf("case");

/** Behind the name `match`: what begins a subject; in the group, what may as well continue an expression (`match(x)`). */
const SUBJECT =
  /(?:[ \t]|\\\r?\n)*(?!(?:if|else|for|in|is|and|or)\b|not[ \t]+in\b)(?:["'{~\w\u0080-\uffff]|(?<either>[([*-]))/y;

/** Reads a `match` statement, if one begins here; `match` can be any name, too. */
export function matchStatement(p: Lexer): boolean {
  if (p.name !== MATCH) return false;
  SUBJECT.lastIndex = p.end;
  const begins = SUBJECT.exec(p.text);
  if (!begins) return false;
  const { nodes, start } = p;
  const first = nodes.count;
  if (begins.groups?.["either"] === undefined) {
    subjects(p);
  } else if (!mayBeSubjects(p)) return false;
  const end = cases(p);
  nodes.add(T.match_statement, start, end, first);
  return true;
}

/** Reads what stands behind `match`, and goes back to it where that is no line that ends with a colon. */
function mayBeSubjects(p: Lexer): boolean {
  const before = p.mark();
  try {
    subjects(p);
    return true;
  } catch (error) {
    if (error !== NOT_PLAIN) throw error;
    p.backTo(before);
    return false;
  }
}

/** What is matched, up to the end of its line. */
function subjects(p: Lexer): void {
  p.next();
  subject(p);
  while (p.kind === K.COMMA) {
    p.next();
    if (p.kind === K.COLON) break;
    subject(p);
  }
  if (p.kind !== K.COLON) giveUp();
  p.next();
  if (p.kind !== K.NEWLINE) giveUp();
}

function subject(p: Lexer): void {
  expression(p);
  p.nodes.fill(F.subject);
}

/** The cases in the lines below. Returns where the last one ends. */
function cases(p: Lexer): number {
  const { nodes } = p;
  const first = nodes.count;
  const outer = p.blockIndent;
  p.enterBlock();
  endOfLine(p);
  // To the grammar the block begins where the line of the `match` ends.
  const start = p.lineEnd;
  const { indent } = p;
  if (indent <= outer || !isCase(p)) giveUp();
  while (isCase(p) && p.indent === indent) {
    p.blockIndent = indent;
    caseClause(p);
  }
  const end = p.blockEnd(indent);
  if (p.indent > outer) giveUp();
  p.blockIndent = outer;
  p.blocks--;
  nodes.add(T.block, start, end, first);
  nodes.fill(F.body);
  return end;
}

function isCase(p: Lexer): boolean {
  return p.kind === K.NAME && p.name === CASE;
}

function caseClause(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  casePattern(p);
  while (p.kind === K.COMMA) {
    p.next();
    if (p.kind === K.COLON || p.kind === K.IF) break;
    casePattern(p);
  }
  if (p.kind === K.IF) {
    const { start: from } = p;
    const guard = nodes.count;
    p.next();
    expression(p);
    nodes.add(T.if_clause, from, p.lastEnd, guard);
    nodes.fill(F.guard);
  }
  const end = suite(p, F.consequence);
  nodes.add(T.case_clause, start, end, first);
  nodes.fill(F.alternative);
}
