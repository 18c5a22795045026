import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { nodesWithin } from "../python/nodes-of.js";
import type { Scope } from "../python/scope.js";
import { byScope } from "../python/by-scope.js";
import { PICKLE_MODULES } from "./pickle-modules.js";

/**
 * Whether bytes (or a buffer) under a local name stay in their function: they are dumped, loaded, compared and measured,
 * and nothing else is done with them that could fill them, or hand them to somebody.
 * @param module the module of the loader, whose other functions count as well
 */
export function staysHere(model: FileModel, scope: Scope, name: string, module: string): boolean {
  return answers(scope, `${module}:${name}`, () =>
    placesInBody(model, scope, name).every(
      (place) => model.evaluator.scopeAt(place) === scope && isHarmless(model, place, module),
    ),
  );
}

const answers = byScope<boolean>();

/** Where a name stands in what a function does: among its parameters, defaults are those of the scope around it. */
export function placesInBody(model: FileModel, scope: Scope, name: string): readonly SyntaxNode[] {
  return nodesWithin(model.evaluator.identifiersNamed(name), childOf(scope.node, "body") ?? scope.node);
}

function isHarmless(model: FileModel, place: SyntaxNode, module: string): boolean {
  const { parent, field } = place;
  if (parent?.type === "parenthesized_expression") return isHarmless(model, parent, module);
  if (!parent || field === "attribute" || (field === "name" && parent.type === "keyword_argument"))
    return true;
  switch (parent.type) {
    case "assignment":
      return field === "left";
    case "comparison_operator":
    case "as_pattern_target":
    case "delete_statement":
      return true;
    case "attribute": {
      const method = childOf(parent, "attribute");
      const isCalled = parent.field === "function";
      return method !== null && isCalled && READING.has(identifierText(model.tree.text, method));
    }
    case "keyword_argument":
    case "argument_list": {
      const list = parent.type === "argument_list" ? parent : parent.parent;
      return list?.parent?.type === "call" && handles(model, list.parent, module);
    }
    default:
      return HARMLESS.has(parent.type);
  }
}

const HARMLESS: ReadonlySet<NodeKind> = new Set([
  "assert_statement",
  "interpolation",
  "expression_statement",
  "pattern_list",
  "tuple_pattern",
]);

/** Methods of buffers and bytes that put nothing into them. */
const READING: ReadonlySet<string> = new Set([
  ...["seek", "tell", "getvalue", "read", "close", "flush", "truncate"],
  ...["startswith", "endswith", "count", "find", "index", "hex"],
]);

/** Whether a call only dumps, loads, measures or shows what it is given: a function of a module that pickles, or of the loader's own. */
export function handles(model: FileModel, call: SyntaxNode, module: string): boolean {
  const callee = childOf(call, "function");
  const values = callee ? model.evaluator.evaluate(callee) : [];
  return (
    values.length > 0 &&
    values.every((value) => {
      if (value.kind !== "symbol") return false;
      const owner = value.name.slice(0, value.name.lastIndexOf("."));
      const member = value.name.slice(owner.length + 1);
      if (owner === "builtins") return SHOWING.test(member);
      return HANDLING.test(member) && (owner === "io" || isOf(owner, module) || MODULES.has(owner));
    })
  );
}

const HANDLING =
  /^(?:_?loads?|_?dumps?|_?Unpickler|_?Pickler|save|encode|decode|BytesIO|get_untrusted_types|unsafe_load|full_load)$/;
const SHOWING = /^(?:len|type|isinstance|print|repr|hash)$/;
const MODULES: ReadonlySet<string> = new Set([...PICKLE_MODULES, "cloudpickle", "dill", "joblib"]);

/** Whether a module is another one, or a part of it: `torch.jit` of `torch`. */
function isOf(owner: string, module: string): boolean {
  return owner === module || owner.startsWith(`${module}.`);
}
