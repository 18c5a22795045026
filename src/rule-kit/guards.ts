import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import {
  mergeTests,
  NO_TEST,
  readAllowlistTest,
  type AllowlistTest,
  type ReadHelper,
} from "./allowlist-test.js";
import { askedIn, type AskedFor } from "./asked-for.js";
import { caseTest } from "./case-test.js";

/** Something that has to be so for control to come to a place. */
export type Guard =
  | { readonly kind: "condition"; readonly node: SyntaxNode; readonly holds: boolean }
  /** A clause of `match` around it. */
  | { readonly kind: "case"; readonly node: SyntaxNode }
  /** A call before it, which may raise instead of coming back. */
  | { readonly kind: "call"; readonly node: SyntaxNode };

/** How deep helpers that call helpers are followed. */
const MAX_DEPTH = 3;

/** What has to be so whenever control comes to the node, within the function. */
export function guardsOf(node: SyntaxNode, definition: SyntaxNode): Guard[] {
  const guards: Guard[] = [];
  let child = node;
  for (let parent = node.parent; parent && child !== definition; child = parent, parent = parent.parent) {
    if (parent.type === "if_statement" || parent.type === "elif_clause") {
      const condition = childOf(parent, "condition");
      if (condition && child !== condition) {
        guards.push({ kind: "condition", node: condition, holds: child.field === "consequence" });
      }
    } else if (parent.type === "conditional_expression") {
      const [whenTrue, condition, otherwise] = parent.children;
      if (condition && (child === whenTrue || child === otherwise)) {
        guards.push({ kind: "condition", node: condition, holds: child === whenTrue });
      }
    } else if (parent.type === "case_clause" && child.field === "consequence") {
      guards.push({ kind: "case", node: parent });
    } else if (parent.type === "block") {
      guards.push(...guardsBefore(parent, child.start));
    }
  }
  return guards;
}

/** What the statements of a block that end before an offset make sure of. */
function guardsBefore(block: SyntaxNode, offset: number): Guard[] {
  const guards: Guard[] = [];
  for (const sibling of block.children) {
    if (sibling.start >= offset) break;
    if (sibling.type === "expression_statement" && sibling.children[0]?.type === "call") {
      guards.push({ kind: "call", node: sibling.children[0] });
    }
    if (sibling.type !== "if_statement") continue;
    const condition = childOf(sibling, "condition");
    const last = childOf(sibling, "consequence")?.children.at(-1)?.type;
    if (condition && (last === "raise_statement" || last === "return_statement")) {
      guards.push({ kind: "condition", node: condition, holds: false });
    }
  }
  return guards;
}

/** What a guard says about module and name. */
export function guardTest(model: FileModel, guard: Guard, asked: AskedFor, depth = 0): AllowlistTest {
  const helper = helperReader(model, asked, depth);
  switch (guard.kind) {
    case "condition":
      return readAllowlistTest(model, guard.node, asked, guard.holds, helper);
    case "case":
      return caseTest(model, guard.node, asked, helper);
    case "call":
      return helperTest(model, guard.node, asked, "returned", depth) ?? NO_TEST;
  }
}

function helperReader(model: FileModel, asked: AskedFor, depth: number): ReadHelper {
  return (call, holds) => helperTest(model, call, asked, holds ? "true" : "false", depth);
}

/**
 * What it says about module and name that a helper of the file gave back something true, something false, or anything at
 * all (and did not raise); null where the call is not one of a helper that can be read.
 */
function helperTest(
  model: FileModel,
  call: SyntaxNode,
  asked: AskedFor,
  outcome: "true" | "false" | "returned",
  depth: number,
): AllowlistTest | null {
  const callee = childOf(call, "function");
  const values = callee && depth < MAX_DEPTH ? model.evaluator.evaluate(callee) : [];
  const tests: AllowlistTest[] = [];
  for (const value of values) {
    const inner = value.kind === "function" ? askedOfHelper(model, call, value.definition, asked) : null;
    const ends = inner ? endsOf(model, inner.definition) : null;
    if (!inner || !ends) return null;
    for (const { place, value: given } of ends) {
      const truth = outcome === "returned" || !given ? "unknown" : truthOf(given);
      if (truth !== "unknown" && truth !== outcome) continue;
      // A function that comes to its end gives back None.
      if (!given && outcome === "true") continue;
      const own = guardsOf(place, inner.definition).map((guard) => guardTest(model, guard, inner, depth + 1));
      if (given && truth === "unknown" && outcome !== "returned") {
        const helper = helperReader(model, inner, depth + 1);
        own.push(readAllowlistTest(model, given, inner, outcome === "true", helper));
      }
      tests.push(mergeTests([NO_TEST, ...own], true));
    }
  }
  return tests.length > 0 ? mergeTests(tests, false) : null;
}

/** The parameters of a helper that are given module and name as they are; null where it is not told which. */
export function askedOfHelper(
  model: FileModel,
  call: SyntaxNode,
  definition: SyntaxNode,
  asked: AskedFor,
): AskedFor | null {
  const parameters = childOf(definition, "parameters")?.children ?? [];
  const isMethod = scopeOf(model, definition).kind === "class";
  const decorators = definition.parent?.type === "decorated_definition" ? definition.parent.children : [];
  const isStatic = decorators.some((one) => /^@\s*staticmethod$/.test(textOf(model, one)));
  if (
    decorators.some(
      (one) => one.type === "decorator" && !/^@\s*(?:static|class)method$/.test(textOf(model, one)),
    )
  )
    return null;
  const given = parameters.slice(isMethod && !isStatic ? 1 : 0);
  const names = { module: "", name: "" };
  for (const [i, argument] of positionalArguments(call).entries()) {
    const parameter = given[i];
    const says = askedIn(model, argument, asked);
    if (parameter?.type !== "identifier" && parameter?.type !== "typed_parameter") continue;
    if (unwrap(argument).type === "tuple" || !says.exact || says.module === says.name) continue;
    const name = parameter.type === "identifier" ? parameter : parameter.children[0];
    names[says.module ? "module" : "name"] = name ? identifierText(model.tree.text, name) : "";
  }
  return names.module === "" && names.name === "" ? null : { ...names, definition };
}

function textOf(model: FileModel, { start, end }: SyntaxNode): string {
  return model.tree.text.slice(start, end);
}

/** Where a function comes back: its return statements with what they give, and its end; null where it is a generator. */
function endsOf(
  model: FileModel,
  definition: SyntaxNode,
): { place: SyntaxNode; value: SyntaxNode | null }[] | null {
  const body = childOf(definition, "body");
  if (!body) return null;
  const ends: { place: SyntaxNode; value: SyntaxNode | null }[] = [];
  const { nodes } = model.tree;
  for (let i = definition.index + 1; i < nodes.length; i++) {
    const node = nodes[i];
    if (!node || node.start >= definition.end) break;
    if (node.type === "yield") return null;
    if (node.type !== "return_statement" || ancestorOf(node, FUNCTIONS) !== definition) continue;
    ends.push({ place: node, value: node.children[0] ?? null });
  }
  const last = body.children.at(-1);
  if (last && last.type !== "return_statement" && last.type !== "raise_statement") {
    // What stands before the last statement, and the last one too, is passed when the end is reached.
    ends.push({ place: { ...last, start: body.end, parent: body }, value: null });
  }
  return ends;
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set(["function_definition", "lambda"]);

function truthOf(value: SyntaxNode): "true" | "false" | "unknown" {
  if (value.type === "true") return "true";
  return value.type === "false" || value.type === "none" ? "false" : "unknown";
}
