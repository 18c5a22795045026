import { keywordOf } from "../python/constants.js";
import type { FileModel } from "../python/file-model.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, contains, nodeAt, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Wrapper } from "../python/value.js";
import { callsOfWrappers, type WrapperCall } from "./wrapper-calls.js";
import type { Reported } from "./rule.js";
import { changesDefaults, positionOf, safeByDefault, type Parameter } from "./safe-by-default.js";

/**
 * The functions of a file whose body loads, unsafely, what a parameter of theirs says.
 * @param isHandedOn whether only parameters themselves count: to hand on `args` is to hand on what is loaded, to hand on
 *   `args.cache` is to load something of one's own
 */
export function wrappersOf(
  model: FileModel,
  found: readonly Reported[],
  isHandedOn = false,
): ReadonlyMap<SyntaxNode, Wrapper> {
  const wrappers = new Map<SyntaxNode, Wrapper>();
  const tries = new Map<SyntaxNode, number>();
  const safe = safeByDefault(model, found);
  for (const { data, level, symbol, span } of found) {
    if (!data || level === "note") continue;
    const lambda = ancestorOf(data, LAMBDAS);
    const assigned = lambda && nameOfLambda(lambda);
    const definition = assigned ? lambda : ancestorOf(data, FUNCTIONS);
    const name = definition && (assigned ?? childOf(definition, "name"));
    if (!definition || !name || wrappers.has(definition)) continue;
    const tried = tries.get(definition) ?? 0;
    tries.set(definition, tried + 1);
    const parameters = tried < MAX_TRIES ? parametersIn(model, definition, data, isHandedOn) : [];
    if (parameters.length === 0) continue;
    wrappers.set(definition, {
      name: identifierText(model.tree.text, name),
      path: model.path,
      line: model.source.positionOf(span.start).line,
      symbol,
      parameters,
      ...switchesOf(model, definition, span),
      decidedBy: safe.get(definition) ?? null,
    });
  }
  return wrappers;
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set(["function_definition"]);
const LAMBDAS: ReadonlySet<NodeKind> = new Set(["lambda"]);

/** `load` of `load = lambda path: ...`. */
function nameOfLambda({ parent, field }: SyntaxNode): SyntaxNode | null {
  const target = parent?.type === "assignment" && field === "right" ? childOf(parent, "left") : null;
  return target?.type === "identifier" ? target : null;
}

/** These functions, and those that hand on to one of them what a parameter of theirs is. */
export function allWrappersOf(
  model: FileModel,
  found: readonly Reported[],
): ReadonlyMap<SyntaxNode, Wrapper> {
  let wrappers = wrappersOf(model, found);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const calls = [...callsOfWrappers(model, wrappers)].flatMap((one) => handedOnBy(model, one));
    const more = new Map([...wrappersOf(model, calls, true), ...wrappers]);
    if (more.size === wrappers.size) break;
    wrappers = more;
  }
  return wrappers;
}

const MAX_ROUNDS = 4;

/** What a call hands on to a wrapper, each as if it were loaded there. */
function handedOnBy(model: FileModel, { call, wrapper }: Pick<WrapperCall, "call" | "wrapper">): Reported[] {
  if (leavesItSafe(model, call, wrapper)) return [];
  const { symbol, parameters, decidedBy } = wrapper;
  const [decision, ...more] = (decidedBy ?? []).flatMap((one) => argumentFor(model, call, one) ?? []);
  const decided = decision && more.length === 0 ? { decidedBy: decision } : {};
  return parameters.flatMap((parameter) => {
    const data = argumentFor(model, call, parameter);
    return data ? [{ ruleId: "", level: "warn", message: "", span: call, symbol, data, ...decided }] : [];
  });
}

/** Whether a call leaves a wrapper at its safe default, or says so itself: `read(path)`, `read(path, safe=True)`. */
export function leavesItSafe(
  model: FileModel,
  call: SyntaxNode,
  { decidedBy, switches = [] }: Wrapper,
): boolean {
  if (!decidedBy || call.type !== "call" || changesDefaults(model)) return false;
  return decidedBy.every((parameter) => {
    const given = argumentFor(model, call, parameter);
    const unsafe = switches.find(({ name }) => name === parameter.name)?.unsafe;
    return given === null || (unsafe !== undefined && isAlways(model, given, !unsafe));
  });
}

