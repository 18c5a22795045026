import type { Evaluator } from "./evaluator.js";
import { stringKey } from "./constants.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** An entry of a dictionary display or `dict(...)` call; a key that is no literal string is undefined. */
export interface MappingEntry {
  readonly key: string | undefined;
  readonly value: SyntaxNode;
}

/** A mapping value that is written out. */
export interface Mapping {
  /** Its entries; those that it takes over are in `sources`. */
  readonly entries: readonly MappingEntry[];
  /** The same by their key; undefined for those whose key is no literal string. */
  readonly byKey: ReadonlyMap<unknown, readonly MappingEntry[]>;
  /** What it takes over: `**other` in a display, the argument of `dict(...)`. */
  readonly sources: readonly SyntaxNode[];
  /** Whether there is nothing in it but entries. */
  readonly isWhole: boolean;
}

/** What a dictionary display or `dict(...)` call holds. It is looked through once: a file can look up as much as there is in it. */
export function mappingOf({ tree }: Evaluator, node: SyntaxNode): Mapping {
  const known = mappings.get(node);
  if (known) return known;
  const isDisplay = node.type === "dictionary";
  const items = (isDisplay ? node : childOf(node, "arguments"))?.children ?? [];
  const entries = items.flatMap((item) => entryIn(tree.text, item, isDisplay));
  const byKey = new Map<unknown, MappingEntry[]>();
  for (const entry of entries) {
    const list = byKey.get(entry.key);
    if (list) list.push(entry);
    else byKey.set(entry.key, [entry]);
  }
  const kind = isDisplay ? "pair" : "keyword_argument";
  const sources = items.flatMap((item) => sourceIn(item) ?? []);
  const mapping = { entries, byKey, sources, isWhole: items.every(({ type }) => type === kind) };
  mappings.set(node, mapping);
  return mapping;
}

function sourceIn(item: SyntaxNode): SyntaxNode | null {
  if (item.field !== null || item.type === "pair" || item.type === "keyword_argument") return null;
  return item.type === "dictionary_splat" ? (item.children[0] ?? null) : item;
}

const mappings = new WeakMap<SyntaxNode, Mapping>();

function entryIn(text: string, item: SyntaxNode, isDisplay: boolean): MappingEntry[] {
  if (isDisplay) {
    const value = item.type === "pair" ? childOf(item, "value") : null;
    return value ? [{ key: stringKey(text, item), value }] : [];
  }
  const name = childOf(item, "name");
  const value = childOf(item, "value");
  return name && value ? [{ key: identifierText(text, name), value }] : [];
}
