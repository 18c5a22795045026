import { identifierText } from "../parse/identifier.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";

/** `a` of `str(a)`, `Path(a)`, `os.fspath(a)`, `a.strpath`, as often as that was done; the node itself for anything else. */
export function pathWithin(model: FileModel, node: SyntaxNode): SyntaxNode {
  let path = unwrap(node);
  for (let i = 0; i < MAX_DEPTH; i++) {
    const inner = spelledPath(model, path);
    if (!inner) return path;
    path = unwrap(inner);
  }
  return path;
}

function spelledPath(model: FileModel, node: SyntaxNode): SyntaxNode | null {
  if (node.type === "attribute") {
    const member = childOf(node, "attribute");
    // What `py.path` has.
    const isText = member && identifierText(model.tree.text, member) === "strpath";
    return isText ? childOf(node, "object") : null;
  }
  const [first, ...others] = node.type === "call" ? argumentsOf(node) : [];
  return first && others.length === 0 && isCallOf(model, node, SPELLING) ? first : null;
}

/** The outermost of `str(a)`, `Path(a)`, `os.fspath(a)` and `a.strpath` around a path. */
export function pathAround(model: FileModel, node: SyntaxNode): SyntaxNode {
  let path = node;
  for (let i = 0; i < MAX_DEPTH; i++) {
    const { parent } = path;
    const outer = parent?.type === "argument_list" ? parent.parent : parent;
    const isSpelled = outer?.type === "parenthesized_expression" || pathWithin(model, outer ?? node) === node;
    if (!outer || !isSpelled) return path;
    path = outer;
  }
  return path;
}

const SPELLING = /^(?:builtins\.str|os\.fspath|(?:pathlib|py\.path)\.(?:Path|PurePath|PosixPath|local))$/;

/** The arguments of a call. */
export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  return childOf(call, "arguments")?.children ?? [];
}

/** Whether a call is one of functions that a pattern tells by their names, and of nothing else. */
export function isCallOf(model: FileModel, call: SyntaxNode, names: RegExp): boolean {
  const callee = call.type === "call" ? childOf(call, "function") : null;
  const values = callee ? model.evaluator.evaluate(callee) : [];
  return values.length > 0 && values.every((value) => value.kind === "symbol" && names.test(value.name));
}

/** How many spellings around one another are followed. */
const MAX_DEPTH = 3;
