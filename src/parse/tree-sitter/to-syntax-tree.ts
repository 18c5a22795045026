import { normalizeName } from "../identifier.js";
import type { FieldName, NodeKind } from "../node-kinds.js";
import type { MutableNode, ParseResult, Span, SyntaxTree } from "../syntax-tree.js";
import { liftStar, starTooFarIn, type StarTooFarIn } from "./lift-stars.js";

/** The part of a tree cursor that both bindings of tree-sitter have. Offsets are UTF-16 units. */
export interface Cursor {
  readonly nodeType: string;
  readonly nodeTypeId: number;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  /** The native binding has undefined for none, the WASM one 0. */
  readonly currentFieldId: number | undefined;
  readonly currentFieldName: string | null;
  readonly startIndex: number;
  readonly endIndex: number;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** The result of the grammar, whose nodes may still be changed. */
export type GrammarResult =
  | { readonly ok: true; readonly tree: SyntaxTree & { readonly nodes: MutableNode[] } }
  | Extract<ParseResult, { ok: false }>;

/** The deepest nesting that is analyzed; CPython itself gives up far earlier. */
export const MAX_DEPTH = 5000;

/**
 * Copies a tree-sitter tree into plain nodes, one step of the cursor at a time: no recursion, as the
 * author of the text chooses the depth, and no native handle that outlives the call. A call into the binding costs more
 * than the copying, so there are few.
 * @param hasError whether the tree has errors at all; if not, no node is asked whether it is missing
 */
export function toSyntaxTree(text: string, cursor: Cursor, hasError: boolean): GrammarResult {
  const nodes: MutableNode[] = [];
  const comments: Span[] = [];
  const errors: Span[] = [];
  const stars: StarTooFarIn[] = [];
  const root = plainNode(text, cursor, typeOf(cursor).name === "ERROR" ? "ERROR" : "module", null, 0);
  nodes.push(root);
  let parent = root;
  let depth = 0;

  if (root.type === "ERROR") errors.push({ start: root.start, end: root.end });
  if (!cursor.gotoFirstChild()) {
    return { ok: true, tree: { text, root, nodes, comments, errors } };
  }
  for (;;) {
    const type = typeOf(cursor);
    if (hasError && cursor.nodeIsMissing) {
      errors.push({ start: cursor.startIndex, end: cursor.endIndex });
    } else if (type.name === "comment") {
      comments.push({ start: cursor.startIndex, end: cursor.endIndex });
    } else if (type.name !== "line_continuation" && (type.isNamed || fieldOf(cursor) !== null)) {
      const node = plainNode(text, cursor, type.name, parent, nodes.length);
      nodes.push(node);
      parent.children.push(node);
      const star = starTooFarIn(node);
      if (star) stars.push(star);
      if (type.name === "ERROR") errors.push({ start: node.start, end: node.end });
      if (!LEAVES.has(type.name) && cursor.gotoFirstChild()) {
        if (++depth > MAX_DEPTH) {
          return { ok: false, problem: `nested more than ${String(MAX_DEPTH)} levels deep` };
        }
        parent = node;
        continue;
      }
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent() || !parent.parent) {
        for (const star of stars) liftStar(nodes, star);
        return { ok: true, tree: { text, root, nodes, comments, errors } };
      }
      parent = parent.parent;
      depth--;
    }
  }
}

/** Frequent types that have no children. */
const LEAVES: ReadonlySet<NodeKind> = new Set([
  "identifier",
  "integer",
  "float",
  "true",
  "false",
  "none",
  "string_start",
]);

function plainNode(
  text: string,
  cursor: Cursor,
  type: NodeKind,
  parent: MutableNode | null,
  index: number,
): MutableNode {
  const { startIndex: start, endIndex: end } = cursor;
  const name = type === "identifier" ? normalizeName(text.slice(start, end)) : null;
  return { type, field: fieldOf(cursor), start, end, name, parent, index, children: [] };
}

/**
 * The kinds that the binding gives: ours, and those that are left out. It gives anonymous kinds as well (`(`, `if`), which are
 * left out before their name matters.
 */
type KindInGrammar = NodeKind | "comment" | "line_continuation";

interface NodeType {
  readonly name: KindInGrammar;
  readonly isNamed: boolean;
}

/** The names behind the grammar's own numbers, which both bindings use: each is asked for once. */
const TYPES = new Map<number, NodeType>();
const FIELDS = new Map<number, FieldName | null>([[0, null]]);

function typeOf(cursor: Cursor): NodeType {
  const id = cursor.nodeTypeId;
  let type = TYPES.get(id);
  if (!type) {
    type = { name: cursor.nodeType as KindInGrammar, isNamed: cursor.nodeIsNamed };
    TYPES.set(id, type);
  }
  return type;
}

function fieldOf(cursor: Cursor): FieldName | null {
  const id = cursor.currentFieldId ?? 0;
  let field = FIELDS.get(id);
  if (field === undefined) {
    field = cursor.currentFieldName as FieldName | null;
    FIELDS.set(id, field);
  }
  return field;
}
