import type { FieldName, NodeKind } from "./node-kinds.js";
import type { SyntaxNode } from "./syntax-tree.js";

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
