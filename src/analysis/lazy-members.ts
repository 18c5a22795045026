import { delegatesOf } from "../python/delegates.js";
import { literal } from "../python/constants.js";
import { textOf } from "../python/fold.js";
import { mappingOf } from "../python/mappings.js";
import { returnedValues } from "../python/returned-values.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import { nodesOf } from "../python/nodes-of.js";
import type { Value } from "../python/value.js";
import { carriedValues, type Source } from "./carried-values.js";
import { KNOWN_NAMES } from "./known-names.js";
import { leadsOn } from "./telling-names.js";

/** The most names that one `__getattr__` is asked for. */
const MAX_NAMES = 300;

/**
 * The names that a module has only when they are asked for, by its `__getattr__` (PEP 562), as far as the rules know what
 * they stand for: the members of the modules that it takes them from, and, for the names that it speaks of, what it gives
 * back.
 */
export function lazyMembers(source: Source): ReadonlyMap<string, readonly Value[]> {
  const { model } = source;
  const names = new Map<string, readonly Value[]>();
  const getters = (model.scopes.module.bindings.get("__getattr__") ?? []).flatMap(({ to }) =>
    to.kind === "function"
      ? [to.definition]
      : to.kind === "value" && to.value.type === "lambda"
        ? [to.value]
        : [],
  );
  for (const getter of getters.slice(-MAX_GETTERS)) {
    for (const object of delegatesOf(model.evaluator, getter, 0))
      for (const value of carriedValues(source, "__getattr__", model.evaluator.evaluate(object)))
        for (const [name, values] of membersOf(value)) names.set(name, values);
    const returned = carriedValues(source, "__getattr__", returnedValues(model.evaluator, getter));
    if (!returned.some(leadsOn)) continue;
    for (const [name, values] of [...byCondition(source, getter), ...byKey(source, getter, returned)])
      if (names.size < MAX_NAMES && values.some(leadsOn)) names.set(name, values);
  }
  return names;
}

/** Of many definitions of one name only the last counts; a few may stand under conditions. */
const MAX_GETTERS = 4;

/** The members of a value that the rules know, by their names. */
function membersOf(value: Value): Iterable<readonly [string, readonly Value[]]> {
  if (value.kind === "project") return value.members ?? [];
  if (value.kind !== "symbol") return [];
  const members = new Map<string, readonly Value[]>();
  const before = `${value.name}.`;
  for (const symbol of KNOWN_NAMES.symbols) {
    const [name = ""] = symbol.startsWith(before) ? symbol.slice(before.length).split(/[.(]/, 1) : [];
    if (name !== "") members.set(name, [{ kind: "symbol", name: `${before}${name}`, via: [] }]);
  }
  return members;
}

/** What is given back under a condition that speaks of names: `if name == "codec": return dill`. */
function* byCondition(
  source: Source,
  getter: SyntaxNode,
): Iterable<readonly [name: string, values: readonly Value[]]> {
  const { evaluator, tree } = source.model;
  const within = (kind: NodeKind): SyntaxNode[] =>
    nodesOf(tree, kind)
      .filter((node) => contains(getter, node))
      .slice(0, MAX_NAMES);
  const returns = within("return_statement");
  for (const node of within("string")) {
    const name = literal(tree.text, node);
    const branch = ancestorOf(node, BRANCHES);
    const condition = branch && childOf(branch, "condition");
    const body = branch && childOf(branch, "consequence");
    if (typeof name !== "string" || !NAME.test(name) || !condition || !body || !contains(condition, node))
      continue;
    const values = returns.flatMap((statement) => {
      const [given] = contains(body, statement) ? statement.children : [];
      return given ? carriedValues(source, "__getattr__", evaluator.evaluate(given)) : [];
    });
    yield [name, values];
  }
}

const BRANCHES: ReadonlySet<NodeKind> = new Set(["if_statement", "elif_clause"]);

/** What is given back for the keys of a dictionary that has the names of modules: `return import_module(NAMES[name])`. */
function* byKey(
  { model }: Source,
  getter: SyntaxNode,
  returned: readonly Value[],
): Iterable<readonly [name: string, values: readonly Value[]]> {
  for (const node of nodesOf(model.tree, "identifier", "dictionary")) {
    if (!contains(getter, node)) continue;
    for (const value of model.evaluator.evaluate(node)) {
      const entries = value.kind === "mapping" ? mappingOf(model.evaluator, value.node).entries : [];
      for (const entry of entries.slice(0, MAX_NAMES)) {
        const module = textOf(model.evaluator, entry.value);
        if (typeof entry.key !== "string" || !NAME.test(entry.key) || module === undefined) continue;
        yield [entry.key, returned.filter((one) => one.kind === "symbol" && isOf(one.name, module))];
      }
    }
  }
}

function isOf(symbol: string, module: string): boolean {
  return symbol === module || symbol.startsWith(`${module}.`) || module.startsWith(`${symbol}.`);
}

const NAME = /^[A-Za-z_]\w{0,80}$/;
