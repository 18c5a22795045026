import { scopeOf, type FileModel } from "../python/file-model.js";
import { literal } from "../python/constants.js";
import type { ImportedName } from "../python/known-names.js";
import type { Scope } from "../python/scope.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/**
 * Whether a module that is handed on here goes to something of another file of the repository, by an argument, an assignment
 * or a class that is built on one of that file, and that file calls a loader of one of these names on what is not known there.
 */
export function isGivenToLoader(model: FileModel, node: SyntaxNode, loaders: readonly string[]): boolean {
  const { project } = model.evaluator.known;
  if (!project) return false;
  return receiversOf(model, node).some(({ receiver, name }) => {
    const values = model.evaluator.evaluate(receiver);
    const isOfFile = values.some(
      (value) =>
        value.kind === "project" &&
        value.name.includes(":") &&
        project.callsOnUnknown(
          { module: `/${value.name.split(":", 1)[0] ?? ""}`, member: null },
          loaders,
          name,
        ),
    );
    if (isOfFile) return true;
    return importsBehind(model, receiver).some((one) => project.callsOnUnknown(one, loaders, name));
  });
}

interface Receiver {
  readonly receiver: SyntaxNode;
  /** The name that it gets there, where that is said. */
  readonly name: string | null;
}

/** What gets a value where it stands: what is called, what it is assigned to, the bases of the class around it. */
function receiversOf({ tree: { text } }: FileModel, node: SyntaxNode): Receiver[] {
  const receivers: Receiver[] = [];
  for (let child = node, { parent } = node; parent; child = parent, parent = parent.parent) {
    if (parent.type === "call" && child.field === "arguments") {
      const callee = childOf(parent, "function");
      if (callee) receivers.push({ receiver: callee, name: null });
      // `setattr(store, "codec", torch)`
      const [first, second] = child.children;
      const name = second ? literal(text, second) : undefined;
      if (first && first !== node)
        receivers.push({ receiver: first, name: typeof name === "string" ? name : null });
    } else if (parent.type === "assignment" && child.field === "right") {
      const target = childOf(parent, "left");
      const object = target && (childOf(target, "object") ?? childOf(target, "value"));
      const attribute = target && childOf(target, "attribute");
      if (object)
        receivers.push({ receiver: object, name: attribute ? identifierText(text, attribute) : null });
    }
    if (STATEMENTS.has(parent.type)) break;
  }
  const owner = ancestorOf(node, CLASSES);
  const bases = (owner && childOf(owner, "superclasses")?.children) ?? [];
  return [...receivers, ...bases.map((receiver) => ({ receiver, name: null }))];
}

const STATEMENTS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "expression_statement",
  "return_statement",
  "block",
  "module",
]);
const CLASSES: ReadonlySet<NodeKind> = new Set<NodeKind>(["class_definition"]);

/** The imports that the first name of an expression goes back to, through what was made of them. */
function importsBehind(model: FileModel, expression: SyntaxNode, depth = 0): readonly ImportedName[] {
  const root = firstName(expression);
  if (!root || depth > MAX_DEPTH) return [];
  const name = identifierText(model.tree.text, root);
  for (let scope: Scope | null = scopeOf(model, root); scope; scope = scope.parent) {
    const bindings = scope.bindings.get(name);
    if (!bindings) continue;
    return bindings.slice(0, MAX_BINDINGS).flatMap(({ to }): readonly ImportedName[] => {
      if (to.kind === "module") return [{ module: to.module, member: null }];
      if (to.kind === "member") return [{ module: to.module, member: to.name }];
      return to.kind === "value" ? importsBehind(model, to.value, depth + 1) : [];
    });
  }
  return [];
}

const MAX_DEPTH = 3;
const MAX_BINDINGS = 5;

function firstName(expression: SyntaxNode): SyntaxNode | null {
  let node: SyntaxNode | undefined = expression;
  while (node && node.type !== "identifier") node = FOLLOWED.has(node.type) ? node.children[0] : undefined;
  return node ?? null;
}

const FOLLOWED: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "attribute",
  "call",
  "subscript",
  "parenthesized_expression",
  "await",
]);
