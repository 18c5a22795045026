import { callValues } from "./call-values.js";
import { bytesLiteral, literal } from "./constants.js";
import type { KnownNames } from "./file-model.js";
import { bytes, constantOf, foldOperator, foldTemplate, text } from "./fold.js";
import { indexIdentifiers } from "./identifier-index.js";
import { identifierText } from "../parse/identifier.js";
import { attributeValues, subscriptValues } from "./member-values.js";
import { lookUp, type StepBudget } from "./reaching.js";
import type { Binding, Scope, ScopeTree } from "./scope.js";
import type { FieldName } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";
import { distinctValues, UNKNOWN, type Value } from "./value.js";

/** How deep names are followed, and how many alternatives and steps are kept; beyond, a value is unknown. */
const MAX_DEPTH = 24;
const MAX_ALTERNATIVES = 12;
const MAX_STEPS = 5_000_000;

/** Answers what expressions of one file can stand for. */
export interface Evaluator {
  readonly tree: SyntaxTree;
  readonly scopes: ScopeTree;
  readonly known: KnownNames;
  /** The alternatives of an expression; never empty. */
  readonly evaluate: (node: SyntaxNode) => readonly Value[];
  /** The alternatives of what one binding binds. */
  readonly bound: (binding: Binding) => readonly Value[];
  /** The alternatives of a name of the module level, bound or not. */
  readonly globalValues: (name: string) => readonly Value[];
  readonly scopeAt: (node: SyntaxNode) => Scope;
  /** True once the step limit was hit: results after that are unknown. */
  readonly exhausted: () => boolean;
  /** Every identifier of that name, in source order. */
  readonly identifiersNamed: (name: string) => readonly SyntaxNode[];
  /** What functions of the file return, found once for each. */
  readonly returns: Map<SyntaxNode, readonly SyntaxNode[]>;
}

