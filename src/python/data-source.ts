import { classOfReceiver } from "./build-scopes.js";
import { positionalArguments } from "./call-values.js";
import { returnedNodes } from "./returned-values.js";
import { scopeOf, type FileModel } from "./file-model.js";
import { identifierText } from "../parse/identifier.js";
import { lookUp, type StepBudget } from "./reaching.js";
import { valueBound, type Binding } from "./scope.js";
import { ATTRIBUTES, CALLS, type Pattern } from "./source-patterns.js";
import { spelledOut } from "./spelled-out.js";
import { tableOf } from "./tables.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** Where data comes from. `remote`: somebody else sends it; `local`: the command line, the environment, the user. */
export interface DataSource {
  readonly kind: "remote" | "local";
  /** What it is, for a message: "a request", "a socket". */
  readonly what: string;
  /** The expression that reads it. */
  readonly node: SyntaxNode;
}

/** How many expressions are followed for one question, and for all questions about a file. */
const MAX_STEPS = 200;
const MAX_STEPS_OF_FILE = 20_000;
const budgets = new WeakMap<FileModel, StepBudget>();

/**
 * Where the value of an expression comes from, followed through the names of the file, through what is called on it,
 * through what its functions return and its methods keep, and through parameters to the callers in the file; null where
 * nothing tells.
 * @param besides more places where data comes from
 * @param passing told of each expression that is passed on the way
 */
export function dataSource(
  model: FileModel,
  node: SyntaxNode,
  besides: readonly Pattern[] = [],
  passing?: (node: SyntaxNode) => void,
): DataSource | null {
  const seen = new Set<SyntaxNode>();
  const pending: SyntaxNode[] = [node];
  let local: DataSource | null = null;
  const budget = budgets.get(model) ?? { left: MAX_STEPS_OF_FILE };
  budgets.set(model, budget);
  for (let steps = 0; steps < MAX_STEPS && budget.left > 0; steps++) {
    budget.left--;
    const current = pending.shift();
    if (!current) break;
    if (seen.has(current)) continue;
    seen.add(current);
    const source = sourceAt(model, current, besides, budget);
    if (source?.kind === "remote") return source;
    local ??= source;
    if (source !== null) continue;
    passing?.(current);
    const table = tableOf(model, current, budget);
    pending.push(...(table ? [table] : partsOf(model, current, budget)));
  }
  return local;
}

/** What the value of an expression is made of. */
export function partsOf(model: FileModel, node: SyntaxNode, budget: StepBudget): SyntaxNode[] {
  switch (node.type) {
    case "identifier":
      return boundTo(model, node, budget);
    case "attribute": {
      const object = childOf(node, "object");
      const kept = keptIn(model, node).flatMap((binding) => valuesOf(model, binding));
      return object ? [...kept, object] : kept;
    }
    case "call": {
      const callee = childOf(node, "function");
      const list = childOf(node, "arguments")?.children ?? [];
      const values = list.map((argument) => childOf(argument, "value") ?? argument);
      const returned = callee ? returnedBy(model, callee, budget) : [];
      return callee?.type === "attribute" ? [...returned, callee, ...values] : [...returned, ...values];
    }
    case "lambda":
    case "function_definition":
      return [];
    default:
      return [...node.children];
  }
}

function boundTo(model: FileModel, node: SyntaxNode, budget: StepBudget): SyntaxNode[] {
  return bindingsOf(model, node, budget).flatMap((binding) => valuesOf(model, binding));
}

/** What a name may be bound to where it stands. */
export function bindingsOf(model: FileModel, node: SyntaxNode, budget: StepBudget): readonly Binding[] {
  const found = lookUp(identifierText(model.tree.text, node), node, scopeOf(model, node), budget);
  return found.kind === "bound" ? found.bindings : [];
}

/** What a class binds to a member, where the attribute is one of its own instance. */
export function keptIn(model: FileModel, attribute: SyntaxNode): readonly Binding[] {
  const object = childOf(attribute, "object");
  const member = childOf(attribute, "attribute");
  if (object?.type !== "identifier" || !member) return [];
  const owner = classOfReceiver(model.tree.text, object, scopeOf(model, attribute));
  const name = identifierText(model.tree.text, member);
  return [...(owner?.bindings.get(name) ?? []), ...(owner?.attributes.get(name) ?? [])];
}

