import type { FileModel } from "../python/file-model.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { nodesOf } from "../python/nodes-of.js";
import { childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Wrapper } from "../python/value.js";
import { isGivenAway, isReshaped } from "./given-away.js";

/** A call of a wrapper. */
export interface WrapperCall {
  /** What hands a wrapper of another file on to be called, or changes it, as well: `map(load, paths)`, `load.__defaults__ = x`. */
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
  const names = wrapperNames(model, own.values());
  const named = new Set<Wrapper>();
  for (const name of names) {
    for (const node of model.evaluator.identifiersNamed(name)) {
      const callee = node.parent?.type === "attribute" && node.field === "attribute" ? node.parent : node;
      const call = callee.field === "function" && callee.parent?.type === "call" ? callee.parent : null;
      const isGiven = isGivenAway(model, callee) || isReshaped(model, callee);
      if (!call && !isGiven) continue;
      for (const value of model.evaluator.evaluate(callee)) {
        const isForeign = value.kind === "project";
        if (!isForeign && !call) continue;
        const wrapper = isForeign
          ? value.wrapper
          : value.kind === "function"
            ? own.get(value.definition)
            : null;
        if (!wrapper || (value.kind === "function" && contains(value.definition, callee))) continue;
        named.add(wrapper);
        yield { call: call ?? callee, wrapper, isForeign };
        break;
      }
    }
  }
  for (const found of callsOfTaken(model, names)) if (!named.has(found.wrapper)) yield found;
}

/**
 * Calls of wrappers of other files by anything but their names: `READERS["old"](path)`, `getattr(store, "read")(path)`.
 * @param names the names by which wrappers are called
 */
function* callsOfTaken(model: FileModel, names: ReadonlySet<string>): Iterable<WrapperCall> {
  if (!model.evaluator.known.project) return;
  for (const call of nodesOf(model.tree, "call")) {
    const callee = childOf(call, "function");
    if (!callee || !TAKEN.has(callee.type) || !model.evaluator.mayCarry(callee)) continue;
    if (callee.type === "identifier" && names.has(identifierText(model.tree.text, callee))) continue;
    for (const value of model.evaluator.evaluate(callee)) {
      if (value.kind !== "project" || !value.wrapper) continue;
      yield { call, wrapper: value.wrapper, isForeign: true };
      break;
    }
  }
}

const TAKEN: ReadonlySet<NodeKind> = new Set<NodeKind>(["subscript", "call", "identifier"]);

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
