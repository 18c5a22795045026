import { annotatedShapes, type NamedShape } from "./annotation.js";
import { nameOf, spelled } from "./call-shapes.js";
import { classOf, type Project } from "./project.js";
import type { Shape } from "./shape.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { lookUp } from "../python/reaching.js";
import type { Binding, Scope } from "../python/scope.js";

/** What is looked at, and what was taken as declared. */
export interface Inquiry {
  readonly project: Project;
  readonly model: FileModel;
  /** What the answer relies on beyond what is written out: `` `state` is declared `dict[str, int]` ``. */
  readonly assumed: Set<string>;
  readonly depth: number;
  /** How many expressions may still be looked at. */
  readonly budget: { left: number };
  /** The calls that read the same file. */
  readonly reads: ReadonlySet<SyntaxNode>;
  /** The names that are being followed. */
  readonly following: ReadonlySet<string>;
}

/** What an annotation declares of something. @param what what that is, for people */
export function declaredShapes(inquiry: Inquiry, what: string, annotation: SyntaxNode): readonly Shape[] {
  const text = spelled(inquiry.model, annotation);
  inquiry.assumed.add(`${what} is declared \`${text}\``);
  return annotatedShapes(text, namedShape(inquiry));
}

/** A class of the project by the name that it has in a file. */
function namedShape({ project, model }: Inquiry): NamedShape {
  return (name) => {
    const [binding, ...more] = model.scopes.module.bindings.get(name) ?? [];
    const cls = binding && more.length === 0 ? classOf(project, model, binding) : null;
    return cls && { kind: "object", name, ...cls };
  };
}

/** The bindings that a name can have at a place. */
export interface Bound {
  readonly all: readonly Binding[];
  readonly scope: Scope | null;
  readonly only: Binding | null;
}

/** The bindings that a name can have where it is used. */
export function bindingsOf(model: FileModel, node: SyntaxNode): Bound {
  const name = nameOf(model, node) ?? "";
  const found = lookUp(name, node, scopeOf(model, node), model.evaluator.budget);
  if (found.kind !== "bound") return { all: [], scope: null, only: null };
  const [first, ...more] = found.bindings;
  return { all: found.bindings, scope: found.scope, only: first && more.length === 0 ? first : null };
}
