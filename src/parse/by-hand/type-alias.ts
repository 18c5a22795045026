import { type, typeWithParameters } from "./annotations.js";
import { giveUp } from "./give-up.js";
import { hashOf } from "./characters.js";
import type { Lexer } from "./lexer.js";
import { F, T } from "./node-types.js";
import { primary } from "./primary.js";
import { K } from "./token-kinds.js";

/** The soft keyword that begins an alias, and can be a name of its own. */
export const TYPE = hashOf("type");

/** Behind the name `type`: what only an alias continues with; in the group, the bracket of a call. */
const ALIAS =
  /[ \t]*(?:[ \t](?!(?:in|is|and|or|not|if|else|for)\b)[A-Za-z_]\w*[ \t]*(?:\[|=(?!=))|(?<call>\())/y;

/** Reads `type X = ...`, if that begins here. */
export function typeAlias(p: Lexer): boolean {
  if (p.kind !== K.NAME || p.name !== TYPE) return false;
  ALIAS.lastIndex = p.end;
  const begins = ALIAS.exec(p.text);
  if (!begins || (begins.groups?.["call"] !== undefined && !isMemberOfCall(p))) return false;
  const { nodes, start } = p;
  const first = nodes.count;
  p.next();
  if (p.kind === K.NAME) typeWithParameters(p);
  else type(p);
  nodes.fill(F.left);
  if (p.kind !== K.ASSIGN) giveUp();
  p.next();
  type(p);
  nodes.fill(F.right);
  if (p.kind !== K.NEWLINE && p.kind !== K.END && p.kind !== K.SEMICOLON) giveUp();
  nodes.add(T.type_alias_statement, start, p.lastEnd, first);
  return true;
}

/** Whether it is `type(x).y = ` or `type(x)[y] = `, which is an alias to the grammar. */
function isMemberOfCall(p: Lexer): boolean {
  const before = p.mark();
  primary(p);
  const last = p.nodes.types[p.nodes.count - 1];
  const isMember = p.kind === K.ASSIGN && (last === T.attribute || last === T.subscript);
  p.backTo(before);
  return isMember;
}