/** What a function of the file returns that is called here. */
function returnedBy(model: FileModel, callee: SyntaxNode, budget: StepBudget): SyntaxNode[] {
  const bindings =
    callee.type === "identifier"
      ? bindingsOf(model, callee, budget)
      : callee.type === "attribute"
        ? keptIn(model, callee)
        : [];
  return bindings.flatMap(({ to }) =>
    to.kind === "function" ? [...returnedNodes(model.evaluator, to.definition)] : [],
  );
}

function valuesOf(model: FileModel, binding: Binding): SyntaxNode[] {
  const { to, node } = binding;
  if (to.kind === "parameter") return [...(to.default ? [to.default] : []), ...argumentsFor(model, node)];
  const value = valueBound(to);
  return value ? [value] : [];
}

/** What the callers in the file pass for a parameter of a function. */
function argumentsFor(model: FileModel, parameter: SyntaxNode): SyntaxNode[] {
  const definition = ancestorOf(parameter, DEFINITIONS);
  const nameNode = definition ? childOf(definition, "name") : null;
  if (!definition || !nameNode) return [];
  const { text } = model.tree;
  const name = identifierText(text, nameNode);
  const parameters = childOf(definition, "parameters")?.children ?? [];
  const isMethod = scopeOf(model, definition).kind === "class";
  const isPrivate = /^_(?!_)/.test(name);
  const position = parameters.indexOf(parameter) - (isMethod ? 1 : 0);
  const keyword = firstName(model, parameter);
  const uses = model.evaluator.identifiersNamed(name);
  const budget = budgets.get(model);
  if (budget) budget.left -= uses.length;
  if (budget && budget.left <= 0) return [];
  return uses.flatMap((use) => {
    const callee = use.parent?.type === "attribute" && use.field === "attribute" ? use.parent : use;
    const call = callee.field === "function" && callee.parent?.type === "call" ? callee.parent : null;
    // Other objects have methods of the same name, unless it is a private one.
    const isOther =
      callee !== use && !isPrivate && !keptIn(model, callee).some(({ node }) => node === definition);
    if (!call || isOther || (callee === use && isMethod)) return [];
    const named = (childOf(call, "arguments")?.children ?? []).find(
      (argument) => argument.type === "keyword_argument" && firstName(model, argument) === keyword,
    );
    const value = named ? childOf(named, "value") : positionalArguments(call)[position];
    return value ? [value] : [];
  });
}

const DEFINITIONS: ReadonlySet<NodeKind> = new Set(["function_definition"]);

function firstName(model: FileModel, node: SyntaxNode): string {
  const name = node.type === "identifier" ? node : (childOf(node, "name") ?? node.children[0]);
  return name?.type === "identifier" ? identifierText(model.tree.text, name) : "";
}

/** Where the value of this very expression comes from; null where it tells nothing. */
export function sourceAt(
  model: FileModel,
  node: SyntaxNode,
  besides: readonly Pattern[],
  budget: StepBudget,
): DataSource | null {
  const callee = node.type === "call" ? childOf(node, "function") : null;
  const target = callee ?? (SPELLED.has(node.type) ? node : null);
  if (!target || target.end - target.start > 200) return null;
  const patterns = [...ATTRIBUTES, ...(callee ? CALLS : []), ...besides];
  const told = (text: string): DataSource | null => {
    const pattern = patterns.find(([, , matches]) => matches.test(text));
    return pattern ? { what: pattern[0], kind: pattern[1], node } : null;
  };
  const own =
    target.type === "identifier" && !callee
      ? null
      : told(model.tree.text.slice(target.start, target.end).replace(/\s+/g, ""));
  if (own) return own;
  // `getattr(request, "data")` is an attribute, and a call only by its spelling.
  const spelled = [target, ...(callee ? [node] : [])].flatMap((one) => spelledOut(model, one, budget));
  return spelled.reduce<DataSource | null>((found, text) => found ?? told(text), null);
}

const SPELLED: ReadonlySet<NodeKind> = new Set(["attribute", "identifier"]);
