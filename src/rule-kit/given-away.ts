import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
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

/** Whether what a function does, or does by default, is changed: `load.__defaults__ = ...`, `setattr(load, "__code__", ...)`. */
export function isReshaped(model: FileModel, node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === "attribute" && node.field === "object") {
    const member = childOf(parent, "attribute");
    return member !== null && RESHAPING.test(identifierText(model.tree.text, member));
  }
  const call = parent?.type === "argument_list" && parent.parent?.type === "call" ? parent.parent : null;
  if (!call || calleeName(model, call) !== "setattr") return false;
  const [owner, name] = positionalArguments(call);
  const text = textOf(model.evaluator, name);
  return owner === node && (text === undefined || RESHAPING.test(text));
}

/** What a function keeps its defaults and its code in, and what sets those. */
const RESHAPING = /^__(?:defaults|kwdefaults|code|setattr|dict)__$/;

const KEEPING: ReadonlySet<string> = new Set(["list", "tuple", "set"]);
/** By name, what only looks at a function, changes it or takes its place. */
const LOOKING =
  /^(?:isinstance|issubclass|hasattr|getattr|setattr|delattr|callable|patch|object|print|repr|str|id|type|help|signature|getsource|getdoc|wraps|update_wrapper|create_autospec|register|append)$/;
