import { close, open } from "./brackets.js";
import { giveUp } from "./give-up.js";
import { hashOf } from "./characters.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { identifier } from "./primary.js";
import { K } from "./token-kinds.js";

const FUTURE = hashOf("__future__");

/** `import a.b as c, d`. */
export function importStatement(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  names(p, K.NEWLINE);
  nodes.add(T.import_statement, start, p.lastEnd, first);
}

/** `from a.b import c as d, e`. */
export function importFrom(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  const isFuture = p.kind === K.NAME && p.name === FUTURE && p.text.startsWith("__future__", p.start);
  moduleName(p);
  nodes.fill(F.module_name);
  if (p.kind !== K.IMPORT) giveUp();
  // `from __future__ import` is a statement of its own, whose module is no node.
  if (isFuture) nodes.count = first;
  p.next();
  if (p.kind === K.STAR) {
    if (isFuture) giveUp();
    nodes.leaf(T.wildcard_import, p.start, p.end);
    p.next();
  } else if (p.kind === K.OPEN) {
    open(p);
    names(p, K.CLOSE);
    close(p, K.CLOSE);
  } else names(p, K.NEWLINE);
  nodes.add(isFuture ? T.future_import_statement : T.import_from_statement, start, p.lastEnd, first);
}

function moduleName(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  if (p.kind !== K.DOT && p.kind !== K.ELLIPSIS) {
    dottedName(p);
    return;
  }
  while (p.kind === K.DOT || p.kind === K.ELLIPSIS) p.next();
  nodes.leaf(T.import_prefix, start, p.lastEnd);
  if (p.kind === K.NAME) dottedName(p);
  nodes.add(T.relative_import, start, p.lastEnd, first);
}

function names(p: Lexer, closing: number): void {
  const { nodes } = p;
  for (;;) {
    const { start } = p;
    const first = nodes.count;
    dottedName(p);
    nodes.fill(F.name);
    if (p.kind === K.AS) {
      p.next();
      identifier(p);
      nodes.fill(F.alias);
      nodes.add(T.aliased_import, start, p.lastEnd, first);
      nodes.fill(F.name);
    }
    if (p.kind !== K.COMMA) return;
    p.next();
    if (p.kind === closing) {
      if (closing === K.NEWLINE) giveUp();
      return;
    }
  }
}

function dottedName(p: Lexer): void {
  const { nodes, start } = p;
  const first = nodes.count;
  identifier(p);
  while (p.kind === K.DOT) {
    p.next();
    identifier(p);
  }
  nodes.add(T.dotted_name, start, p.lastEnd, first);
}
