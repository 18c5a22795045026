import { scopeOf, type FileModel } from "../python/file-model.js";
import { identifierText } from "../parse/identifier.js";
import type { Binding } from "../python/scope.js";
import { ancestorOf, childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Wrapper } from "../python/value.js";
import type { Reported } from "./rule.js";

/** The functions of a file whose body loads, unsafely, what a parameter of theirs says. */
export function wrappersOf(model: FileModel, found: readonly Reported[]): ReadonlyMap<SyntaxNode, Wrapper> {
  const wrappers = new Map<SyntaxNode, Wrapper>();
  const tries = new Map<SyntaxNode, number>();
  for (const { data, level, symbol, span } of found) {
    if (!data || level === "note") continue;
    const definition = ancestorOf(data, new Set(["function_definition"]));
    const name = definition ? childOf(definition, "name") : null;
    if (!definition || !name || wrappers.has(definition)) continue;
    const tried = tries.get(definition) ?? 0;
    tries.set(definition, tried + 1);
    if (tried >= MAX_TRIES || !dependsOnParameter(model, definition, data)) continue;
    wrappers.set(definition, {
      name: identifierText(model.tree.text, name),
      path: model.path,
      line: model.source.positionOf(span.start).line,
      symbol,
    });
  }
  return wrappers;
}

/** These functions, and those that hand on to one of them what a parameter of theirs says. */
export function allWrappersOf(
  model: FileModel,
  found: readonly Reported[],
): ReadonlyMap<SyntaxNode, Wrapper> {
  let wrappers = wrappersOf(model, found);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const calls = [...callsOfWrappers(model, wrappers)].map(({ call, wrapper: { symbol } }): Reported => ({
      ruleId: "",
      level: "warn",
      message: "",
      span: call,
      symbol,
      ...dataOf(call),
    }));
    const more = wrappersOf(model, [...found, ...calls]);
    if (more.size === wrappers.size) break;
    wrappers = more;
  }
  return wrappers;
}

const MAX_ROUNDS = 4;

function dataOf(call: SyntaxNode): Pick<Reported, "data"> {
  const data = childOf(call, "arguments");
  return data ? { data } : {};
}

/** A call of a wrapper. */
export interface WrapperCall {
  readonly call: SyntaxNode;
  readonly wrapper: Wrapper;
  /** Whether it is a function of another file. */
  readonly isForeign: boolean;
}

/** The calls of these functions of the file, and of wrappers of other files. */
export function* callsOfWrappers(
  model: FileModel,
  own: ReadonlyMap<SyntaxNode, Wrapper>,
): Iterable<WrapperCall> {
  for (const name of wrapperNames(model, own.values())) {
    for (const node of model.evaluator.identifiersNamed(name)) {
      const callee = node.parent?.type === "attribute" && node.field === "attribute" ? node.parent : node;
      const call = callee.field === "function" && callee.parent?.type === "call" ? callee.parent : null;
      if (!call) continue;
      for (const value of model.evaluator.evaluate(callee)) {
        const isForeign = value.kind === "project";
        const wrapper = isForeign
          ? value.wrapper
          : value.kind === "function"
            ? own.get(value.definition)
            : null;
        if (!wrapper || (value.kind === "function" && contains(value.definition, call))) continue;
        yield { call, wrapper, isForeign };
        break;
      }
    }
  }
}

/** The names by which wrappers can be called in this file. */
function wrapperNames(model: FileModel, own: Iterable<Wrapper>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name } of own) names.add(name);
  const foreign = model.evaluator.known.project?.wrapperNames() ?? new Set();
  for (const name of foreign) names.add(name);
  for (const list of model.scopes.module.bindings.values()) {
    for (const { name, to } of list) if (to.kind === "member" && foreign.has(to.name)) names.add(name);
  }
  return names;
}

/** How many loads of one function are followed, and how many bindings of one name. */
const MAX_TRIES = 20;
const MAX_BINDINGS = 50;

/** Whether a parameter (`self` aside) stands in the expression, or in what its names were made from. */
function dependsOnParameter(model: FileModel, definition: SyntaxNode, data: SyntaxNode): boolean {
  const scope = model.scopes.scopeOfDefinition.get(definition);
  if (!scope) return false;
  const pending = [data];
  const seen = new Set<string>();
  for (let expression = pending.pop(); expression; expression = pending.pop()) {
    for (let i = expression.index; i < model.tree.nodes.length; i++) {
      const node = model.tree.nodes[i];
      if (!node || !contains(expression, node)) break;
      if (node.type !== "identifier" || node.field === "attribute" || node.field === "name") continue;
      const name = identifierText(model.tree.text, node);
      if (seen.has(name)) continue;
      seen.add(name);
      for (const binding of (scope.bindings.get(name) ?? []).slice(0, MAX_BINDINGS)) {
        if (isParameter(model, definition, binding)) return true;
        if (binding.to.kind === "value" || binding.to.kind === "item" || binding.to.kind === "entered")
          pending.push(binding.to.value);
      }
    }
  }
  return false;
}

function isParameter(model: FileModel, definition: SyntaxNode, binding: Binding): boolean {
  if (binding.to.kind !== "parameter") return false;
  const first = childOf(definition, "parameters")?.children[0];
  const isMethod = scopeOf(model, definition).kind === "class";
  return !(isMethod && binding.node === first);
}
