/** Qualified names as a tree of their parts: `numpy` with `load`, `lib` with `format` with `read_array`, ... */
export interface SymbolNode {
  readonly children: Map<string, SymbolNode>;
  /** Other places that are the same as this one: `tf_keras` is `keras`. */
  readonly same: SymbolNode[];
  /** Whether one of the names ends here, and does not only go on. */
  isEnd: boolean;
}

/**
 * The tree of some qualified names; a call in one (`a.B().c`) is left out.
 * @param same other paths, and what they lead to
 */
export function symbolTree(
  symbols: Iterable<string>,
  same: Iterable<readonly [from: string, to: string]>,
): SymbolNode {
  const root = newNode();
  for (const symbol of symbols) insert(root, symbol).isEnd = true;
  for (const [from, to] of same) insert(root, from).same.push(insert(root, to));
  return root;
}

/** The members of this name of some places. */
export function membersNamed(places: readonly SymbolNode[], name: string): readonly SymbolNode[] {
  const found: SymbolNode[] = [];
  for (const place of places) {
    const child = place.children.get(name);
    if (child) reach(child, found);
  }
  return found;
}

function reach(node: SymbolNode, found: SymbolNode[]): void {
  if (found.includes(node)) return;
  found.push(node);
  for (const other of node.same) reach(other, found);
}

function insert(root: SymbolNode, symbol: string): SymbolNode {
  let node = root;
  for (const part of partsOf(symbol)) {
    let child = node.children.get(part);
    if (!child) {
      child = newNode();
      node.children.set(part, child);
    }
    node = child;
  }
  return node;
}

function newNode(): SymbolNode {
  return { children: new Map(), same: [], isEnd: false };
}

/** The parts of a qualified name, without calls. */
export function partsOf(symbol: string): string[] {
  return symbol.replaceAll("()", "").split(".");
}
