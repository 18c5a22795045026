/**
 * A node of the syntax tree, as plain data: the same for every parser binding, and safe to keep.
 * Anonymous tokens (punctuation, keywords) are left out unless they fill a field (`operator`, say); so are comments.
 */
export interface SyntaxNode {
  /** The grammar's name of the node: `call`, `identifier`. */
  readonly type: string;
  /** The field of the parent that it fills: `function`, `arguments`; null for none. */
  readonly field: string | null;
  /** 0-based UTF-16 offsets into the text; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Of an identifier the name that it stands for; null for all else. */
  readonly name: string | null;
  readonly parent: SyntaxNode | null;
  /** Its place in `SyntaxTree.nodes`. */
  readonly index: number;
  readonly children: readonly SyntaxNode[];
}

/** A parsed text. Broken text still has a tree: what could not be parsed is in `errors`. */
export interface SyntaxTree {
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

/** What a parser gives back: a tree, or why there is none (`budget` says which limit was hit). */
export type ParseResult =
  { readonly ok: true; readonly tree: SyntaxTree } | { readonly ok: false; readonly problem: string };

/**
 * What the reader of a tree looks for, by name. Statements that have nothing to do with it can be left out of the tree:
 * what is found in it has to stay the same.
 */
export interface LookedFor {
  /** Qualified names: `a.b.c`, `a.B().c`. */
  readonly symbols: ReadonlySet<string>;
  /** Other paths to the same thing. */
  readonly same: Iterable<readonly [from: string, to: string]>;
  /** Modules that count under whatever other module they are reached. */
  readonly anywhere: ReadonlySet<string>;
  /** Names that tell by themselves: behind any dot, as a definition, as a key. */
  readonly words: ReadonlySet<string>;
  /**
   * Names of other files, which count behind any dot, as a key and where they are imported from a module, each with the
   * qualified names that it can stand for; null for what has none here.
   */
  readonly exports: ReadonlyMap<string, readonly (string | null)[]>;
  /** What holds modules by name: `sys.modules`. */
  readonly namespaces: Iterable<string>;
  /** Functions that take members by their names. */
  readonly carriers: ReadonlySet<string>;
  /** Functions that give back, in one form or another, what they get. */
  readonly givers: ReadonlySet<string>;
  /** Those of the words that bring in a module by its name. */
  readonly importers: ReadonlySet<string>;
  /** Modules whose import tells by itself. */
  readonly modules: ReadonlySet<string>;
  /** 0-based UTF-16 offsets: what is there, and what begins next behind them, counts whatever it is. */
  readonly near: readonly number[];
  /** Whether what is reached by a name that nobody can know counts as well. */
  readonly unknown: boolean;
  /** Whether what is imported counts by itself: other files can import it from this one. */
  readonly passesOn: boolean;
}

/**
 * Parses Python. Never throws; gives up, and says so, on text that is too large or too deep. With `lookedFor` the tree
 * need not hold more than that takes.
 */
export type ParsePython = (text: string, lookedFor?: LookedFor | null) => ParseResult;

/** A loaded parser. */
export interface Parser {
  readonly parse: ParsePython;
  /** To be awaited, where there is anything to, between files of a long run: lets go of what the parser left behind. */
  readonly settle: () => Promise<void> | undefined;
}

/** The first child that fills the field. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | null {
  return node.children.find((child) => child.field === field) ?? null;
}

/** All children that fill the field. */
export function childrenOf(node: SyntaxNode, field: string): SyntaxNode[] {
  return node.children.filter((child) => child.field === field);
}

/** The nearest node around it, itself excluded, whose type is one of these. */
export function ancestorOf(node: SyntaxNode, types: ReadonlySet<string>): SyntaxNode | null {
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
