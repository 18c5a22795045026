import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { keywordOf, literal } from "../python/constants.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { nodesOf, nodesWithin } from "../python/nodes-of.js";
import type { Scope } from "../python/scope.js";
import { stringsSpelling } from "../python/shapes.js";
import type { Edit } from "./rule.js";
import { symbolsOf } from "./sinks.js";

/** A call that writes all of a file, or reads all of it. */
export interface Access {
  readonly call: SyntaxNode;
  readonly path: SyntaxNode;
  /** How the file is opened, as a literal; null where the call takes the path itself. */
  readonly mode: SyntaxNode | null;
  /** What is written; null where it reads. */
  readonly value: SyntaxNode | null;
}

/** One file as the Python around it has it: all that writes and reads it here. */
export interface StoredFile {
  readonly writes: readonly (Access & { readonly value: SyntaxNode })[];
  readonly reads: readonly Access[];
  /** The edits that give it another ending, where its name is written out here; null where there is a file of that name. */
  readonly renamed: (ending: string) => readonly Edit[] | null;
}

/**
 * The file that a call reads, where it is written and read in this text by nothing but such calls: null where its path is not
 * the same everywhere, or something else is done with it.
 */
export function storedFile(
  model: FileModel,
  accesses: readonly Access[],
  reading: Access,
): StoredFile | null {
  const key = keyOf(model, reading.path);
  if (key === null) return null;
  const own = accesses.filter(({ path }) => keyOf(model, path) === key);
  const paths = new Set(own.map(({ path }) => path));
  const writes = own.flatMap((one) => (one.value ? [{ ...one, value: one.value }] : []));
  const literals = key.text === null ? [] : stringsSpelling(model, key.text);
  const names = new Set(
    key.text === null ? [key.name] : literals.flatMap((node) => nameOf(model, node) ?? []),
  );
  const isNamed = (node: SyntaxNode): boolean => paths.has(node) || nameOf(model, node) !== null;
  const isKnown =
    literals.every((node) => isNamed(node) || isAskedAbout(model, node)) &&
    [...names].every((name) => isOnlyPath(model, name, paths)) &&
    opens(model).every((path) => keyOf(model, path) !== key || paths.has(path));
  if (!isKnown || writes.length === 0) return null;
  return {
    writes,
    reads: own.filter(({ value }) => value === null),
    renamed: (ending) => {
      const other = (key.text ?? "").replace(ENDING, ending);
      if (other !== key.text && stringsSpelling(model, other).length > 0) return null;
      return literals.flatMap((node) => withEnding(model.tree.text, node, ending) ?? []);
    },
  };
}

/** What a path expression is: a text, or what a name of the module is bound to once. */
interface Key {
  readonly text: string | null;
  readonly name: string;
}

function keyOf(model: FileModel, path: SyntaxNode): Key | null {
  const values = model.evaluator.evaluate(path);
  const [value] = values;
  const known = keys.get(model) ?? new Map<string, Key>();
  keys.set(model, known);
  let spelled: string;
  let key: Key;
  if (value?.kind === "constant" && typeof value.value === "string" && values.length === 1) {
    spelled = `text ${value.value}`;
    key = { text: value.value, name: "" };
  } else {
    const name = path.type === "identifier" ? identifierText(model.tree.text, path) : null;
    const scope = name === null ? null : owner(model, path, name);
    if (name === null || scope?.kind !== "module" || scope.bindings.get(name)?.length !== 1) return null;
    spelled = `name ${name}`;
    key = { text: null, name };
  }
  const before = known.get(spelled);
  if (!before) known.set(spelled, key);
  return before ?? key;
}

/** Each key once, so that they can be compared. */
const keys = new WeakMap<FileModel, Map<string, Key>>();

function owner(model: FileModel, node: SyntaxNode, name: string): Scope | null {
  let scope: Scope | null = scopeOf(model, node);
  while (scope && !scope.bindings.has(name)) scope = scope.parent;
  return scope;
}

/** The name that a literal is assigned to, once. */
function nameOf(model: FileModel, node: SyntaxNode): string | null {
  const target =
    node.parent?.type === "assignment" && node.field === "right" ? childOf(node.parent, "left") : null;
  if (target?.type !== "identifier") return null;
  const name = identifierText(model.tree.text, target);
  return scopeOf(model, target).bindings.get(name)?.length === 1 ? name : null;
}

