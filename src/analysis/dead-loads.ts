import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { lookUp } from "../python/reaching.js";

/** How much is looked at to tell what a name stands for. */
const MAX_STEPS = 200;
const MAX_BINDINGS = 20;
/** How deep functions that end by calling each other are followed. */
const MAX_CALLS = 20;

/**
 * Whether a node stands where nothing ever runs: under `if False:` or `if TYPE_CHECKING:`, or behind a `return`, a `raise` or
 * a `sys.exit()` in the same block. Each block is looked at once, whatever the number of nodes that are asked about.
 */
export function neverRuns(model: FileModel, node: SyntaxNode): boolean {
  for (let inner = node, { parent } = node; parent; inner = parent, parent = parent.parent) {
    if (isUnreached(model, parent, inner)) return true;
  }
  return false;
}

/** Whether a part of a node is never come to. */
function isUnreached(model: FileModel, parent: SyntaxNode, inner: SyntaxNode): boolean {
  switch (parent.type) {
    case "if_statement":
    case "elif_clause":
    case "while_statement": {
      const condition = childOf(parent, "condition");
      if (!condition) return false;
      if (inner.field === "consequence" || inner.field === "body") return isAlways(model, condition, false);
      return parent.type === "if_statement" && inner !== condition && isAlways(model, condition, true);
    }
    case "boolean_operator": {
      const left = childOf(parent, "left");
      if (!left || inner.field !== "right") return false;
      return isAlways(model, left, isOr(model, parent, left, inner));
    }
    case "block":
    case "module": {
      const end = deadEnds(model).of(parent);
      return end !== null && inner.start >= end;
    }
    default:
      return false;
  }
}

/** Whether a condition has this truth whenever it is asked, as far as the file tells. */
function isAlways(model: FileModel, condition: SyntaxNode, truth: boolean, depth = 8): boolean {
  const { text } = model.tree;
  if (depth === 0) return false;
  switch (condition.type) {
    case "true":
      return truth;
    case "false":
    case "none":
      return !truth;
    case "integer":
      return (
        /^0+$/.test(text.slice(condition.start, Math.min(condition.end, condition.start + 40))) !== truth
      );
    case "attribute": {
      const member = childOf(condition, "attribute");
      return !truth && member !== null && identifierText(text, member) === "TYPE_CHECKING";
    }
    case "identifier":
      return isAlwaysNamed(model, condition, truth, depth);
    case "parenthesized_expression": {
      const inner = condition.children[0];
      return inner !== undefined && isAlways(model, inner, truth, depth - 1);
    }
    case "not_operator": {
      const argument = childOf(condition, "argument");
      return argument !== null && isAlways(model, argument, !truth, depth - 1);
    }
    case "boolean_operator": {
      const left = childOf(condition, "left");
      const right = childOf(condition, "right");
      if (!left || !right) return false;
      const sides = [left, right].map((side) => isAlways(model, side, truth, depth - 1));
      return isOr(model, condition, left, right) === truth ? sides.includes(true) : !sides.includes(false);
    }
    default:
      return false;
  }
}

/** A name that the file binds to nothing but such constants, at its top. */
function isAlwaysNamed(model: FileModel, name: SyntaxNode, truth: boolean, depth: number): boolean {
  const text = identifierText(model.tree.text, name);
  if (text === "TYPE_CHECKING") return !truth;
  if (depth === 1) return false;
  const found = lookUp(text, name, scopeOf(model, name), { left: MAX_STEPS });
  return (
    found.kind === "bound" &&
    found.scope.kind === "module" &&
    found.bindings.length <= MAX_BINDINGS &&
    found.bindings.every(({ to }) => to.kind === "value" && isAlways(model, to.value, truth, 1))
  );
}

function isOr(model: FileModel, node: SyntaxNode, left: SyntaxNode, right: SyntaxNode): boolean {
  const operator = childOf(node, "operator");
  const [start, end] = operator ? [operator.start, operator.end] : [left.end, right.start];
  return /\bor\b/.test(model.tree.text.slice(start, Math.min(end, start + 200)));
}

/** What was found out about the blocks of a file, and about its functions. */
interface DeadEnds {
  /** The offset from which on nothing in a block runs; null where all of it may. */
  readonly of: (block: SyntaxNode) => number | null;
  /** Whether a function never comes back to its caller. */
  readonly neverReturns: (definition: SyntaxNode) => boolean;
}

