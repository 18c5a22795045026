import { close, open, splat } from "./brackets.js";
import { comprehension } from "./comprehension.js";
import { expression } from "./expressions.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { primary } from "./primary.js";
import { K } from "./token-kinds.js";

/** The arguments of a call, or the generator that is its only one. */
export function call(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  open(p);
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
        if (p.kind === K.CLOSE) break;
        argument(p);
      }
    }
  }
  close(p, K.CLOSE);
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
  open(p);
  do {
    index(p);
    p.nodes.fill(F.subscript);
    if (p.kind !== K.COMMA) break;
    p.next();
  } while (p.kind !== K.CLOSE_SQUARE);
  close(p, K.CLOSE_SQUARE);
}

function index(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind === K.STAR) {
    p.next();
    if (p.kind !== K.NAME) giveUp();
    primary(p);
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
