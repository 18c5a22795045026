import { classOfReceiver } from "./build-scopes.js";
import { stringKey } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { foldSubscript } from "./fold.js";
import { identifierText } from "../parse/identifier.js";
import type { Scope } from "./scope.js";
import { childOf, childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { ALL_MODULES, ANY_MODULE, REFLECTION } from "./reflection.js";
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
        // Of other partials no member is of note.
        return [isHandle(value) && HANDLE_MEMBERS.has(name) ? value : UNKNOWN];
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

function isHandle({ callee }: Extract<Value, { kind: "partial" }>): boolean {
  return callee.kind === "symbol" && REFLECTION.get(callee.name) === "handle";
}

/** By which an object that names something is made to load it. */
const HANDLE_MEMBERS: ReadonlySet<string> = new Set(["load", "resolve", "loader", "load_module"]);

const BUILTINS: ReadonlySet<string> = new Set([
  "builtins.object",
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
  if (namespace.name === ALL_MODULES) {
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
    // `sys.modules[__name__]` and `sys.modules[cls.__module__]` are of the project.
    const isAny = value.kind === "symbol" && value.name === ALL_MODULES && key?.kind === "unknown";
    if (isAny && !/__\w+__$/.test(evaluator.tree.text.slice(keyNode.start, keyNode.end)))
      return [{ kind: "symbol", name: ANY_MODULE, via: [node] }];
    if (value.kind === "mapping") {
      const wanted = key?.kind === "constant" ? key.value : undefined;
      return mappingEntries(evaluator, value.node)
        .filter((entry) => wanted === undefined || entry.key === undefined || entry.key === wanted)
        .flatMap((entry) => evaluator.evaluate(entry.value));
    }
    const index = key?.kind === "constant" && typeof key.value === "number" ? key.value : undefined;
    if (value.kind === "items")
      return (index === undefined ? undefined : value.items.at(index)) ?? value.items.flat();
    if (value.kind === "sequence") {
      const items = value.node.children;
      const item = index === undefined ? undefined : items.at(index);
      return (item ? [item] : items).flatMap((child) => evaluator.evaluate(child));
    }
    return [UNKNOWN];
  });
}

/** An entry of a dictionary display or `dict(...)` call; a key that is no literal string is undefined. */
export interface MappingEntry {
  readonly key: string | undefined;
  readonly value: SyntaxNode;
}

/** The entries of a mapping value that are written out (`**other` inside is not followed). */
export function mappingEntries(evaluator: Evaluator, node: SyntaxNode): MappingEntry[] {
  const { text } = evaluator.tree;
  if (node.type === "dictionary") {
    return node.children.flatMap((pair) => {
      const value = pair.type === "pair" ? childOf(pair, "value") : null;
      return value ? [{ key: stringKey(text, pair), value }] : [];
    });
  }
  return (childOf(node, "arguments")?.children ?? []).flatMap((argument) => {
    const name = childOf(argument, "name");
    const value = childOf(argument, "value");
    return name && value ? [{ key: identifierText(text, name), value }] : [];
  });
}