function isAlways(model: FileModel, node: SyntaxNode, constant: boolean): boolean {
  const values = model.evaluator.evaluate(node);
  return values.length > 0 && values.every((value) => value.kind === "constant" && value.value === constant);
}

/** Arguments of loads that make them unsafe, and the value that does. */
const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ["weights_only", false],
  ["safe_mode", false],
  ["allow_pickle", true],
  ["trust_remote_code", true],
  ["allow_dangerous_deserialization", true],
]);

/** The parameters of a function that are handed on as such an argument of its load. */
function switchesOf(
  model: FileModel,
  definition: SyntaxNode,
  span: Reported["span"],
): Pick<Wrapper, "switches"> {
  const call = nodeAt(model.tree, span);
  const scope = model.scopes.scopeOfDefinition.get(definition);
  if (call.type !== "call" || !scope) return {};
  const switches = [...SWITCHES].flatMap(([argument, unsafe]) => {
    const value = keywordOf(model.tree.text, call, argument);
    const name = value?.type === "identifier" ? identifierText(model.tree.text, value) : "";
    return (scope.bindings.get(name) ?? []).flatMap((binding) => {
      const position = positionOf(model, definition, binding);
      return position === null ? [] : [{ name, position, unsafe }];
    });
  });
  return switches.length > 0 ? { switches } : {};
}

/** Whether a call of a wrapper makes it load unsafely: `read(path, safe=False)`. */
export function turnsSafetyOff(model: FileModel, call: SyntaxNode, { switches = [] }: Wrapper): boolean {
  const isConstant = (node: SyntaxNode | null, constant: boolean): boolean =>
    node !== null &&
    model.evaluator.evaluate(node).some((value) => value.kind === "constant" && value.value === constant);
  return (
    switches.some(({ unsafe, ...parameter }) => isConstant(argumentFor(model, call, parameter), unsafe)) ||
    [...SWITCHES].some(([name, unsafe]) => isConstant(keywordOf(model.tree.text, call, name) ?? null, unsafe))
  );
}

/** What a call hands on to be loaded. */
export function handedTo(model: FileModel, call: SyntaxNode, { parameters }: Wrapper): SyntaxNode[] {
  return parameters.flatMap((parameter) => argumentFor(model, call, parameter) ?? []);
}

/** The argument for a parameter; all of them where a star hides which one it is. */
function argumentFor(model: FileModel, call: SyntaxNode, { name, position }: Parameter): SyntaxNode | null {
  const list = childOf(call, "arguments");
  if (list?.type !== "argument_list") return list;
  const named = keywordOf(model.tree.text, call, name);
  if (named) return named;
  if (list.children.some(({ type }) => type.endsWith("_splat"))) return list;
  const positional = list.children.filter(({ type }) => type !== "keyword_argument");
  return positional[position] ?? null;
}

/** How many loads of one function are followed, and how many bindings of one name. */
const MAX_TRIES = 20;
const MAX_BINDINGS = 50;

/** The parameters (`self` aside) that stand in the expression, or in what its names were made from. */
function parametersIn(
  model: FileModel,
  definition: SyntaxNode,
  data: SyntaxNode,
  isHandedOn: boolean,
): readonly Parameter[] {
  const scope = model.scopes.scopeOfDefinition.get(definition);
  if (!scope) return [];
  const found: Parameter[] = [];
  const pending = [data];
  const seen = new Set<string>();
  for (let expression = pending.pop(); expression; expression = pending.pop()) {
    for (let i = expression.index; i < model.tree.nodes.length; i++) {
      const node = model.tree.nodes[i];
      if (!node || !contains(expression, node)) break;
      if (node.type !== "identifier" || node.field === "attribute" || node.field === "name") continue;
      if (isHandedOn && node.field === "object") continue;
      const name = identifierText(model.tree.text, node);
      if (seen.has(name)) continue;
      seen.add(name);
      for (const binding of (scope.bindings.get(name) ?? []).slice(0, MAX_BINDINGS)) {
        const position = positionOf(model, definition, binding);
        if (position !== null) found.push({ name, position });
        if (binding.to.kind === "value" || binding.to.kind === "item" || binding.to.kind === "entered")
          pending.push(binding.to.value);
      }
    }
  }
  return found;
}
