import { isBuiltin, onlyBinding, calledOn } from "./call-shapes.js";
import { literal } from "../python/constants.js";
import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";

/** A file that was opened here. */
export interface Opened {
  readonly path: SyntaxNode;
  /** The call that opens it. */
  readonly call: SyntaxNode;
  /** The name that it has where it is used; null where it has none. */
  readonly name: SyntaxNode | null;
  /** As it was written; null where that is not known. */
  readonly mode: string | null;
  /** What it is packed with: `gzip`; null for nothing. */
  readonly packed: string | null;
}

/** The file that an expression is, by the call that opened it: `open(path, "rb")`, or the name that a `with` gave it. */
export function opened(model: FileModel, node: SyntaxNode): Opened | null {
  const expression = unwrap(node);
  if (expression.type === "call") return openedBy(model, expression, null);
  const binding = expression.type === "identifier" ? onlyBinding(model, expression) : null;
  const value =
    binding && (binding.to.kind === "entered" || binding.to.kind === "value")
      ? unwrap(binding.to.value)
      : null;
  return value?.type === "call" ? openedBy(model, value, expression) : null;
}

function openedBy(model: FileModel, call: SyntaxNode, name: SyntaxNode | null): Opened | null {
  const callee = childOf(call, "function");
  if (!callee) return null;
  if (isBuiltin(model, callee, "open")) return withPath(model, call, name, null);
  const called = calledOn(model, call);
  if (called?.method !== "open") return null;
  const module = onlyBinding(model, called.object)?.to;
  if (module?.kind === "module") {
    const packed = PACKERS[module.module];
    return packed === undefined ? null : withPath(model, call, name, packed);
  }
  // `path.open("rb")`: whatever has such a method is a path, or as good as one.
  const mode = modeOf(model, call, 0, "r");
  return mode === null || !/^[rwabxt+]{1,3}$/.test(mode)
    ? null
    : { ...{ path: called.object, call, name, mode }, packed: null };
}

/** Modules whose `open` takes a path and a mode, and what they pack with. */
const PACKERS: Readonly<Record<string, string | null | undefined>> = {
  io: null,
  codecs: null,
  gzip: "gzip",
  bz2: "bz2",
  lzma: "lzma",
};

function withPath(
  model: FileModel,
  call: SyntaxNode,
  name: SyntaxNode | null,
  packed: string | null,
): Opened | null {
  const path = argumentOf(model.evaluator, call, {
    name: packed === null ? "file" : "filename",
    position: 0,
  }).node;
  if (!path || path.type === "list_splat") return null;
  return { path, call, name, packed, mode: modeOf(model, call, 1, packed === null ? "r" : "rb") };
}

function modeOf(model: FileModel, call: SyntaxNode, position: number, otherwise: string): string | null {
  const { node, mayBeAbsent } = argumentOf(model.evaluator, call, { name: "mode", position });
  if (!node) return mayBeAbsent ? otherwise : null;
  const mode = literal(model.tree.text, node);
  return typeof mode === "string" ? mode : null;
}
