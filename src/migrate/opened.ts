import { calledOn, isBuiltin, nameOf, onlyBinding } from "./call-shapes.js";
import { literal } from "../python/constants.js";
import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import { nodesWithin } from "../python/nodes-of.js";
import { childOf, contains, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";

/** A file that was opened here. */
export interface Opened {
  readonly path: SyntaxNode;
  /** The call that opens it. */
  readonly call: SyntaxNode;
  /** The name that it has where it is used; null where it has none. */
  readonly name: SyntaxNode | null;
  /** The `with` statement that gives it that name and closes it; null for none. */
  readonly within: SyntaxNode | null;
  /** As it was written; null where that is not known. */
  readonly mode: string | null;
  /** What it is packed with: `gzip`; null for nothing. */
  readonly packed: string | null;
}

/** The file that an expression is, by the call that opened it: `open(path, "rb")`, or the name that a `with` gave it. */
export function opened(model: FileModel, node: SyntaxNode): Opened | null {
  const expression = unwrap(node);
  if (expression.type === "call") return openedBy(model, expression, null, null);
  if (expression.type !== "identifier") return null;
  const entered = enteredAs(model, expression);
  if (entered) return openedBy(model, entered.value, expression, entered.statement);
  const binding = onlyBinding(model, expression);
  const value =
    binding && (binding.to.kind === "entered" || binding.to.kind === "value")
      ? unwrap(binding.to.value)
      : null;
  return value?.type === "call" ? openedBy(model, value, expression, null) : null;
}

/** The call that the nearest `with` around a name calls so, where nothing within gives the name to something else. */
function enteredAs(
  model: FileModel,
  name: SyntaxNode,
): { readonly value: SyntaxNode; readonly statement: SyntaxNode } | null {
  const wanted = nameOf(model, name);
  for (let outer = name.parent; outer; outer = outer.parent) {
    if (outer.type === "function_definition" || outer.type === "lambda") return null;
    const body = outer.type === "with_statement" ? childOf(outer, "body") : null;
    if (!body || !contains(body, name)) continue;
    for (const item of outer.children.find(({ type }) => type === "with_clause")?.children ?? []) {
      const pattern = childOf(item, "value");
      const target = pattern?.type === "as_pattern" ? childOf(pattern, "alias")?.children[0] : undefined;
      const [value] = pattern?.children ?? [];
      if (!target || !value || nameOf(model, target) !== wanted) continue;
      const call = unwrap(value);
      return call.type === "call" && !isBoundIn(model, wanted ?? "", body)
        ? { value: call, statement: outer }
        : null;
    }
  }
  return null;
}

function isBoundIn(model: FileModel, name: string, body: SyntaxNode): boolean {
  return nodesWithin(model.evaluator.identifiersNamed(name), body).some(
    ({ parent, field }) =>
      field === "left" || parent?.type === "as_pattern_target" || parent?.type === "pattern_list",
  );
}

function openedBy(
  model: FileModel,
  call: SyntaxNode,
  name: SyntaxNode | null,
  within: SyntaxNode | null,
): Opened | null {
  const callee = childOf(call, "function");
  if (!callee) return null;
  if (isBuiltin(model, callee, "open")) return withPath(model, call, name, within, null);
  const called = calledOn(model, call);
  if (called?.method !== "open") return null;
  const module = onlyBinding(model, called.object)?.to;
  if (module?.kind === "module") {
    const packed = PACKERS[module.module];
    return packed === undefined ? null : withPath(model, call, name, within, packed);
  }
  // `path.open("rb")`: whatever has such a method is a path, or as good as one.
  const mode = modeOf(model, call, 0, "r");
  return mode === null || !/^[rwabxt+]{1,3}$/.test(mode)
    ? null
    : { ...{ path: called.object, call, name, within, mode }, packed: null };
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
  within: SyntaxNode | null,
  packed: string | null,
): Opened | null {
  const path = argumentOf(model.evaluator, call, {
    name: packed === null ? "file" : "filename",
    position: 0,
  }).node;
  if (!path || path.type === "list_splat") return null;
  return { path, call, name, within, packed, mode: modeOf(model, call, 1, packed === null ? "r" : "rb") };
}

function modeOf(model: FileModel, call: SyntaxNode, position: number, otherwise: string): string | null {
  const { node, mayBeAbsent } = argumentOf(model.evaluator, call, { name: "mode", position });
  if (!node) return mayBeAbsent ? otherwise : null;
  const mode = literal(model.tree.text, node);
  return typeof mode === "string" ? mode : null;
}