const known = new WeakMap<FileModel, DeadEnds>();

function deadEnds(model: FileModel): DeadEnds {
  const before = known.get(model);
  if (before) return before;
  const ends = new Map<SyntaxNode, number | null>();
  const endless = new Map<SyntaxNode, boolean>();
  let calls = 0;
  const made: DeadEnds = {
    of: (block) => {
      const seen = ends.get(block);
      if (seen !== undefined) return seen;
      // What ends by calling itself has no end that is known.
      ends.set(block, null);
      const end = block.children.find((statement) => isEnd(model, statement, made))?.end ?? null;
      ends.set(block, end);
      return end;
    },
    neverReturns: (definition) => {
      const seen = endless.get(definition);
      if (seen !== undefined) return seen;
      endless.set(definition, false);
      const body = childOf(definition, "body");
      if (!body || calls >= MAX_CALLS) return false;
      calls++;
      const isEndless = made.of(body) !== null && !returns(model, definition, body);
      calls--;
      endless.set(definition, isEndless);
      return isEndless;
    },
  };
  known.set(model, made);
  return made;
}

/** Whether nothing comes after a statement, whatever happens in it. */
function isEnd(model: FileModel, statement: SyntaxNode, ends: DeadEnds): boolean {
  switch (statement.type) {
    case "return_statement":
    case "raise_statement":
    case "continue_statement":
    case "break_statement":
      return true;
    case "assert_statement": {
      const condition = statement.children[0];
      return condition !== undefined && isAlways(model, condition, false);
    }
    case "expression_statement": {
      const call = statement.children[0];
      return call?.type === "call" && isExit(model, call, ends);
    }
    case "if_statement": {
      const branches = [statement, ...childrenOf(statement, "alternative")].map(
        (branch) => childOf(branch, "consequence") ?? childOf(branch, "body"),
      );
      const isWhole = statement.children.some(({ type }) => type === "else_clause");
      const condition = childOf(statement, "condition");
      const isTaken = condition !== null && isAlways(model, condition, true);
      const isEnded = branches.map((block) => block !== null && ends.of(block) !== null);
      return isTaken ? isEnded[0] === true : isWhole && !isEnded.includes(false);
    }
    case "while_statement": {
      const condition = childOf(statement, "condition");
      const body = childOf(statement, "body");
      return condition !== null && body !== null && isAlways(model, condition, true) && !breaks(body);
    }
    default:
      return false;
  }
}

/** Whether a loop with this body may be left by `break`. */
function breaks(body: SyntaxNode): boolean {
  const pending = [body];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === "break_statement") return true;
    if (!OWN_BREAKS.has(node.type)) pending.push(...node.children);
  }
  return false;
}

const OWN_BREAKS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "for_statement",
  "while_statement",
  "function_definition",
  "class_definition",
]);

/** `sys.exit()`, `exit()`, or a function of the file that always raises. */
function isExit(model: FileModel, call: SyntaxNode, ends: DeadEnds): boolean {
  const callee = childOf(call, "function");
  if (!callee || callee.end - callee.start > 80) return false;
  if (callee.type === "attribute")
    return /^(?:sys\.exit|os\._exit|os\.abort)$/.test(model.tree.text.slice(callee.start, callee.end));
  if (callee.type !== "identifier") return false;
  const name = identifierText(model.tree.text, callee);
  const found = lookUp(name, callee, scopeOf(model, callee), { left: MAX_STEPS });
  if (found.kind === "unbound") return /^(?:exit|quit)$/.test(name);
  return found.bindings.slice(0, MAX_BINDINGS).every(({ to }) => {
    if (to.kind === "member") return to.module === "sys" && to.name === "exit";
    if (to.kind !== "function" || to.definition.parent?.type === "decorated_definition") return false;
    return ends.neverReturns(to.definition);
  });
}

/** Whether a function may come back, where it comes to an end. */
function returns(model: FileModel, definition: SyntaxNode, body: SyntaxNode): boolean {
  const pending = [...body.children];
  if (model.tree.text.startsWith("async", definition.start)) return true;
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === "return_statement" || node.type === "yield") return true;
    if (!INNER.has(node.type)) pending.push(...node.children);
  }
  return false;
}

const INNER: ReadonlySet<NodeKind> = new Set<NodeKind>(["function_definition", "class_definition", "lambda"]);
