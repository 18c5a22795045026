import type { FileModel } from "../python/file-model.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { readAllowlistTest, readLookup, type AllowlistTest, type AskedFor } from "./allowlist-test.js";

/** What a `find_class` lets through, and why it is graded so. */
export interface FindClassGrade {
  /** `strict`: exact allowlist; `open`: a list that admits more than it names, or is not readable here; `none`: all but a few. */
  readonly grade: "strict" | "open" | "none";
  readonly definition: SyntaxNode;
  readonly reason: string;
}

/**
 * Grades the `find_class` of a class by what guards its return statements; null if the class defines none.
 * Strict means: every value returned was found by an exact test of module and name against a literal list
 * that holds nothing dangerous; everything else raises.
 */
export function gradeFindClass(model: FileModel, definition: SyntaxNode): FindClassGrade | null {
  const binding = model.scopes.scopeOfDefinition.get(definition)?.bindings.get("find_class")?.at(-1);
  if (!binding) return null;
  if (binding.to.kind !== "function") {
    const reason = "`find_class` is not a method of this class, so what it admits cannot be read here";
    return { grade: "open", definition: binding.node, reason };
  }
  const method = binding.to.definition;
  const parameters = (childOf(method, "parameters")?.children ?? []).map((parameter) => {
    const name = parameter.type === "identifier" ? parameter : parameter.children[0];
    return name ? identifierText(model.tree.text, name) : "";
  });
  const [, module = "", name = ""] = parameters;
  const returns = returnsOf(model, method);
  const verdicts = returns.map((node) => verdictOf(model, node, method, { module, name }));
  const worst = verdicts.sort((a, b) => ORDER.indexOf(a.grade) - ORDER.indexOf(b.grade))[0];
  return { grade: "strict", reason: "", ...worst, definition: method };
}

const ORDER = ["none", "open", "strict"] as const;

interface Verdict {
  readonly grade: FindClassGrade["grade"];
  readonly reason: string;
}

function returnsOf(model: FileModel, method: SyntaxNode): SyntaxNode[] {
  const returns: SyntaxNode[] = [];
  for (let i = method.index + 1; i < model.tree.nodes.length; i++) {
    const node = model.tree.nodes[i];
    if (!node || node.start >= method.end) break;
    if (node.type !== "return_statement" || ancestorOf(node, FUNCTIONS) !== method) continue;
    const [value] = node.children;
    if (value && value.type !== "none") returns.push(node);
  }
  return returns;
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set(["function_definition", "lambda"]);

function verdictOf(model: FileModel, node: SyntaxNode, method: SyntaxNode, asked: AskedFor): Verdict {
  const tests = guardsOf(node, method).map(({ condition, holds }) =>
    readAllowlistTest(model, condition, asked, holds),
  );
  const value = node.children[0];
  if (value) tests.push(readLookup(model, value, asked));
  const dangerous = tests.find((test) => test.dangerous !== null);
  if (dangerous?.dangerous) {
    return {
      grade: "open",
      reason: `the allowlist holds \`${dangerous.dangerous}\`, which is enough to run code`,
    };
  }
  if (admitsExactly(tests)) return { grade: "strict", reason: "" };
  if (tests.some((test) => test.pattern)) {
    return { grade: "open", reason: "a prefix or pattern admits names that nobody listed" };
  }
  if (tests.some((test) => test.unreadable)) {
    return { grade: "open", reason: "the allowlist is not written out in this file" };
  }
  if (tests.some((test) => test.module || test.name)) {
    return {
      grade: "open",
      reason: "only one of module and name is checked, so everything else of it gets through",
    };
  }
  return tests.some((test) => test.denies)
    ? { grade: "none", reason: "it refuses some names and admits all others; there is always one more" }
    : { grade: "none", reason: "it passes every name on" };
}

function admitsExactly(tests: readonly AllowlistTest[]): boolean {
  return tests.some((test) => test.module) && tests.some((test) => test.name);
}

/** The conditions that hold (or do not) whenever control comes to the node. */
function guardsOf(node: SyntaxNode, method: SyntaxNode): { condition: SyntaxNode; holds: boolean }[] {
  const guards: { condition: SyntaxNode; holds: boolean }[] = [];
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === "if_statement" || parent.type === "elif_clause") {
      const condition = childOf(parent, "condition");
      if (condition && child !== condition) {
        guards.push({ condition, holds: child.field === "consequence" });
      }
    }
    if (parent.type === "block") {
      for (const sibling of parent.children) {
        if (sibling.start >= child.start) break;
        const condition = sibling.type === "if_statement" ? childOf(sibling, "condition") : null;
        const last = childOf(sibling, "consequence")?.children.at(-1)?.type;
        const leaves = last === "raise_statement" || last === "return_statement";
        if (condition && leaves) guards.push({ condition, holds: false });
      }
    }
    if (parent === method) break;
  }
  return guards;
}
