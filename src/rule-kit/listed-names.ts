import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { mappingOf } from "../python/mappings.js";
import type { Value } from "../python/value.js";
import { isOnlyRead } from "./only-read.js";

/** One entry of an allowlist: one text, or a module and a name of it. */
export type Listed = string | readonly [module: string, name: string];

/** The most entries of one list that are read. */
const MAX_ENTRIES = 5000;

/**
 * What a container lists, for `x in container`: texts and pairs of texts; the keys of a dictionary. Null where that is not
 * written out in the file, or where something may put more into it.
 */
export function listedIn(model: FileModel, container: SyntaxNode): readonly Listed[] | null {
  if (!isOnlyRead(model, container, false)) return null;
  const listed: Listed[] = [];
  return collect(model, container, listed, 0) ? listed : null;
}

/**
 * The expressions that a written-out dictionary holds; null where it is none, or where it may be changed.
 * @param areContainers whether these could be changed as well
 */
export function entriesOf(
  model: FileModel,
  table: SyntaxNode,
  areContainers: boolean,
): readonly SyntaxNode[] | null {
  if (!isOnlyRead(model, table, areContainers)) return null;
  const values = model.evaluator.evaluate(table);
  if (!values.every((value) => value.kind === "mapping" && isWrittenOut(value.node))) return null;
  return values.flatMap((value) =>
    value.kind === "mapping"
      ? mappingOf(model.evaluator, value.node).entries.map((entry) => entry.value)
      : [],
  );
}

function collect(model: FileModel, container: SyntaxNode, listed: Listed[], depth: number): boolean {
  const node = unwrap(container);
  if (depth > 4) return false;
  if (node.type === "binary_operator") {
    const sides = [childOf(node, "left"), childOf(node, "right")];
    return sides.every((side) => side !== null && collect(model, side, listed, depth + 1));
  }
  return model.evaluator.evaluate(node).every((value) => addFrom(model, value, node, listed, depth));
}

function addFrom(
  model: FileModel,
  value: Value,
  place: SyntaxNode,
  listed: Listed[],
  depth: number,
): boolean {
  if (value.kind === "mapping") {
    if (!isWrittenOut(value.node)) return false;
    return value.node.type === "dictionary"
      ? value.node.children.every((pair) => addEntry(model, childOf(pair, "key"), listed))
      : mappingOf(model.evaluator, value.node).entries.every(
          ({ key }) => key !== undefined && listed.push(key),
        );
  }
  if (value.kind === "sequence") {
    return value.node.children.every((item) =>
      item.type === "list_splat" && item.children[0]
        ? collect(model, item.children[0], listed, depth + 1)
        : addEntry(model, item, listed),
    );
  }
  if (value.kind === "entries") return addFromElsewhere(value, listed);
  // A union that has a name.
  const bound = value.kind === "unknown" ? boundOnce(model, place) : null;
  return bound?.type === "binary_operator" && collect(model, bound, listed, depth + 1);
}

/** What a display of another file lists: its keys, or its items. */
function addFromElsewhere(
  { entries, isMapping }: Extract<Value, { kind: "entries" }>,
  listed: Listed[],
): boolean {
  return entries.every(({ key, values }) => {
    if (isMapping) return typeof key === "string" && listed.push(key) > 0;
    const [value, ...others] = values;
    if (!value || others.length > 0) return false;
    const parts = value.kind === "entries" ? value.entries.flatMap((part) => part.values) : [value];
    const texts = parts.flatMap((part) =>
      part.kind === "constant" && typeof part.value === "string" ? [part.value] : [],
    );
    const [first, second] = texts;
    if (first === undefined || texts.length !== parts.length || texts.length > 2) return false;
    return listed.push(second === undefined ? first : [first, second]) > 0;
  });
}

function addEntry(model: FileModel, item: SyntaxNode | null, listed: Listed[]): boolean {
  if (!item || listed.length >= MAX_ENTRIES) return false;
  const entry = entryOf(model, item);
  return entry !== null && listed.push(entry) > 0;
}

/** What one expression names: a text, or a tuple of two. */
export function entryOf(model: FileModel, item: SyntaxNode): Listed | null {
  const whole = textOf(model.evaluator, item);
  if (whole !== undefined) return whole;
  const [value, ...others] = model.evaluator.evaluate(item);
  if (others.length > 0 || value?.kind !== "sequence" || value.node.type !== "tuple") return null;
  const [module, name, ...more] = value.node.children.map((part) => textOf(model.evaluator, part));
  return module === undefined || name === undefined || more.length > 0 ? null : [module, name];
}

function boundOnce(model: FileModel, place: SyntaxNode): SyntaxNode | null {
  if (place.type !== "identifier") return null;
  const name = identifierText(model.tree.text, place);
  const bindings = model.scopes.module.bindings.get(name) ?? [];
  const [binding] = bindings;
  return bindings.length === 1 && binding?.to.kind === "value" ? unwrap(binding.to.value) : null;
}

function isWrittenOut(mapping: SyntaxNode): boolean {
  const entries = mapping.type === "dictionary" ? mapping : childOf(mapping, "arguments");
  const kind: NodeKind = mapping.type === "dictionary" ? "pair" : "keyword_argument";
  return (entries?.children ?? []).every((child) => child.type === kind);
}
