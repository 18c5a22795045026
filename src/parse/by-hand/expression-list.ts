import { expression } from "./expressions.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { T } from "./node-types.js";
import { primary } from "./primary.js";
import { K } from "./token-kinds.js";

/** An expression, or several with commas between as one list. */
export function expressions(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (separated(p)) nodes.add(T.expression_list, start, p.lastEnd, first);
}

/** Expressions with commas between, as they are. Returns whether there was a comma. */
export function separated(p: Lexer): boolean {
  starred(p);
  if (p.kind !== K.COMMA) return false;
  while (p.kind === K.COMMA) {
    p.next();
    if (p.kind === K.NEWLINE) notGoingOn(p);
    if (!mayBegin(p.kind)) break;
    starred(p);
  }
  return true;
}

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

/** Gives up where the grammar takes the first name of the next line for one more after the last comma. */
function notGoingOn({ text, end }: Lexer): void {
  NEXT_NAME.lastIndex = end;
  if (NEXT_NAME.test(text)) giveUp();
}

const NEXT_NAME = /\s*(?:#.*\n\s*)*(?:print|exec|match|type|async|await)\b/y;

/** Whether an expression can begin with this; else a comma before it is the last. */
function mayBegin(kind: number): boolean {
  return (
    kind !== K.NEWLINE &&
    kind !== K.END &&
    kind !== K.SEMICOLON &&
    kind !== K.ASSIGN &&
    kind !== K.COLON &&
    kind !== K.CLOSE &&
    kind !== K.CLOSE_CURLY
  );
}

function starred(p: Lexer): void {
  if (p.kind !== K.STAR) {
    expression(p);
    return;
  }
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  // To the grammar nothing else can be starred here.
  if (p.kind !== K.NAME) giveUp();
  primary(p);
  nodes.add(T.list_splat, start, p.lastEnd, first);
}
