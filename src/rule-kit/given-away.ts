import type { SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { calleeName } from "../python/shapes.js";

/** Whether a function is given to something that may call it, or kept where others call it. */
export function isGivenAway(model: FileModel, node: SyntaxNode): boolean {
  const { parent } = node;
  const argument = parent?.type === "keyword_argument" ? (node.field === "value" ? parent : null) : node;
  const list = argument?.parent;
  if (list?.type === "argument_list") {
    const call = list.parent?.type === "call" ? list.parent : null;
    return call !== null && !LOOKING.test(calleeName(model, call));
  }
  return (parent?.type === "pair" && node.field === "value") || KEEPING.has(parent?.type ?? "error");
}

const KEEPING: ReadonlySet<string> = new Set(["list", "tuple", "set"]);
/** By name, what only looks at a function, changes it or takes its place. */
const LOOKING =
  /^(?:isinstance|issubclass|hasattr|getattr|setattr|delattr|callable|patch|object|print|repr|str|id|type|help|signature|getsource|getdoc|wraps|update_wrapper|create_autospec|register|append)$/;
