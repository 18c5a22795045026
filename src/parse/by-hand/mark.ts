import type { Lexer } from "./lexer.js";

/** Where the tokens of a statement begin. */
export interface Mark extends Pick<Lexer, "kind" | "start" | "end" | "name" | "lastEnd" | "nested"> {
  readonly rows: number;
  readonly comments: number;
}

/** The first token of a statement, to go back to. */
export function markOf({ kind, start, end, name, lastEnd, nested, nodes }: Lexer): Mark {
  return { kind, start, end, name, lastEnd, nested, rows: nodes.count, comments: nodes.comments.length };
}

/** Goes back to the first token of a statement, outside of any brackets. */
export function backTo(p: Lexer, { rows, comments, ...token }: Mark): void {
  Object.assign(p, token, { depth: 0 });
  p.nodes.count = rows;
  p.nodes.comments.length = comments;
}
