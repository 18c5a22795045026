import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { nodesWithin } from "../python/nodes-of.js";
import type { Scope } from "../python/scope.js";
import { symbolsOf } from "./sinks.js";

/**
 * Whether bytes (or a buffer) under a local name stay in their function: they are dumped, loaded, compared and measured,
 * and nothing else is done with them that could fill them, or hand them to somebody.
 */
export function staysHere(model: FileModel, scope: Scope, name: string): boolean {
  const known = answers.get(scope) ?? new Map<string, boolean>();
  answers.set(scope, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  const stays = nodesWithin(model.evaluator.identifiersNamed(name), scope.node).every(
    (place) => model.evaluator.scopeAt(place) === scope && isHarmless(model, place),
  );
  known.set(name, stays);
  return stays;
}

/** By function: in one of them there may be thousands of loads of the same name. */
const answers = new WeakMap<Scope, Map<string, boolean>>();

function isHarmless(model: FileModel, place: SyntaxNode): boolean {
  const { parent, field } = place;
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
      const symbols = symbolsOf(model, list?.parent ? childOf(list.parent, "function") : null);
      return symbols.length > 0 && symbols.every((symbol) => HANDLING.test(symbol));
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

/** Functions that dump, load, measure or show. */
const HANDLING =
  /\.(?:_?loads?|_?dumps?|_?Unpickler|_?Pickler|save|encode|decode|BytesIO|get_untrusted_types|unsafe_load|full_load)$|^builtins\.(?:len|type|isinstance|print|repr|hash)$/;
