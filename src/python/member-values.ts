import { classOfReceiver } from "./build-scopes.js";
import { declaredDefaults } from "./declared-defaults.js";
import { delegatedMember } from "./delegates.js";
import type { Evaluator } from "./evaluator.js";
import { setElsewhere } from "./set-elsewhere.js";
import { heldValues, isProperty, mayLead } from "./held-values.js";
import { identifierText } from "../parse/identifier.js";
import { returnedValues } from "./returned-values.js";
import type { Scope } from "./scope.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { ALL_MODULES, REFLECTION } from "./reflection.js";
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
    if (owner) return [...ofReceiver(evaluator, owner, name), ...ofSubclasses(evaluator, owner, name)];
  }
  const above = isSuper(text, object) ? classAround(evaluator.scopeAt(node)) : null;
  if (above) return orHeld(evaluator, inheritedMember(evaluator, above.node, name), name);
  return memberOf(evaluator, evaluator.evaluate(object), name);
}

/** Whether an expression is a call of `super`. */
function isSuper(text: string, node: SyntaxNode): boolean {
  const callee = node.type === "call" ? childOf(node, "function") : null;
  return callee?.type === "identifier" && identifierText(text, callee) === "super";
}

/** The class in whose method a scope lies. */
function classAround(scope: Scope): Scope | null {
  let around: Scope | null = scope;
  while (around && around.kind !== "class") around = around.parent;
  return around;
}

/** The alternatives of the member `name` of any of the values. */
export function memberOf(evaluator: Evaluator, values: readonly Value[], name: string): readonly Value[] {
  return values.flatMap((value): readonly Value[] => {
    switch (value.kind) {
      case "symbol":
        // Of a member of an enumeration: no module has a member of that name.
        if (ENUM_VALUE.test(name) && evaluator.known.modules.has(value.name)) return [value];
        // A member of an unbound name is nothing anybody can look up.
        return value.name.startsWith("builtins.") && value.via.length === 0 && !BUILTINS.has(value.name)
          ? orHeld(evaluator, [UNKNOWN], name)
          : ofSymbol(evaluator, value, name);
      case "partial":
        if (isHandle(value) && HANDLE_MEMBERS.has(name)) return [value];
        return name === "func" ? [value.callee] : [UNKNOWN];
      case "class":
      case "instance":
        if (name === "__class__") return [{ kind: "class", definition: value.definition }];
        if (name === "value" && value.kind === "instance") {
          const values = enumValues(evaluator, value.definition);
          if (values) return values;
        }
        return orHeld(evaluator, classMember(evaluator, value.definition, name), name);
      case "constant":
        // Of a member of an enumeration.
        return [name === "value" ? value : UNKNOWN];
      case "function":
        if (name === "__wrapped__") return wrappedBy(evaluator, value.definition);
        if (name === "__globals__") return [{ kind: "symbol", name: "builtins.globals()", via: [] }];
        return orHeld(evaluator, [UNKNOWN], name);
      case "project":
        if (name === "__globals__" && value.name.includes(":"))
          return [{ kind: "symbol", name: `/${value.name.split(":", 1)[0] ?? ""}.__dict__`, via: value.via }];
        return (value.members?.get(name) ?? [UNKNOWN]).map((member) =>
          "via" in member ? { ...member, via: value.via } : member,
        );
      default:
        return orHeld(evaluator, [UNKNOWN], name);
    }
  });
}

/** What the members of an enumeration stand for: an instance can be any of them. */
function enumValues(evaluator: Evaluator, definition: SyntaxNode): readonly Value[] | null {
  const isEnum = baseClasses(evaluator, definition).some(
    (base) => base.kind === "symbol" && /^enum\.\w*Enum$/.test(base.name),
  );
  const bindings = isEnum ? evaluator.scopes.scopeOfDefinition.get(definition)?.bindings.values() : undefined;
  return bindings
    ? [...bindings]
        .flat()
        .flatMap(evaluator.bound)
        .filter(({ kind }) => kind === "constant")
    : null;
}

const ENUM_VALUE = /^_?value_?$/;

function isHandle({ callee }: Extract<Value, { kind: "partial" }>): boolean {
  return callee.kind === "symbol" && REFLECTION.get(callee.name) === "handle";
}

/** By which an object that names something is made to load it. */
const HANDLE_MEMBERS: ReadonlySet<string> = new Set(["load", "resolve", "loader", "load_module"]);

/** Where nothing is known of a member, what any object holds under its name is possible too. */
function orHeld(evaluator: Evaluator, values: readonly Value[], name: string): readonly Value[] {
  const isOpen = values.every(({ kind }) => kind === "unknown");
  return isOpen ? [...values, ...heldValues(evaluator, name), ...declaredDefaults(evaluator, name)] : values;
}

