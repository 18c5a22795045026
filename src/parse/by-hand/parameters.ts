import { annotation } from "./annotations.js";
import { close, open } from "./brackets.js";
import { expression } from "./expressions.js";
import { giveUp } from "./give-up.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { identifier } from "./primary.js";
import { K } from "./token-kinds.js";

/** The parameters of a function, in parentheses. */
export function parameters(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind !== K.OPEN) giveUp();
  open(p);
  list(p, K.CLOSE, true);
  close(p, K.CLOSE);
  nodes.add(T.parameters, start, p.lastEnd, first);
  nodes.fill(F.parameters);
}

/** The parameters of a lambda, up to its colon. */
export function lambdaParameters(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  list(p, K.COLON, false);
  nodes.add(T.lambda_parameters, start, p.lastEnd, first);
  nodes.fill(F.parameters);
}

function list(p: Lexer, closing: number, typed: boolean): void {
  while (p.kind !== closing) {
    parameter(p, typed);
    if (p.kind === K.COMMA) p.next();
    else if (p.kind !== closing) giveUp();
  }
}

function parameter(p: Lexer, typed: boolean): void {
  const { nodes, start, kind } = p;
  const first = nodes.count;
  if (kind === K.SLASH) {
    nodes.leaf(T.positional_separator, start, p.end);
    p.next();
    return;
  }
  if (kind === K.STAR || kind === K.DOUBLE_STAR) {
    const { end } = p;
    p.next();
    if (kind === K.STAR && p.kind === K.COMMA) {
      nodes.leaf(T.keyword_separator, start, end);
      return;
    }
    identifier(p);
    const type = kind === K.STAR ? T.list_splat_pattern : T.dictionary_splat_pattern;
    nodes.add(type, start, p.lastEnd, first);
    if (typed && p.kind === K.COLON) {
      annotation(p);
      nodes.add(T.typed_parameter, start, p.lastEnd, first);
    }
    return;
  }
  identifier(p);
  const hasType = typed && p.kind === K.COLON;
  if (hasType) annotation(p);
  if (p.kind === K.ASSIGN) {
    nodes.fields[first] = F.name;
    p.next();
    expression(p);
    nodes.fill(F.value);
    nodes.add(hasType ? T.typed_default_parameter : T.default_parameter, start, p.lastEnd, first);
  } else if (hasType) nodes.add(T.typed_parameter, start, p.lastEnd, first);
}
