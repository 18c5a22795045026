import type { SyntaxNode } from "../parse/syntax-tree.js";

/** What a name is bound to at one place. */
export type BoundTo =
  /** `import a.b as c` binds c to the module `a.b`; `import a.b` binds a to `a`. */
  | { readonly kind: "module"; readonly module: string }
  /** `from a.b import c`: relative modules keep their dots. */
  | { readonly kind: "member"; readonly module: string; readonly name: string }
  | { readonly kind: "value"; readonly value: SyntaxNode }
  /** One item of an unpacked value; `path` holds the positions from the outside in. */
  | { readonly kind: "item"; readonly value: SyntaxNode; readonly path: readonly number[] }
  /** The target of a loop: one of the items of what is gone through, or the part of it at `path`. */
  | { readonly kind: "each"; readonly value: SyntaxNode; readonly path: readonly number[] }
  /** What a pattern of `case` takes from the subject of `match`: all of it or a part. */
  | { readonly kind: "captured"; readonly match: SyntaxNode }
  | {
      readonly kind: "parameter";
      readonly default: SyntaxNode | null;
      readonly annotation: SyntaxNode | null;
    }
  /** `with value as name`: what a context manager gives, which for most is itself. */
  | { readonly kind: "entered"; readonly value: SyntaxNode }
  | { readonly kind: "function"; readonly definition: SyntaxNode }
  | { readonly kind: "class"; readonly definition: SyntaxNode }
  /** `except ... as`, `del`, `+=`: bound, to nothing that is known. */
  | { readonly kind: "opaque" };

/** One binding of a name. */
export interface Binding {
  readonly name: string;
  readonly to: BoundTo;
  /** The node that binds: the import statement, the assignment, the parameter. */
  readonly node: SyntaxNode;
  /** 0-based offset from which the binding is in force. */
  readonly effect: number;
}

/** A scope of Python, with every binding made in it, in the order in which they come into force. */
export interface Scope {
  readonly kind: "module" | "class" | "function" | "lambda" | "comprehension";
  readonly node: SyntaxNode;
  readonly parent: Scope | null;
  /** Dotted name of the definitions down to this scope; "" for the module. */
  readonly qualifiedName: string;
  readonly bindings: Map<string, Binding[]>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
  /** Modules star-imported here. */
  readonly stars: string[];
  /** For a class: what its methods assign to `self.name`. */
  readonly attributes: Map<string, Binding[]>;
}

/** The scopes of a file and the scope of each node, by node index. */
export interface ScopeTree {
  readonly module: Scope;
  readonly scopeAt: readonly Scope[];
  readonly scopeOfDefinition: ReadonlyMap<SyntaxNode, Scope>;
}

/** The expression that a name gets its value from, all of it or a part; null where that is no expression. */
export function valueBound(to: BoundTo): SyntaxNode | null {
  switch (to.kind) {
    case "value":
    case "item":
    case "entered":
    case "each":
      return to.value;
    default:
      return null;
  }
}

/** An empty scope. */
export function newScope(kind: Scope["kind"], node: SyntaxNode, parent: Scope | null, name: string): Scope {
  const prefix = parent?.qualifiedName ?? "";
  return {
    kind,
    node,
    parent,
    qualifiedName: name === "" ? prefix : prefix === "" ? name : `${prefix}.${name}`,
    bindings: new Map(),
    globals: new Set(),
    nonlocals: new Set(),
    stars: [],
    attributes: new Map(),
  };
}
