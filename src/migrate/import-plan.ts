import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { importedName } from "../python/bind-imports.js";
import type { FileModel } from "../python/file-model.js";
import { nodesOf, nodesWithin } from "../python/nodes-of.js";

/** The modules that new code of a file uses, under names that mean them everywhere in it. */
export interface ImportPlan {
  /** The name of a module; null where every name that it could have is taken. */
  readonly nameOf: (module: string) => string | null;
  /** The statements that are to be added, sorted. */
  readonly missing: () => readonly string[];
}

/** Plans the imports of a file. @param before the offset before which a statement has to stand that new code relies on */
export function importPlan(model: FileModel, before: number): ImportPlan {
  const chosen = new Map<string, { readonly name: string | null; readonly statement: string | null }>();
  const choose = (module: string): { readonly name: string | null; readonly statement: string | null } => {
    const bound = boundName(model, module, before);
    if (bound !== null) return { name: bound, statement: null };
    if (isFree(model, module)) return { name: module, statement: `import ${module}` };
    const alias = `_${module}`;
    return isFree(model, alias)
      ? { name: alias, statement: `import ${module} as ${alias}` }
      : { name: null, statement: null };
  };
  return {
    nameOf: (module) => {
      const known = chosen.get(module) ?? choose(module);
      chosen.set(module, known);
      return known.name;
    },
    missing: () => [...chosen.values()].flatMap(({ statement }) => statement ?? []).sort(),
  };
}

/** Whether nothing in a file goes by a name. */
export function isFree(model: FileModel, name: string): boolean {
  return model.evaluator.identifiersNamed(name).every((node) => isElsewhere(model, node));
}

/** The name of a member, of a keyword, or of the module that something is imported from. */
function isElsewhere({ tree }: FileModel, node: SyntaxNode): boolean {
  const { parent, field } = node;
  if (parent?.type === "attribute") return field === "attribute";
  if (parent?.type === "keyword_argument") return field === "name";
  if (parent?.type !== "dotted_name") return false;
  if (parent.field === "module_name") return true;
  // `from pickle import load`: another name than `load` is none of this; `import os.path` binds `os`.
  const statement = parent.parent?.type === "aliased_import" ? parent.parent.parent : parent.parent;
  if (statement?.type === "import_statement")
    return parent.parent?.type === "aliased_import" || parent.children[0] !== node;
  return (
    statement?.type === "import_from_statement" &&
    !childrenOf(statement, "name").some((name) => {
      const { path, alias } = importedName(tree.text, name);
      return (alias ?? path) === identifierText(tree.text, node);
    })
  );
}

/** The name by which the module level imports a module, for sure and once, and which means nothing else anywhere. */
function boundName(model: FileModel, module: string, before: number): string | null {
  for (const [name, [binding, ...more]] of model.scopes.module.bindings) {
    if (!binding || more.length > 0 || binding.to.kind !== "module" || binding.to.module !== module) continue;
    if (binding.node.parent?.type !== "module" || binding.node.end > before) continue;
    const isShadowed = [...model.scopes.scopeOfDefinition.values()].some(
      (scope) => scope !== model.scopes.module && scope.bindings.has(name),
    );
    if (!isShadowed) return name;
  }
  return null;
}

/** Where new definitions go. */
export interface Spot {
  /** The end of a line of the module level, behind the imports; 0 for the beginning of the file. */
  readonly offset: number;
  /** An import of one of these modules at the module level, where there is one before that. */
  readonly beside: SyntaxNode | null;
  /** Whether it is the beginning of a line, and not the end of one. */
  readonly begins: boolean;
}

/**
 * Where new definitions and imports go: behind the last import before the first definition, and before what needs them there;
 * null where there is no such place.
 * @param uses where the definitions are used
 */
export function spotFor(model: FileModel, uses: readonly SyntaxNode[], modules: RegExp): Spot | null {
  const limit = Math.min(
    ...uses
      .map((node) => topStatement(node))
      .map((node) => (DEFINITIONS.has(node.type) ? Infinity : node.start)),
  );
  let last: SyntaxNode | null = null;
  let beside: SyntaxNode | null = null;
  for (const [i, child] of model.tree.root.children.entries()) {
    if (child.start >= limit || DEFINITIONS.has(child.type)) break;
    const isDocstring =
      i === 0 && child.type === "expression_statement" && child.children[0]?.type === "string";
    if (!isDocstring && !holdsImport(model, child)) continue;
    last = child;
    const text = model.tree.text.slice(child.start, child.end);
    if (IMPORTS.has(child.type) && modules.test(text) && !text.includes("\n") && beginsLine(model, child))
      beside = child;
  }
  if (!last) return { offset: firstLine(model.tree.text), beside: null, begins: true };
  const offset = endOfLine(model.tree.text, last.end);
  return offset > limit ? null : { offset, beside, begins: false };
}

const DEFINITIONS: ReadonlySet<NodeKind> = new Set([
  "function_definition",
  "class_definition",
  "decorated_definition",
]);
const IMPORTS: ReadonlySet<NodeKind> = new Set(["import_statement", "import_from_statement"]);

function beginsLine({ tree }: FileModel, { start }: SyntaxNode): boolean {
  return start === 0 || tree.text[start - 1] === "\n";
}

function holdsImport(model: FileModel, child: SyntaxNode): boolean {
  if (IMPORTS.has(child.type) || child.type === "future_import_statement") return true;
  if (child.type !== "try_statement" && child.type !== "if_statement") return false;
  return nodesWithin(nodesOf(model.tree, "import_statement", "import_from_statement"), child).length > 0;
}

function topStatement(node: SyntaxNode): SyntaxNode {
  let current = node;
  while (current.parent && current.parent.type !== "module") current = current.parent;
  return current;
}

/** Behind the comments at the top: `#!`, the encoding, a licence. */
function firstLine(text: string): number {
  return /^(?:\ufeff)?(?:#[^\n]*\n)*/.exec(text)?.[0].length ?? 0;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}