function isOnlyPath(model: FileModel, name: string, paths: ReadonlySet<SyntaxNode>): boolean {
  return model.evaluator.identifiersNamed(name).every((node) => {
    const { parent, field } = node;
    if (paths.has(node) || isAskedAbout(model, node)) return true;
    return (
      (parent?.type === "assignment" && field === "left") ||
      (parent?.type === "attribute" && field === "attribute") ||
      (parent?.type === "keyword_argument" && field === "name")
    );
  });
}

/** Whether nothing is done at this place but to ask whether there is such a file, to take it away, or to show its name. */
function isAskedAbout(model: FileModel, { parent }: SyntaxNode): boolean {
  if (parent?.type === "interpolation") return true;
  const call = parent?.type === "argument_list" ? parent.parent : null;
  const symbols = symbolsOf(model, call ? childOf(call, "function") : null);
  return symbols.length > 0 && symbols.every((symbol) => ASKING.test(symbol));
}

const ASKING =
  /^(?:os\.path\.(?:exists|isfile|getmtime|getsize|dirname)|os\.(?:remove|unlink|stat)|builtins\.print|logging\.\w+)$/;

/** The paths of all calls of `open`. */
function opens(model: FileModel): SyntaxNode[] {
  return model.evaluator.identifiersNamed("open").flatMap(({ parent, field }) => {
    const callee = parent?.type === "attribute" && field === "attribute" ? parent : null;
    const call = callee ? callee.parent : parent;
    const [path] = call?.type === "call" ? (childOf(call, "arguments")?.children ?? []) : [];
    return path ? [path] : [];
  });
}

/** The file that a handle stands for: `open(path, "rb")`, there or in the `with` around it, used this once and in no loop. */
export function openedAs(
  model: FileModel,
  handle: SyntaxNode,
): { readonly path: SyntaxNode; readonly mode: SyntaxNode } | null {
  if (handle.type === "call") return openCall(model, handle);
  if (handle.type !== "identifier") return null;
  const name = identifierText(model.tree.text, handle);
  const statement = ancestorOf(handle, STOPS);
  if (statement?.type !== "with_statement") return null;
  for (const pattern of nodesWithin(nodesOf(model.tree, "as_pattern"), statement)) {
    const [value, target] = pattern.children;
    const bound = target?.children[0];
    const isIt = bound?.type === "identifier" && identifierText(model.tree.text, bound) === name;
    if (!isIt || value?.type !== "call" || pattern.parent?.type !== "with_item") continue;
    const places = nodesWithin(model.evaluator.identifiersNamed(name), statement);
    return places.length === 2 ? openCall(model, value) : null;
  }
  return null;
}

const STOPS: ReadonlySet<NodeKind> = new Set([
  ...["with_statement", "function_definition", "for_statement", "while_statement"],
  ...["list_comprehension", "generator_expression", "lambda"],
] as NodeKind[]);

function openCall(model: FileModel, call: SyntaxNode): { path: SyntaxNode; mode: SyntaxNode } | null {
  const symbols = symbolsOf(model, childOf(call, "function"));
  const [path, second, ...more] = childOf(call, "arguments")?.children ?? [];
  const isOpen = symbols.length === 1 && /^(?:builtins|io)\.open$/.test(symbols[0] ?? "");
  if (!isOpen || !path || path.type === "keyword_argument" || !second || more.length > 0) return null;
  const mode = keywordOf(model.tree.text, call, "mode") ?? second;
  return mode.type === "string" && /^[rw]b$/.test(String(literal(model.tree.text, mode)))
    ? { path, mode }
    : null;
}

const ENDING = /\.(?:pkl|pickle|pck|pk|p|joblib|jbl)$/i;

/** Another ending for the name that a literal spells. */
function withEnding(text: string, node: SyntaxNode, ending: string): Edit | null {
  const isLong = /["']{3}$/.test(text.slice(node.start, node.end));
  const end = node.end - (isLong ? 3 : 1);
  const found = ENDING.exec(text.slice(node.start, end));
  return found && { span: { start: end - found[0].length, end }, text: ending };
}
