import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "./file-model.js";
import { lookUp, type StepBudget } from "./reaching.js";

/** How many spellings of one expression there are at most, and how many names are followed for one. */
const MAX_SPELLINGS = 8;
const MAX_NAMES = 4;
/** The longest expression that is spelled out, in characters. */
const MAX_LENGTH = 200;

/**
 * What a dotted name says, without white space: as it is written, and with its first name replaced by what that is imported as
 * or assigned from. With `from flask import request as r`, `r.data` is `flask.request.data` as well.
 */
export function spelledOut(model: FileModel, node: SyntaxNode, budget: StepBudget): readonly string[] {
  const spellings = new Set<string>();
  const pending: { node: SyntaxNode; rest: string; names: number }[] = [{ node, rest: "", names: 0 }];
  for (let one = pending.pop(); one && spellings.size < MAX_SPELLINGS; one = pending.pop()) {
    if (one.node.end - one.node.start + one.rest.length > MAX_LENGTH) continue;
    const text = model.tree.text.slice(one.node.start, one.node.end).replace(/\s+/g, "");
    spellings.add(text + one.rest);
    const first = firstOf(one.node);
    if (first.type !== "identifier" || one.names >= MAX_NAMES || --budget.left <= 0) continue;
    const name = identifierText(model.tree.text, first);
    const found = lookUp(name, first, scopeOf(model, first), budget);
    const rest = text.slice(first.end - first.start) + one.rest;
    for (const { to } of found.kind === "bound" ? found.bindings.slice(-MAX_SPELLINGS) : []) {
      if (to.kind === "member") spellings.add(`${to.module}.${to.name}${rest}`);
      else if (to.kind === "module") spellings.add(to.module + rest);
      else if (to.kind === "value" && DOTTED.has(to.value.type))
        pending.push({ node: to.value, rest, names: one.names + 1 });
    }
  }
  return [...spellings];
}

const DOTTED: ReadonlySet<SyntaxNode["type"]> = new Set<SyntaxNode["type"]>(["identifier", "attribute"]);

/** What a dotted name begins with. */
function firstOf(node: SyntaxNode): SyntaxNode {
  let first = node;
  for (
    let object: SyntaxNode | null = first;
    object;
    object = first.type === "attribute" ? childOf(first, "object") : null
  )
    first = object;
  return first;
}
