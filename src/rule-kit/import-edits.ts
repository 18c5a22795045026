import { identifierText } from "../parse/identifier.js";
import { childOf, childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { importedName } from "../python/bind-imports.js";
import type { FileModel } from "../python/file-model.js";
import type { Edit } from "./rule.js";

/** What an import binds: a member of a module under its own name, or (null) the module. */
export interface Imported {
  readonly module: string;
  readonly name: string | null;
}

/**
 * The edits after which a name is bound where the names of an import statement are: none where it is already; else it is
 * merged into that statement, or gets a line of its own beside it. Null where the name may stand for something else.
 * @param beside a statement of the module or of a function, outside of any `try` and `if`
 */
export function importEdits(model: FileModel, beside: SyntaxNode, wanted: Imported): readonly Edit[] | null {
  const { tree } = model;
  if (!isPlain(beside)) return null;
  const bound = wanted.name ?? wanted.module;
  if (!/^\w+$/.test(bound)) return null;
  const places = model.evaluator.identifiersNamed(bound).filter((node) => !isMemberName(node));
  if (places.length > 0) return isBoundSo(model, bound, wanted) ? [] : null;
  const edit = mergedInto(tree.text, beside, wanted) ?? lineBeside(tree.text, beside, wanted);
  return edit && [edit];
}

/** Whether the module binds a name once, to this, and no other scope binds it. */
function isBoundSo({ scopes }: FileModel, bound: string, { module, name }: Imported): boolean {
  const [binding, ...more] = scopes.module.bindings.get(bound) ?? [];
  if (!binding || more.length > 0 || !isPlain(binding.node)) return false;
  const isElsewhere = [...scopes.scopeOfDefinition.values()].some((scope) => scope.bindings.has(bound));
  const { to } = binding;
  if (isElsewhere) return false;
  return name === null
    ? to.kind === "module" && to.module === module
    : to.kind === "member" && to.module === module && to.name === name;
}

/** A statement of the module or of a function: what it binds is bound from there on. */
export function isPlain({ parent }: SyntaxNode): boolean {
  if (parent?.type === "module") return true;
  return parent?.type === "block" && parent.parent?.type === "function_definition";
}

function isMemberName({ parent, field }: SyntaxNode): boolean {
  return (
    (parent?.type === "attribute" && field === "attribute") ||
    (parent?.type === "keyword_argument" && field === "name")
  );
}

function mergedInto(text: string, beside: SyntaxNode, { module, name }: Imported): Edit | null {
  const from = childOf(beside, "module_name");
  const last = childrenOf(beside, "name").at(-1);
  if (name === null || !from || !last || text.slice(from.start, from.end) !== module) return null;
  return { span: { start: last.end, end: last.end }, text: `, ${name}` };
}

function lineBeside(text: string, beside: SyntaxNode, { module, name }: Imported): Edit | null {
  const start = text.lastIndexOf("\n", beside.start - 1) + 1;
  const indent = text.slice(start, beside.start);
  if (!/^[ \t]*$/.test(indent)) return null;
  const statement = name === null ? `import ${module}` : `from ${module} import ${name}`;
  // Sorted, as most projects have them.
  return statement < text.slice(beside.start, beside.end)
    ? { span: { start, end: start }, text: `${indent}${statement}\n` }
    : { span: { start: beside.end, end: beside.end }, text: `\n${indent}${statement}` };
}

/** The edit that has an import statement bind another member of its module to the same name; null where it does not bind it. */
export function importInstead(
  text: string,
  statement: SyntaxNode,
  bound: string,
  member: (name: string) => string,
): Edit | null {
  if (statement.type !== "import_from_statement") return null;
  for (const node of childrenOf(statement, "name")) {
    const { path, alias } = importedName(text, node);
    if ((alias ?? path) !== bound) continue;
    const replacement = member(path);
    return { span: node, text: replacement === bound ? bound : `${replacement} as ${bound}` };
  }
  return null;
}

/** Whether a name stands nowhere but in imports, and as an argument of calls. */
export function isOnlyGiven(model: FileModel, name: string): boolean {
  return model.evaluator.identifiersNamed(name).every((node) => {
    if (isMemberName(node)) return true;
    const { parent, field } = node;
    if (parent?.type === "keyword_argument") return field === "value";
    return parent?.type === "argument_list" || isInImport(node);
  });
}

function isInImport(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type !== "dotted_name" && parent?.type !== "aliased_import") return false;
  const owner = parent.parent?.type === "aliased_import" ? parent.parent.parent : parent.parent;
  return owner?.type === "import_from_statement" || owner?.type === "import_statement";
}

/** The text of a bare name; null for anything else. */
export function bareName(text: string, node: SyntaxNode): string | null {
  return node.type === "identifier" ? identifierText(text, node) : null;
}
