import { NOT_PLAIN, giveUp } from "./give-up.js";
import { Lexer } from "./lexer.js";
import type { NodeTable } from "./node-table.js";
import { T } from "./node-types.js";
import { statements } from "./statements.js";
import { K } from "./token-kinds.js";

const lexer = new Lexer();

/**
 * The nodes of a text that is plain valid Python; null for any other, which a complete parser then has to read. The
 * table is only good until the next text.
 */
export function parsePlain(text: string): NodeTable | null {
  if (text.includes("\0")) return null;
  try {
    lexer.open(text);
    const { nodes } = lexer;
    const start = nodes.comments[0]?.start ?? lexer.start;
    statements(lexer, 0);
    if (lexer.kind !== K.END) giveUp();
    nodes.add(T.module, start, text.length, 0);
    return nodes;
  } catch (error) {
    if (error === NOT_PLAIN) return null;
    throw error;
  }
}
