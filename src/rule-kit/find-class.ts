import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { admitsExactly, readLookup, type AllowlistTest } from "./allowlist-test.js";
import { isReboundAfter, type AskedFor } from "./asked-for.js";
import { foundBy } from "./found-class.js";
import { askedOfHelper, guardsOf, guardTest, type Guard } from "./guards.js";

/** What a `find_class` lets through, and why it is graded so. */
export interface FindClassGrade {
  /** `strict`: exact allowlist; `open`: a list that admits more than it names, or is not readable here; `none`: all but a few. */
  readonly grade: "strict" | "open" | "none";
  readonly definition: SyntaxNode;
  readonly reason: string;
}

/**
 * Grades the `find_class` of a class by what it gives back, and what guards that; null if the class defines none.
 * Strict means: every value returned was found by an exact test of module and name against a literal list
 * that holds nothing dangerous; everything else raises.
 */
export function gradeFindClass(model: FileModel, definition: SyntaxNode): FindClassGrade | null {
  const bindings = model.scopes.scopeOfDefinition.get(definition)?.bindings.get("find_class") ?? [];
  const grades = bindings.map(({ to, node }): FindClassGrade => {
    if (to.kind === "function") return gradeMethod(model, to.definition);
    const reason = "`find_class` is not a method of this class, so what it admits cannot be read here";
    return { grade: "open", definition: node, reason };
  });
  return worstOf(grades) ?? null;
}

const ORDER = ["none", "open", "strict"] as const;

function worstOf<Graded extends Verdict>(grades: readonly Graded[]): Graded | undefined {
  return [...grades].sort((a, b) => ORDER.indexOf(a.grade) - ORDER.indexOf(b.grade))[0];
}

interface Verdict {
  readonly grade: FindClassGrade["grade"];
  readonly reason: string;
}

const STRICT: Verdict = { grade: "strict", reason: "" };

function gradeMethod(model: FileModel, method: SyntaxNode): FindClassGrade {
  if (method.parent?.type === "decorated_definition" && !isOnlyMarked(model, method.parent)) {
    return { grade: "open", definition: method, reason: "a decorator decides what `find_class` does" };
  }
  const parameters = (childOf(method, "parameters")?.children ?? []).map((parameter) => {
    const name = parameter.type === "identifier" ? parameter : parameter.children[0];
    return name ? identifierText(model.tree.text, name) : "";
  });
  const [, module = "", name = ""] = parameters;
  const asked = { module, name, definition: method };
  return { ...STRICT, ...worstReturn(model, asked, [], 0), definition: method };
}

function isOnlyMarked(model: FileModel, decorated: SyntaxNode): boolean {
  return decorated.children
    .filter((child) => child.type === "decorator")
    .every(({ start, end }) =>
      /^@\s*(?:typing(?:_extensions)?\.)?(?:override|final)$/.test(model.tree.text.slice(start, end)),
    );
}

/** The worst of what a function gives back. `outer` is what was tested before it was called. */
function worstReturn(
  model: FileModel,
  asked: AskedFor,
  outer: readonly AllowlistTest[],
  depth: number,
): Verdict | undefined {
  const returns = returnsOf(model, asked.definition);
  if (returns.length > MAX_RETURNS)
    return { grade: "open", reason: "it has too many ways to give something back" };
  return worstOf(returns.flatMap((node) => verdictsOf(model, node, node, asked, outer, depth)));
}

function returnsOf(model: FileModel, method: SyntaxNode): SyntaxNode[] {
  const returns: SyntaxNode[] = [];
  for (let i = method.index + 1; i < model.tree.nodes.length; i++) {
    const node = model.tree.nodes[i];
    if (!node || node.start >= method.end) break;
    if (node.type !== "return_statement" || ancestorOf(node, FUNCTIONS) !== method) continue;
    const [value] = node.children;
    if (value) returns.push(value);
  }
  return returns;
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set(["function_definition", "lambda"]);
/** How many names and helpers are followed from one to the next. */
const MAX_DEPTH = 4;
/** What stands before each of them is read: with more, the method counts as one that cannot be read. */
const MAX_RETURNS = 50;

/** What is to be said of giving back the value of an expression at a place. */
function verdictsOf(
  model: FileModel,
  expression: SyntaxNode,
  place: SyntaxNode,
  asked: AskedFor,
  outer: readonly AllowlistTest[],
  depth: number,
): Verdict[] {
  const value = unwrap(expression);
  if (value.type === "conditional_expression") {
    const [whenTrue, , otherwise] = value.children;
    return [whenTrue, otherwise].flatMap((one) =>
      one ? verdictsOf(model, one, one, asked, outer, depth) : [],
    );
  }
  const guards = guardsOf(place, asked.definition);
  const tests = [...outer, ...guards.map((guard) => guardTest(model, guard, asked))];
  const found = foundBy(model, value, asked);
  switch (found.kind) {
    case "nothing":
    case "harmless":
      return [STRICT];
    case "dangerous":
      return [{ grade: "open", reason: `it hands out \`${found.symbol}\`, which is enough to run code` }];
    case "asked": {
      const since = Math.min(place.start, ...guards.map(startOf));
      if (isReboundAfter(model, asked, since))
        return [{ grade: "open", reason: "another name is looked up than the one that was tested" }];
      return [verdictBy([...tests, readLookup(model, value, asked)])];
    }
    case "name":
      return depth < MAX_DEPTH ? verdictsOf(model, found.value, place, asked, tests, depth + 1) : [UNREAD];
    case "helper": {
      const inner = askedOfHelper(model, value, found.definition, asked);
      const worst = inner && depth < MAX_DEPTH ? worstReturn(model, inner, tests, depth + 1) : UNREAD;
      return worst ? [worst] : [];
    }
    case "unknown": {
      const verdict = verdictBy(tests);
      return [verdict.grade === "strict" ? UNREAD : verdict];
    }
  }
}

const UNREAD: Verdict = { grade: "open", reason: "what it gives back cannot be read here" };

function startOf(guard: Guard): number {
  return guard.node.start;
}

/** The verdict on a value that module and name decide, by what was tested of them. */
function verdictBy(tests: readonly AllowlistTest[]): Verdict {
  const dangerous = tests.find((test) => test.dangerous !== null);
  if (dangerous?.dangerous) {
    return {
      grade: "open",
      reason: `the allowlist holds \`${dangerous.dangerous}\`, which is enough to run code`,
    };
  }
  if (admitsExactly(tests)) return STRICT;
  if (tests.some((test) => test.pattern)) {
    return { grade: "open", reason: "a prefix or pattern admits names that nobody listed" };
  }
  if (tests.some((test) => test.unreadable)) {
    return {
      grade: "open",
      reason: "the allowlist is not written out in this file, or may be changed in it",
    };
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
