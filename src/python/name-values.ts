import { identifierText } from "../parse/identifier.js";
import { childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { literalsIn } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import type { KnownNames } from "./known-names.js";
import { declaredDefaults } from "./declared-defaults.js";
import { hasReceiver } from "./call-sites.js";
import { allParts, elementsOf, enteredValues, partsAt } from "./iteration.js";
import { lookUp } from "./reaching.js";
import type { Binding, Scope } from "./scope.js";
import { UNKNOWN, type Value } from "./value.js";

/** The alternatives of a name where it is read. */
export function nameValues(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  const name = identifierText(evaluator.tree.text, node);
  const scope = evaluator.scopeAt(node);
  const found = lookUp(name, node, scope, evaluator.budget);
  if (found.kind !== "bound") {
    // An error in the syntax can tear a member from what it is a member of.
    if (evaluator.tree.text[node.start - 1] === ".") return [UNKNOWN];
    const stars = starsAround(scope);
    evaluator.budget.left -= stars.length;
    return evaluator.budget.left <= 0 ? [UNKNOWN] : unboundValues(evaluator.known, name, stars);
  }
  // A name can be bound thousands of times, and be read as often.
  evaluator.budget.left -= found.bindings.length;
  return evaluator.budget.left <= 0 ? [UNKNOWN] : found.bindings.flatMap(evaluator.bound);
}

/** What a name of the module level can be, for `globals()[name]`. */
export function globalValues(evaluator: Evaluator, name: string): readonly Value[] {
  const { scopes, known, bound, budget } = evaluator;
  const bindings = scopes.module.bindings.get(name);
  if (!bindings) return unboundValues(known, name, starsAround(scopes.module));
  budget.left -= bindings.length;
  return budget.left <= 0 ? [UNKNOWN] : bindings.flatMap(bound);
}

/** The alternatives of what one binding binds. */
export function boundValues(evaluator: Evaluator, { to, node, name }: Binding): readonly Value[] {
  const { known, evaluate } = evaluator;
  switch (to.kind) {
    case "module":
      return [imported(known, to.module, node)];
    case "member": {
      const ofProject = known.project?.member(to.module, to.name);
      if (ofProject) return ofProject.map((value) => ("via" in value ? { ...value, via: [node] } : value));
      const separator = to.module.endsWith(".") ? "" : ".";
      return [imported(known, `${to.module}${separator}${to.name}`, node)];
    }
    case "value":
      return evaluate(to.value);
    case "entered":
      return enteredValues(evaluator, to.value);
    case "item":
      return to.path.reduce((values, at) => partsAt(evaluator, values, at), evaluate(to.value));
    case "each":
      return to.path.reduce((values, at) => partsAt(evaluator, values, at), elementsOf(evaluator, to.value));
    case "captured":
      return childrenOf(to.match, "subject").flatMap((subject) => allParts(evaluator, subject));
    case "parameter":
      return [
        ...receiverValues(evaluator, node),
        ...(to.default ? evaluate(to.default) : []),
        ...annotated(evaluator, to.annotation),
        // What is passed is remembered as the answer to what the parameter itself stands for.
        ...evaluate(node).filter(({ kind }) => kind !== "unknown"),
        ...decoratedDefaults(evaluator, node, name),
      ];
    case "function":
    case "class":
      return [{ kind: to.kind, definition: to.definition }];
    case "opaque":
      return [UNKNOWN];
  }
}

/** What the first parameter of a method is an instance of, or the class itself; nothing for other parameters. */
function receiverValues(evaluator: Evaluator, parameter: SyntaxNode): readonly Value[] {
  const { tree, scopeAt } = evaluator;
  const list = parameter.parent;
  const method = list?.children[0] === parameter && parameter.type === "identifier" ? list.parent : null;
  if (!method || !hasReceiver(evaluator, method)) return [];
  const owner = scopeAt(method);
  const isClass = identifierText(tree.text, parameter) === "cls";
  return [{ kind: isClass ? "class" : "instance", definition: owner.node }];
}

/** What a decorator says that a parameter is by default: `@click.option("--codec", default="pickle")`. */
function decoratedDefaults(evaluator: Evaluator, parameter: SyntaxNode, name: string): readonly Value[] {
  const definition = parameter.parent?.parent?.parent;
  return definition?.type === "decorated_definition" ? declaredDefaults(evaluator, name) : [];
}

/** What an import brings in. `mypackage.pickle` is a module of the project's own: it only shares its name with a known one. */
function imported(known: KnownNames, path: string, node: SyntaxNode): Value {
  const name = known.canonical(path);
  if (known.isReexport?.(name)) return { kind: "symbol", name: known.reexported(name), via: [node] };
  const [root = path, ...rest] = name.split(".");
  const namesake = known.modules.has(rest.at(-1) ?? "") && !known.modules.has(root);
  if (namesake) return { kind: "project", name, wrapper: null, via: [node] };
  return { kind: "symbol", name, via: [node] };
}

/** A parameter whose annotation names a class from outside is taken for an instance of it; `Literal[...]` names its values. */
function annotated({ evaluate, tree }: Evaluator, annotation: SyntaxNode | null): readonly Value[] {
  const expression = annotation?.type === "type" ? annotation.children[0] : annotation;
  const literals = expression ? literalsIn(tree, expression) : [];
  if (literals.length > 0) return literals;
  if (expression?.type !== "identifier" && expression?.type !== "attribute") return [UNKNOWN];
  return evaluate(expression).map((value) => {
    if (value.kind === "project" && value.members) return { ...value, wrapper: null };
    return value.kind === "symbol" && !value.name.startsWith("builtins.")
      ? { ...value, name: `${value.name}()` }
      : UNKNOWN;
  });
}

/** A name that the file does not bind: from a star import, a module that is known all the same, or a builtin. */
function unboundValues(known: KnownNames, name: string, stars: readonly string[]): readonly Value[] {
  for (const star of stars) {
    const symbol = known.canonical(`${star}.${name}`);
    if (known.symbols.has(symbol)) return [{ kind: "symbol", name: symbol, via: [] }];
    const values = known.project?.bound(star, name);
    if (values && values.length > 0) return values;
  }
  if (known.modules.has(name)) return [{ kind: "symbol", name, via: [] }];
  return [{ kind: "symbol", name: `builtins.${name}`, via: [] }];
}

/** The star-imported modules that a name can come from, the one that wins first. */
function starsAround(scope: Scope): string[] {
  const stars: string[] = [];
  for (let current: Scope | null = scope; current; current = current.parent) {
    stars.push(...current.stars.toReversed());
  }
  return stars;
}
