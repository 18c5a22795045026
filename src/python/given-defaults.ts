import { keywordOf } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Value } from "./value.js";

/** Keywords by which a function is told what it gives where there is nothing else. */
const KEYWORDS = ["default", "fallback", "default_value"];
/** Functions and methods whose second argument does: `os.getenv("CODEC", "pickle")`. */
const SECOND: ReadonlySet<string> = new Set(["get", "getenv", "pop", "setdefault", "env", "config"]);
/** Functions whose first argument does: `codec: str = Field("pickle")`. */
const FIRST: ReadonlySet<string> = new Set(["Field", "Option", "Argument", "Query", "Unicode"]);

/** What a call that looks something up gives where it finds nothing, as the call says; empty where it does not. */
export function givenDefaults(evaluator: Evaluator, call: SyntaxNode): readonly Value[] {
  const node = defaultIn(evaluator, call);
  return node ? evaluator.evaluate(node) : [];
}

function defaultIn({ tree }: Evaluator, call: SyntaxNode): SyntaxNode | null {
  const list = childOf(call, "arguments");
  if (list?.type !== "argument_list" || list.children.length === 0) return null;
  for (const keyword of KEYWORDS) {
    const value = keywordOf(tree.text, call, keyword);
    if (value) return value;
  }
  const made = keywordOf(tree.text, call, "default_factory");
  if (made?.type === "lambda") return childOf(made, "body");
  const callee = childOf(call, "function");
  const last = callee?.type === "attribute" ? childOf(callee, "attribute") : callee;
  const name = last?.type === "identifier" ? identifierText(tree.text, last) : "";
  const [first, second] = list.children;
  // Of a `ConfigParser` the second is the name of an option, and what is meant is `fallback`.
  if (SECOND.has(name)) return isPlain(second) ? second : null;
  return FIRST.has(name) && isPlain(first) ? first : null;
}

function isPlain(node: SyntaxNode | undefined): node is SyntaxNode {
  return node !== undefined && node.type !== "keyword_argument" && !node.type.endsWith("_splat");
}
