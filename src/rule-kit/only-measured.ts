import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import type { Use } from "../python/uses.js";
import { standsWhereErrorIsExpected } from "./expected-error.js";
import { symbolsOf } from "./sinks.js";

const DUMPS = /\.(?:_?dumps)$/;
/** Functions that make a number or a digest of bytes, and methods of digests. */
const MEASURING =
  /^builtins\.(?:len|hash|bool)$|^sys\.getsizeof$|^zlib\.(?:crc32|adler32)$|^(?:hashlib|xxhash|mmh3|blake3|_hashlib)\.[\w.()]+$/;

/** Whether the bytes of `dumps` are measured, hashed, compared or thrown away, or no test gets them: nobody can read them back. */
export function isOnlyMeasured(model: FileModel, use: Use): boolean {
  if (!use.call || use.shift !== 0 || !DUMPS.test(use.symbol)) return false;
  return endsHere(model, use.call) || standsWhereErrorIsExpected(model, use.call);
}

function endsHere(model: FileModel, node: SyntaxNode): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "expression_statement":
    case "comparison_operator":
      return true;
    case "parenthesized_expression":
      return endsHere(model, parent);
    case "argument_list": {
      const callee = parent.parent ? childOf(parent.parent, "function") : null;
      const symbols = symbolsOf(model, callee);
      return symbols.length > 0 && symbols.every((symbol) => MEASURING.test(symbol));
    }
    default:
      return false;
  }
}
