import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { symbolsOf } from "./sinks.js";

/** Whether a node calls a function that a test tells by its qualified name, and nothing else. */
export function callsOnly(model: FileModel, node: SyntaxNode, test: (symbol: string) => boolean): boolean {
  const callee = node.type === "call" ? childOf(node, "function") : null;
  if (!callee) return false;
  const isIt = model.evaluator.evaluate(callee).every((value) => value.kind === "symbol" && test(value.name));
  return isIt && !isReexport(model, callee);
}

/** What six and the copies of it in other libraries call the module of Python 2. */
const SAME_MODULE = /^(?:\w+\.)*six\.moves\.cPickle$/;

/** `mylib.pickle.dumps`: what goes by the name of a known module in somebody else's. */
function isReexport(model: FileModel, callee: SyntaxNode): boolean {
  const object = callee.type === "attribute" ? childOf(callee, "object") : null;
  const owners = object ? symbolsOf(model, object) : [];
  const symbols = symbolsOf(model, callee);
  return owners.some(
    (owner) => !SAME_MODULE.test(owner) && !symbols.some((symbol) => symbol.startsWith(`${owner}.`)),
  );
}