/** Builds the evaluator of a file. Results are remembered per node. */
export function createEvaluator(tree: SyntaxTree, scopes: ScopeTree, known: KnownNames): Evaluator {
  let identifierIndex: ReadonlyMap<string, readonly SyntaxNode[]> | undefined;
  /** By the index of the node. */
  const memo: (readonly Value[] | undefined)[] = new Array<undefined>(tree.nodes.length).fill(undefined);
  /** Answers that were cut off, for the question that is being asked: their own alternatives are in its answer too. */
  const provisional = new Map<SyntaxNode, readonly Value[]>();
  const isOpen = new Uint8Array(tree.nodes.length);
  let depth = 0;
  const budget: StepBudget = { left: MAX_STEPS };
  /** Set when an answer was cut off by a cycle or a limit; such an answer is only remembered for where it was asked. */
  let cutOff = false;

  const evaluator: Evaluator = {
    ...{ tree, scopes, known, evaluate, bound, globalValues },
    scopeAt: (node) => scopes.scopeAt[node.index] ?? scopes.module,
    exhausted: () => budget.left <= 0,
    identifiersNamed: (name) => identifiers().get(name) ?? [],
    returns: new Map(),
  };
  return evaluator;

  function identifiers(): ReadonlyMap<string, readonly SyntaxNode[]> {
    identifierIndex ??= indexIdentifiers(tree);
    return identifierIndex;
  }

  function evaluate(node: SyntaxNode): readonly Value[] {
    const remembered = memo[node.index];
    if (remembered) return remembered;
    const partial = provisional.get(node);
    if (partial) {
      cutOff = true;
      return partial;
    }
    if (isOpen[node.index] === 1 || depth > MAX_DEPTH || --budget.left <= 0) {
      cutOff = true;
      return [UNKNOWN];
    }
    const before = cutOff;
    cutOff = false;
    isOpen[node.index] = 1;
    depth++;
    const values = distinctValues(compute(node), MAX_ALTERNATIVES);
    depth--;
    isOpen[node.index] = 0;
    if (!cutOff || depth === 0) memo[node.index] = values;
    else provisional.set(node, values);
    if (depth === 0) provisional.clear();
    cutOff = before || (cutOff && depth > 0);
    return values;
  }

  function compute(node: SyntaxNode): readonly Value[] {
    const constant = literal(tree.text, node);
    if (constant !== undefined) return [{ kind: "constant", value: constant }];
    switch (node.type) {
      case "identifier":
        return nameValues(node);
      case "attribute":
        return attributeValues(evaluator, node);
      case "subscript":
        return subscriptValues(evaluator, node);
      case "call":
        return callValues(evaluator, node);
      case "list":
      case "tuple":
      case "set":
      case "expression_list":
        return [{ kind: "sequence", node }];
      case "dictionary":
        return [{ kind: "mapping", node }];
      case "parenthesized_expression":
      case "await":
        return node.children[0] ? evaluate(node.children[0]) : [UNKNOWN];
      case "named_expression":
        return evaluateField(node, "value");
      case "boolean_operator":
        return [...evaluateField(node, "left"), ...evaluateField(node, "right")];
      case "conditional_expression": {
        const [whenTrue, , otherwise] = node.children;
        return [whenTrue, otherwise].flatMap((child) => (child ? evaluate(child) : [UNKNOWN]));
      }
      case "not_operator":
        return negated(evaluateField(node, "argument"));
      case "binary_operator":
        return [foldOperator(evaluator, node) ?? UNKNOWN];
      case "string": {
        const value = bytesLiteral(tree.text, node);
        return [(value === undefined ? foldTemplate(evaluator, node) : bytes(value)) ?? UNKNOWN];
      }
      case "concatenated_string":
        return [concatenated(node)];
      default:
        return [UNKNOWN];
    }
  }

  function evaluateField(node: SyntaxNode, field: FieldName): readonly Value[] {
    const child = childOf(node, field);
    return child ? evaluate(child) : [UNKNOWN];
  }

  function nameValues(node: SyntaxNode): readonly Value[] {
    const name = identifierText(tree.text, node);
    const found = lookUp(name, node, evaluator.scopeAt(node), budget);
    if (found.kind === "bound") return found.bindings.flatMap(bound);
    return unboundValues(name, evaluator.scopeAt(node));
  }

  function unboundValues(name: string, scope: Scope): readonly Value[] {
    for (const star of starsAround(scope)) {
      const symbol = known.canonical(`${star}.${name}`);
      if (known.symbols.has(symbol)) return [{ kind: "symbol", name: symbol, via: [] }];
      const values = known.project?.member(star, name);
      if (values && values.length > 0) return values;
    }
    if (known.modules.has(name)) return [{ kind: "symbol", name, via: [] }];
    return [{ kind: "symbol", name: `builtins.${name}`, via: [] }];
  }

  /** What a name of the module level can be, for `globals()[name]`. */
  function globalValues(name: string): readonly Value[] {
    const bindings = scopes.module.bindings.get(name);
    return bindings ? bindings.flatMap(bound) : unboundValues(name, scopes.module);
  }

  function bound(binding: Binding): readonly Value[] {
    const { to, node } = binding;
    switch (to.kind) {
      case "module":
        return [imported(to.module, node)];
      case "member": {
        const ofProject = known.project?.member(to.module, to.name);
        if (ofProject) return ofProject.map((value) => ("via" in value ? { ...value, via: [node] } : value));
        const separator = to.module.endsWith(".") ? "" : ".";
        return [imported(`${to.module}${separator}${to.name}`, node)];
      }
      case "value":
        return evaluate(to.value);
      case "item":
        return itemValues(to.value, to.path);
      case "parameter":
        return [...(to.default ? evaluate(to.default) : []), ...annotated(to.annotation)];
      case "entered":
        return evaluate(to.value);
      case "function":
        return [{ kind: "function", definition: to.definition }];
      case "class":
        return [{ kind: "class", definition: to.definition }];
      case "opaque":
        return [UNKNOWN];
    }
  }

  /** What an import brings in. A module of somebody's own that is only called like a known one is not that one. */
  function imported(path: string, node: SyntaxNode): Value {
    const name = known.canonical(path);
    const [root = path, ...rest] = name.split(".");
    const namesake = known.modules.has(rest.at(-1) ?? "") && !known.modules.has(root);
    if (namesake) return { kind: "project", name, wrapper: null, via: [node] };
    return { kind: "symbol", name, via: [node] };
  }

  /** A parameter whose annotation names a class from outside is taken for an instance of it. */
  function annotated(annotation: SyntaxNode | null): readonly Value[] {
    const expression = annotation?.type === "type" ? annotation.children[0] : annotation;
    if (expression?.type !== "identifier" && expression?.type !== "attribute") return [UNKNOWN];
    return evaluate(expression).map((value) =>
      value.kind === "symbol" && !value.name.startsWith("builtins.")
        ? { ...value, name: `${value.name}()` }
        : UNKNOWN,
    );
  }

  function itemValues(value: SyntaxNode, path: readonly number[]): readonly Value[] {
    let values = evaluate(value);
    for (const position of path) {
      values = values.flatMap((alternative) => {
        if (alternative.kind !== "sequence") return [UNKNOWN];
        const items = alternative.node.children;
        const item = items.some((child) => child.type === "list_splat") ? undefined : items[position];
        return item ? evaluate(item) : [UNKNOWN];
      });
    }
    return values;
  }

  /** Adjacent strings of which not all are plain literals. */
  function concatenated(node: SyntaxNode): Value {
    const parts = node.children.map((child) => constantOf(evaluator, child));
    const [first] = parts;
    if (!parts.every((part) => part?.kind === first?.kind && typeof part?.value === "string")) return UNKNOWN;
    const whole = parts.map((part) => String(part?.value)).join("");
    return (first?.kind === "bytes" ? bytes(whole) : text(whole)) ?? UNKNOWN;
  }
}

function negated(values: readonly Value[]): readonly Value[] {
  return values.map((value) =>
    value.kind === "constant" ? { kind: "constant", value: !value.value } : UNKNOWN,
  );
}

/** The star-imported modules that a name can come from, the one that wins first. */
function starsAround(scope: Scope): string[] {
  const stars: string[] = [];
  for (let current: Scope | null = scope; current; current = current.parent) {
    stars.push(...current.stars.toReversed());
  }
  return stars;
}
