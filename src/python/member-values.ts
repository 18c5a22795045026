import { classOfReceiver } from "./build-scopes.js";
import { stringKey } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { foldSubscript } from "./fold.js";
import { identifierText } from "../parse/identifier.js";
import type { Scope } from "./scope.js";
import { childOf, childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { UNKNOWN, type Value } from "./value.js";

/** The alternatives of `object.name`. */
export function attributeValues(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  const object = childOf(node, "object");
  const attribute = childOf(node, "attribute");
  if (!object || !attribute) return [UNKNOWN];
  const { text } = evaluator.tree;
  const name = identifierText(text, attribute);
  if (object.type === "identifier") {
    const owner = classOfReceiver(text, object, evaluator.scopeAt(node));
    if (owner) return classMember(evaluator, owner, name);
  }
  return memberOf(evaluator, evaluator.evaluate(object), name);
}

/** The alternatives of the member `name` of any of the values. */
export function memberOf(evaluator: Evaluator, values: readonly Value[], name: string): readonly Value[] {
  return values.flatMap((value): readonly Value[] => {
    switch (value.kind) {
      case "symbol":
        // A member of an unbound name is nothing anybody can look up.
        return value.name.startsWith("builtins.") && value.via.length === 0 && !BUILTINS.has(value.name)
          ? [UNKNOWN]
          : ofSymbol(evaluator, value, name);
      case "partial":
        // `functools.partialmethod` and friends aside, a partial has no members of note.
        return [UNKNOWN];
      case "class":
      case "instance": {
        const scope = evaluator.scopes.scopeOfDefinition.get(value.definition);
        return scope ? classMember(evaluator, scope, name) : [UNKNOWN];
      }
      default:
        return [UNKNOWN];
    }
  });
}

const BUILTINS: ReadonlySet<string> = new Set([
  "builtins.__builtins__",
  "builtins.bytes",
  "builtins.bytearray",
  "builtins.globals()",
  "builtins.locals()",
]);

function ofSymbol(
  evaluator: Evaluator,
  symbol: Extract<Value, { kind: "symbol" }>,
  name: string,
): readonly Value[] {
  const { known } = evaluator;
  const ofProject = known.project?.member(symbol.name, name);
  if (ofProject) return ofProject.map((value) => ("via" in value ? { ...value, via: symbol.via } : value));
  const canonical = known.canonical(`${symbol.name}.${name}`.replace("builtins.__builtins__.", "builtins."));
  return [{ kind: "symbol", name: known.reexported(canonical), via: symbol.via }];
}

/** What `namespace[key]` is where the namespace is that of a module: `sys.modules`, `globals()`, `x.__dict__`. */
export function namespaceEntry(
  evaluator: Evaluator,
  namespace: Extract<Value, { kind: "symbol" }>,
  key: string,
  place: SyntaxNode,
): readonly Value[] | null {
  if (namespace.name === "sys.modules") {
    return [{ kind: "symbol", name: evaluator.known.canonical(key), via: [place] }];
  }
  if (NAMESPACES.has(namespace.name)) return evaluator.globalValues(key);
  if (!namespace.name.endsWith(".__dict__")) return null;
  const owner = { ...namespace, name: namespace.name.slice(0, -".__dict__".length) };
  return memberOf(evaluator, [owner], key);
}

const NAMESPACES: ReadonlySet<string> = new Set([
  "builtins.globals()",
  "builtins.locals()",
  "builtins.vars()",
]);

/** A member of a class of the file: what its body or its methods bind, else what its base classes have. */
function classMember(evaluator: Evaluator, scope: Scope, name: string): readonly Value[] {
  const own = [...(scope.bindings.get(name) ?? []), ...(scope.attributes.get(name) ?? [])];
  if (own.length > 0) return own.flatMap(evaluator.bound);
  const inherited = baseClasses(evaluator, scope.node).flatMap((base): readonly Value[] =>
    base.kind === "symbol"
      ? [{ kind: "symbol", name: `${base.name}().${name}`, via: base.via }]
      : base.kind === "class" && base.definition !== scope.node
        ? memberOf(evaluator, [base], name)
        : [UNKNOWN],
  );
  return inherited.length > 0 ? inherited : [UNKNOWN];
}

/** What the base classes of a class definition can be. */
export function baseClasses(evaluator: Evaluator, definition: SyntaxNode): readonly Value[] {
  const bases = childOf(definition, "superclasses")?.children ?? [];
  return bases.filter((base) => base.type !== "keyword_argument").flatMap((base) => evaluator.evaluate(base));
}

/** The alternatives of `value[key]`: the entry where key and entries are literal, else any entry. */
export function subscriptValues(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  const object = childOf(node, "value");
  const keys = childrenOf(node, "subscript");
  const [keyNode] = keys;
  if (!object || !keyNode || keys.length !== 1) return [UNKNOWN];
  const [key] = evaluator.evaluate(keyNode);
  return evaluator.evaluate(object).flatMap((value): readonly Value[] => {
    if (value.kind === "constant" || value.kind === "bytes") {
      return [foldSubscript(evaluator, value, keyNode) ?? UNKNOWN];
    }
    if (value.kind === "symbol" && key?.kind === "constant" && typeof key.value === "string") {
      return namespaceEntry(evaluator, value, key.value, node) ?? [UNKNOWN];
    }
    if (value.kind === "mapping") {
      const { entries, byKey } = mappingOf(evaluator, value.node);
      const wanted = key?.kind === "constant" ? key.value : undefined;
      const found =
        wanted === undefined ? entries : [...(byKey.get(wanted) ?? []), ...(byKey.get(undefined) ?? [])];
      return someOf(
        evaluator,
        found.map((entry) => entry.value),
      );
    }
    if (value.kind === "sequence") {
      const items = value.node.children;
      const index = key?.kind === "constant" && typeof key.value === "number" ? key.value : null;
      const item = index === null ? undefined : items.at(index);
      return someOf(evaluator, item ? [item] : items);
    }
    return [UNKNOWN];
  });
}

/** The alternatives of any of these expressions, as far as the steps of the file go. */
function someOf(evaluator: Evaluator, nodes: readonly SyntaxNode[]): readonly Value[] {
  const values: Value[] = [];
  for (const node of nodes) {
    if (evaluator.exhausted()) return [...values, UNKNOWN];
    values.push(...evaluator.evaluate(node));
  }
  return values;
}

/** An entry of a dictionary display or `dict(...)` call; a key that is no literal string is undefined. */
export interface MappingEntry {
  readonly key: string | undefined;
  readonly value: SyntaxNode;
}

/** A mapping value that is written out. */
export interface Mapping {
  /** Its entries (`**other` inside is not followed). */
  readonly entries: readonly MappingEntry[];
  /** The same by their key; undefined for those whose key is no literal string. */
  readonly byKey: ReadonlyMap<unknown, readonly MappingEntry[]>;
  /** Whether there is nothing in it but entries. */
  readonly isWhole: boolean;
}

/** What a dictionary display or `dict(...)` call holds. It is looked through once: a file can look up as much as there is in it. */
export function mappingOf({ tree }: Evaluator, node: SyntaxNode): Mapping {
  const known = mappings.get(node);
  if (known) return known;
  const isDisplay = node.type === "dictionary";
  const items = (isDisplay ? node : childOf(node, "arguments"))?.children ?? [];
  const entries = items.flatMap((item) => entryIn(tree.text, item, isDisplay));
  const byKey = new Map<unknown, MappingEntry[]>();
  for (const entry of entries) {
    const list = byKey.get(entry.key);
    if (list) list.push(entry);
    else byKey.set(entry.key, [entry]);
  }
  const kind = isDisplay ? "pair" : "keyword_argument";
  const mapping = { entries, byKey, isWhole: items.every(({ type }) => type === kind) };
  mappings.set(node, mapping);
  return mapping;
}

const mappings = new WeakMap<SyntaxNode, Mapping>();

function entryIn(text: string, item: SyntaxNode, isDisplay: boolean): MappingEntry[] {
  if (isDisplay) {
    const value = item.type === "pair" ? childOf(item, "value") : null;
    return value ? [{ key: stringKey(text, item), value }] : [];
  }
  const name = childOf(item, "name");
  const value = childOf(item, "value");
  return name && value ? [{ key: identifierText(text, name), value }] : [];
}
