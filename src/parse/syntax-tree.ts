import type { FieldName, NodeKind } from "./node-kinds.js";

/**
 * A node of the syntax tree, as plain data: the same for every parser binding, and safe to keep.
 * Anonymous tokens (punctuation, keywords) are left out unless they fill a field (`operator`, say); so are comments.
 */
export interface SyntaxNode {
  readonly type: NodeKind;
  /** The field of the parent that it fills; null for none. */
  readonly field: FieldName | null;
  /** 0-based UTF-16 offsets into the text; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** The name that an identifier stands for (after NFKC normalization); null for every other kind of node. */
  readonly name: string | null;
  readonly parent: SyntaxNode | null;
  /** Its place in `SyntaxTree.nodes`. */
  readonly index: number;
  readonly children: readonly SyntaxNode[];
}

/** A node while its tree is being made. */
export interface MutableNode extends SyntaxNode {
  type: NodeKind;
  field: FieldName | null;
  start: number;
  end: number;
  parent: MutableNode | null;
  index: number;
  children: MutableNode[];
}

/** A parsed text. Broken text still has a tree: what could not be parsed is in `errors`. */
export interface SyntaxTree {
  /** With a line feed where the text that was parsed has a lone carriage return: Python reads it so. */
  readonly text: string;
  readonly root: SyntaxNode;
  /** Every node, parents before children, in source order. */
  readonly nodes: readonly SyntaxNode[];
  readonly comments: readonly Span[];
  /** The places that do not follow the grammar, in source order. */
  readonly errors: readonly Span[];
}

/** A stretch of text: 0-based UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a parser gives back: a tree, or why there is none. */
export type ParseResult =
  { readonly ok: true; readonly tree: SyntaxTree } | { readonly ok: false; readonly problem: string };

/** Parses Python. Never throws; gives up, and says so, on text that is too large or too deep. */
export type ParsePython = (text: string) => ParseResult;

/** A loaded parser. */
export interface Parser {
  readonly parse: ParsePython;
  /** Frees what the parser left in memory. In a long run the promise, if there is one, is awaited between two files. */
  readonly settle: () => Promise<void> | undefined;
}

/** The first child that fills the field. */
export function childOf(node: SyntaxNode, field: FieldName): SyntaxNode | null {
  return node.children.find((child) => child.field === field) ?? null;
}

/** All children that fill the field. */
export function childrenOf(node: SyntaxNode, field: FieldName): SyntaxNode[] {
  return node.children.filter((child) => child.field === field);
}

/** The nearest node around it, itself excluded, whose type is one of these. */
export function ancestorOf(node: SyntaxNode, types: ReadonlySet<NodeKind>): SyntaxNode | null {
  let current = node.parent;
  while (current && !types.has(current.type)) current = current.parent;
  return current;
}

/** Whether `inner` lies within `outer` (or is it). */
export function contains(outer: Span, inner: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** Takes parentheses off: `((x))` gives `x`. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let current = node;
  while (current.type === "parenthesized_expression" && current.children.length === 1) {
    const inner = current.children[0];
    if (!inner) break;
    current = inner;
  }
  return current;
}

/** The outermost node that starts where the span does and lies within it. */
export function nodeAt(tree: SyntaxTree, span: Span): SyntaxNode {
  const { nodes, root } = tree;
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.start ?? 0) < span.start) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < nodes.length; i++) {
    const node = nodes[i];
    if (node?.start !== span.start) break;
    if (node.end <= span.end) return node;
  }
  return nodes[low] ?? root;
}
