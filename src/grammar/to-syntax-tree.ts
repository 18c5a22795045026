import type { ParseResult, Span, SyntaxNode } from "../python/syntax-tree.js";

/** The part of a tree cursor that both bindings of tree-sitter have. Offsets are UTF-16 units. */
export interface Cursor {
  readonly nodeType: string;
  readonly nodeTypeId: number;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  readonly currentFieldName: string | null;
  readonly startIndex: number;
  readonly endIndex: number;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** The deepest nesting that is analyzed; CPython itself gives up far earlier. */
export const MAX_DEPTH = 5000;

interface MutableNode extends SyntaxNode {
  readonly children: MutableNode[];
}

/**
 * Copies a tree-sitter tree into plain nodes, one step of the cursor at a time:
 * no recursion (depth is the author's to choose), no native handle that outlives the call.
 */
export function toSyntaxTree(text: string, cursor: Cursor): ParseResult {
  const nodes: SyntaxNode[] = [];
  const comments: Span[] = [];
  const errors: Span[] = [];
  const root = plainNode(cursor, null, 0);
  nodes.push(root);
  let parent = root;
  let depth = 0;

  if (root.type === "ERROR") errors.push({ start: root.start, end: root.end });
  if (!cursor.gotoFirstChild()) {
    return { ok: true, tree: { text, root, nodes, comments, errors } };
  }
  for (;;) {
    const type = typeOf(cursor);
    const field = cursor.currentFieldName;
    let descended = false;
    if (type === "comment" || type === "line_continuation") {
      if (type === "comment") comments.push({ start: cursor.startIndex, end: cursor.endIndex });
    } else if (cursor.nodeIsMissing) {
      errors.push({ start: cursor.startIndex, end: cursor.endIndex });
    } else if (cursor.nodeIsNamed || field) {
      const node = plainNode(cursor, parent, nodes.length);
      nodes.push(node);
      parent.children.push(node);
      if (type === "ERROR") errors.push({ start: node.start, end: node.end });
      if (cursor.gotoFirstChild()) {
        if (++depth > MAX_DEPTH) {
          return { ok: false, problem: `nested more than ${String(MAX_DEPTH)} levels deep` };
        }
        parent = node;
        descended = true;
      }
    }
    if (descended) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent() || !parent.parent) {
        return { ok: true, tree: { text, root, nodes, comments, errors } };
      }
      parent = parent.parent as MutableNode;
      depth--;
    }
  }
}

function plainNode(cursor: Cursor, parent: MutableNode | null, index: number): MutableNode {
  return {
    type: typeOf(cursor),
    field: cursor.currentFieldName || null,
    start: cursor.startIndex,
    end: cursor.endIndex,
    parent,
    index,
    children: [],
  };
}

const TYPE_NAMES = new Map<number, string>();

/** Asking the binding for a string at every step is slow; the grammar has a few hundred. */
function typeOf(cursor: Cursor): string {
  const id = cursor.nodeTypeId;
  let name = TYPE_NAMES.get(id);
  if (name === undefined) {
    name = cursor.nodeType;
    TYPE_NAMES.set(id, name);
  }
  return name;
}