/** What `functools.wraps(...)` above a function keeps in it. */
function wrappedBy(evaluator: Evaluator, definition: SyntaxNode): readonly Value[] {
  const around = definition.parent;
  if (around?.type !== "decorated_definition") return [UNKNOWN];
  const wrapped = around.children.flatMap((decorator): readonly Value[] => {
    const call = decorator.type === "decorator" ? decorator.children[0] : undefined;
    const callee = call?.type === "call" ? childOf(call, "function") : null;
    const [first] = (call && childOf(call, "arguments")?.children) ?? [];
    const isWrapper =
      callee &&
      evaluator.evaluate(callee).some((one) => one.kind === "symbol" && one.name === "functools.wraps");
    return isWrapper && first ? evaluator.evaluate(first) : [];
  });
  return wrapped.length > 0 ? wrapped : [UNKNOWN];
}

/** A member of `self`: that of its class, unless the file does not tell. */
function ofReceiver(evaluator: Evaluator, owner: Scope, name: string): readonly Value[] {
  return orHeld(evaluator, classMember(evaluator, owner.node, name), name);
}

/** What classes of the file that are built on this one have instead. */
function ofSubclasses(evaluator: Evaluator, owner: Scope, name: string): readonly Value[] {
  const own = childOf(owner.node, "name");
  if (!own) return [];
  return evaluator.subclasses(identifierText(evaluator.tree.text, own)).flatMap((definition) => {
    const scope = evaluator.scopes.scopeOfDefinition.get(definition);
    return scope ? boundIn(evaluator, scope, name) : [];
  });
}

const BUILTINS: ReadonlySet<string> = new Set([
  "builtins.object",
  "builtins.__builtins__",
  "builtins.bytes",
  "builtins.bytearray",
  "builtins.get_ipython()",
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
  // An object that was made by something else can have been given anything.
  const isMade = symbol.name.endsWith("()");
  const held = isMade && !mayLead(evaluator, symbol) ? heldValues(evaluator, name) : [];
  const declared = isMade ? declaredDefaults(evaluator, name) : [];
  const canonical = known.canonical(`${symbol.name}.${name}`.replace("builtins.__builtins__.", "builtins."));
  return [{ kind: "symbol", name: known.reexported(canonical), via: symbol.via }, ...held, ...declared];
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
  // In all modules but the main one, that is the dictionary.
  if (namespace.name === "builtins.__builtins__") return memberOf(evaluator, [namespace], key);
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
function classMember(evaluator: Evaluator, definition: SyntaxNode, name: string): readonly Value[] {
  const scope = evaluator.scopes.scopeOfDefinition.get(definition);
  const own = scope ? boundIn(evaluator, scope, name) : [];
  // What is nothing at first is set from elsewhere.
  if (own.length > 0)
    return [
      ...own,
      ...(own.every(isNone) ? heldValues(evaluator, name) : setElsewhere(evaluator, definition, name, own)),
    ];
  const inherited = inheritedMember(evaluator, definition, name);
  return scope ? [...inherited, ...delegatedMember(evaluator, scope, name)] : inherited;
}

/** What the base classes of a class of the file have under a name. */
function inheritedMember(evaluator: Evaluator, definition: SyntaxNode, name: string): readonly Value[] {
  const inherited = baseClasses(evaluator, definition).flatMap((base): readonly Value[] =>
    base.kind === "symbol"
      ? [{ kind: "symbol", name: `${base.name}().${name}`, via: base.via }]
      : base.kind === "project" || (base.kind === "class" && base.definition !== definition)
        ? memberOf(evaluator, [base], name)
        : [UNKNOWN],
  );
  return inherited.length > 0 ? inherited : [UNKNOWN];
}

function isNone(value: Value): boolean {
  return value.kind === "constant" && value.value === null;
}

/** What a class binds itself; a property is what it returns. */
export function boundIn(
  evaluator: Evaluator,
  { bindings, attributes }: Scope,
  name: string,
): readonly Value[] {
  const own = [...(bindings.get(name) ?? []), ...(attributes.get(name) ?? [])];
  // It can be bound as often as it is read.
  evaluator.budget.left -= own.length;
  if (evaluator.exhausted()) return [UNKNOWN];
  return own.flatMap((binding) =>
    binding.to.kind === "function" && isProperty(evaluator, binding.to.definition)
      ? returnedValues(evaluator, binding.to.definition)
      : evaluator.bound(binding),
  );
}

/** What the base classes of a class definition can be. */
export function baseClasses(evaluator: Evaluator, definition: SyntaxNode): readonly Value[] {
  const bases = childOf(definition, "superclasses")?.children ?? [];
  return bases.filter((base) => base.type !== "keyword_argument").flatMap((base) => evaluator.evaluate(base));
}
