import { identifierText } from "../parse/identifier.js";
import { childOf, childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { importedName } from "../python/bind-imports.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { nodesOf } from "../python/nodes-of.js";
import type { Scope } from "../python/scope.js";
import { lineIndent } from "./call-edits.js";
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
 * @param at where the name is needed: what binds it elsewhere is nothing to that place
 */
export function importEdits(
  model: FileModel,
  beside: SyntaxNode,
  wanted: Imported,
  at?: SyntaxNode,
): readonly Edit[] | null {
  const { tree } = model;
  if (!isPlain(beside)) return null;
  const bound = wanted.name ?? wanted.module;
  if (!/^\w+$/.test(bound)) return null;
  const places = model.evaluator.identifiersNamed(bound).filter((node) => !isMemberName(node));
  if (places.length > 0) return isBoundSo(model, bound, wanted, at) ? [] : null;
  const before = nodesOf(tree, "import_from_statement")
    .slice(0, MAX_LOOKED_AT)
    .filter((node) => node.parent?.type === "module" && node.start < beside.start);
  for (const statement of [beside, ...before]) {
    const merged = mergedInto(tree.text, statement, wanted);
    if (merged) return [merged];
  }
  const edit = lineBeside(tree.text, beside, wanted);
  return edit && [edit];
}

/** So many statements are looked at for one to merge a name into. */
const MAX_LOOKED_AT = 100;

/** Whether the module binds a name once, to this, and no other scope binds it that matters. */
function isBoundSo(
  model: FileModel,
  bound: string,
  { module, name }: Imported,
  at: SyntaxNode | undefined,
): boolean {
  const { scopes } = model;
  const [binding, ...more] = scopes.module.bindings.get(bound) ?? [];
  if (!binding || more.length > 0 || !isPlain(binding.node)) return false;
  const others = at ? scopesAround(scopeOf(model, at)) : [...scopes.scopeOfDefinition.values()];
  const isElsewhere = others.some((scope) => scope !== scopes.module && scope.bindings.has(bound));
  const { to } = binding;
  if (isElsewhere) return false;
  return name === null
    ? to.kind === "module" && to.module === module
    : to.kind === "member" && to.module === module && to.name === name;
}

/** The scopes in which a name that stands in one is looked up: of the classes only the one in which it stands itself. */
function scopesAround(scope: Scope): readonly Scope[] {
  const around: Scope[] = [scope];
  for (let outer = scope.parent; outer; outer = outer.parent) if (outer.kind !== "class") around.push(outer);
  return around;
}

/** The statement beside which something that is needed at a use can be imported: one that led there, else one of the module. */
export function importNear(model: FileModel, use: SyntaxNode, via: readonly SyntaxNode[]): SyntaxNode | null {
  const [only] = via;
  if (only && via.length === 1 && isPlain(only)) return only;
  const { root } = model.tree;
  const first = root.children.find(({ type }) => type === "import_statement");
  return first && first.start < use.start ? first : null;
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

/** Among the names of a statement of the same module: in order, if they are, and on a line of its own, if they are so. */
function mergedInto(text: string, beside: SyntaxNode, { module, name }: Imported): Edit | null {
  const from = childOf(beside, "module_name");
  const names = childrenOf(beside, "name");
  const [first, last] = [names[0], names.at(-1)];
  if (name === null || !from || !first || !last || text.slice(from.start, from.end) !== module) return null;
  const isOnLines = names.every((one) => lineIndent(text, one) !== null);
  const separator = isOnLines ? `,\n${lineIndent(text, last) ?? ""}` : ", ";
  const spelled = names.map((one) => text.slice(one.start, one.end));
  const isSorted = spelled.every((one, i) => i === 0 || (spelled[i - 1] ?? "") <= one);
  const next = isSorted ? names[spelled.findIndex((one) => name < one)] : undefined;
  return next
    ? { span: { start: next.start, end: next.start }, text: name + separator }
    : { span: { start: last.end, end: last.end }, text: separator + name };
}

/**
 * On a line of its own, where it belongs among the imports that stand line by line around the statement: those of modules come
 * first, then those of names, each in order.
 */
function lineBeside(text: string, beside: SyntaxNode, { module, name }: Imported): Edit | null {
  const statement = name === null ? `import ${module}` : `from ${module} import ${name}`;
  const written = (node: SyntaxNode): string => text.slice(node.start, node.end);
  const run = importsAround(text, beside);
  const kind = name === null ? "import_statement" : "import_from_statement";
  const alike = run.filter(({ type }) => type === kind);
  const next =
    alike.find((one) => statement < written(one)) ?? (alike.length === 0 && name === null ? run[0] : null);
  const place = next ?? alike.at(-1) ?? run.at(-1);
  const indent = place ? lineIndent(text, place) : null;
  if (!place || indent === null) return null;
  const start = place.start - indent.length;
  if (next) return { span: { start, end: start }, text: `${indent}${statement}\n` };
  // What stands behind it is a comment about it.
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?=\r?(?:\n|$))/.exec(text.slice(place.end));
  const end = place.end + (rest?.[0].length ?? 0);
  return rest && { span: { start: end, end }, text: `\n${indent}${statement}` };
}

/** The statement with the imports on the lines right before and behind it, but for what is imported from the future. */
function importsAround(text: string, beside: SyntaxNode): readonly SyntaxNode[] {
  const siblings = beside.parent?.children ?? [];
  const index = siblings.indexOf(beside);
  const isNext = (one: SyntaxNode, other: SyntaxNode | undefined): other is SyntaxNode =>
    other !== undefined &&
    /^import(?:_from)?_statement$/.test(other.type) &&
    /^[ \t]*\r?\n[ \t]*$/.test(text.slice(Math.min(one.end, other.end), Math.max(one.start, other.start)));
  let [first, last] = [index, index];
  for (let other = siblings[first - 1]; isNext(siblings[first] ?? beside, other); other = siblings[first - 1])
    first--;
  for (let other = siblings[last + 1]; isNext(siblings[last] ?? beside, other); other = siblings[last + 1])
    last++;
  return siblings.slice(first, last + 1);
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
