import { digest } from "../findings/fingerprint.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, childrenOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "./file-model.js";
import { textOf } from "./fold.js";
import type { Binding, Scope } from "./scope.js";
import { functionScope, mentionsIn } from "./mentions-by-scope.js";
import { noteSurroundings, type Walk } from "./use-surroundings.js";

/**
 * How many steps are taken for one use, and for all uses of a file: nodes, mentions of names, a hundred characters of what is
 * noted. With more, the use rests on the whole file.
 */
const MAX_STEPS = 1500;
const MAX_STEPS_OF_FILE = 300_000;
const budgets = new WeakMap<FileModel, { left: number }>();

/**
 * A digest of what a use rests on: the definitions and conditions that it stands in, and all that its data is made of in
 * the file, whoever assigns, checks or hands it on. Who accepted the use has seen these. It goes by names and takes rather
 * too much than too little; it stays the same when lines shift, other code changes, or the file is renamed.
 * @param data what is loaded; the use itself where that is not known
 * @param elsewhere what a change made of the files that an imported name comes from
 */
export function useBasis(
  model: FileModel,
  use: SyntaxNode,
  data: SyntaxNode | undefined,
  elsewhere: Walk["elsewhere"] = () => [],
): string {
  const ofFile = budgets.get(model) ?? { left: MAX_STEPS_OF_FILE };
  budgets.set(model, ofFile);
  const texts = new Set<string>();
  let left = Math.min(MAX_STEPS, ofFile.left);
  const walk: Walk = {
    spend: (steps) => {
      left -= steps;
      ofFile.left -= steps;
      return left >= 0;
    },
    named: (name) => {
      const nodes = model.evaluator.identifiersNamed(name);
      return walk.spend(nodes.length) ? nodes : [];
    },
    note: (start, end) => {
      if (walk.spend(1 + (end - start) / 100))
        texts.add(model.tree.text.slice(start, end).replace(/\s+/g, " ").trim());
    },
    say: (text) => texts.add(text),
    elsewhere,
  };
  noteSurroundings(use, walk, model);
  const seen = new Set<SyntaxNode>();
  const pending: SyntaxNode[] = [data ?? use];
  while (pending.length > 0 && walk.spend(1)) {
    const current = pending.pop();
    if (!current || seen.has(current)) continue;
    seen.add(current);
    if (current.type === "identifier") pending.push(...behindName(model, current, use, walk));
    else if (walk.spend(current.children.length)) pending.push(...current.children);
  }
  return left < 0 ? wholeFile(model) : digest(JSON.stringify([...texts].sort()));
}

const digests = new WeakMap<FileModel, string>();

function wholeFile(model: FileModel): string {
  const known = digests.get(model) ?? digest(model.tree.text);
  digests.set(model, known);
  return known;
}

/** Notes what a name stands for, and returns the expressions that this is made of. */
function behindName(model: FileModel, name: SyntaxNode, use: SyntaxNode, walk: Walk): SyntaxNode[] {
  const text = identifierText(model.tree.text, name);
  if (name.parent?.type === "keyword_argument" && name.field === "name") return [];
  if (name.parent?.type === "attribute" && name.field === "attribute") return behindMember(model, text, walk);
  const found = bindingsOf(text, scopeOf(model, name));
  if (!found) for (const said of walk.elsewhere("*")) walk.say(said);
  if (!found || isReceiver(found, text)) return [];
  // What another file says is not in the text of this one.
  const isImported = found.bindings.some(({ to }) => to.kind === "member");
  const said = isImported ? textOf(model.evaluator, name) : undefined;
  if (said !== undefined) walk.say(`= ${said}`);
  const isLocal = found.scope === functionScope(scopeOf(model, use));
  if (!walk.spend(found.bindings.length)) return [];
  return [
    ...(isLocal ? behindMentions(model, text, found.scope, use, walk) : []),
    ...found.bindings.flatMap((binding) => behindBinding(model, binding, walk)),
  ];
}

interface Found {
  readonly scope: Scope;
  readonly bindings: readonly Binding[];
}

/** All bindings of a name in the scope that has it, whatever the order in which they run. */
function bindingsOf(name: string, from: Scope): Found | null {
  for (let scope: Scope | null = from; scope; scope = scope.parent) {
    const bindings = scope.kind === "class" && scope !== from ? undefined : scope.bindings.get(name);
    if (bindings && !scope.globals.has(name)) return { scope, bindings };
  }
  return null;
}

/** `self` and `cls` stand for whatever has the member. */
function isReceiver({ scope, bindings }: Found, name: string): boolean {
  return (
    scope.parent?.kind === "class" && bindings[0]?.to.kind === "parameter" && /^(?:self|cls)$/.test(name)
  );
}

/** Notes the statements of a scope that say a name (they may check, change or fill it), and returns what they call with it. */
function behindMentions(
  model: FileModel,
  name: string,
  scope: Scope,
  use: SyntaxNode,
  walk: Walk,
): SyntaxNode[] {
  // As many steps as there are mentions in the whole file.
  const isAffordable = walk.spend(model.evaluator.identifiersNamed(name).length);
  return (isAffordable ? mentionsIn(model, name, scope) : []).flatMap((node) => {
    noteStatement(node, use, walk);
    const call = ancestorOf(node, CALLS);
    const callee = call && childOf(call, "function");
    return callee ? [callee] : [];
  });
}

const CALLS: ReadonlySet<NodeKind> = new Set(["call"]);

/** The statement around a node; of one that the use stands in, the header. */
function noteStatement(node: SyntaxNode, use: SyntaxNode | null, walk: Walk): void {
  const statement = ancestorOf(node, STATEMENTS);
  if (!statement) return;
  const block = statement.children.find(({ type }) => type === "block");
  const isAround = use !== null && contains(statement, use);
  walk.note(statement.start, block && isAround ? block.start : statement.end);
}

const STATEMENTS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "assert_statement",
  "delete_statement",
  "elif_clause",
  "expression_statement",
  "for_statement",
  "if_statement",
  "match_statement",
  "raise_statement",
  "return_statement",
  "while_statement",
  "with_statement",
]);

/** Notes what is assigned to a member of that name, and the methods that have it. */
function behindMember(model: FileModel, name: string, walk: Walk): SyntaxNode[] {
  return walk.named(name).flatMap((node) => {
    const { parent } = node;
    if (parent?.type === "function_definition" && node.field === "name") return whole(parent, walk);
    if (parent?.type === "assignment" && node.field === "left" && scopeOf(model, node).kind === "class")
      return ofClass(parent, walk);
    if (parent?.type !== "attribute" || node.field !== "attribute") return [];
    const owner = childOf(parent, "object");
    const isOwn =
      owner?.type === "identifier" && /^(?:self|cls)$/.test(identifierText(model.tree.text, owner));
    const assignment = parent.field === "left" ? parent.parent : null;
    if (assignment || isOwn) noteStatement(node, null, walk);
    const value = assignment && childOf(assignment, "right");
    return value ? [value] : [];
  });
}

/** Notes what the body of a class assigns to a member. */
function ofClass(assignment: SyntaxNode, walk: Walk): SyntaxNode[] {
  const value = childOf(assignment, "right");
  walk.note(assignment.start, assignment.end);
  return value ? [value] : [];
}

function whole(definition: SyntaxNode, walk: Walk): SyntaxNode[] {
  walk.note(definition.start, definition.end);
  return [definition];
}

function behindBinding(model: FileModel, { name, to, node }: Binding, walk: Walk): SyntaxNode[] {
  switch (to.kind) {
    case "value":
    case "item":
    case "each":
    case "entered":
      walk.note(Math.min(node.start, to.value.start), Math.max(node.end, to.value.end));
      return [to.value];
    case "captured": {
      const subjects = childrenOf(to.match, "subject");
      walk.note(node.start, node.end);
      return subjects;
    }
    case "function":
      return whole(to.definition, walk);
    case "class":
      walk.note(to.definition.start, to.definition.end);
      return [];
    case "parameter":
      return [...(to.default ? [to.default] : []), ...argumentsOf(model, node, walk)];
    case "opaque": {
      const block = node.children.find(({ type }) => type === "block");
      walk.note(node.start, block?.start ?? node.end);
      const right = childOf(node, "right");
      return right ? [right] : [];
    }
    case "module":
    case "member":
      walk.note(node.start, node.end);
      for (const said of walk.elsewhere(name)) walk.say(said);
      return [];
  }
}

/** What is passed to the function of a parameter, wherever the file calls something of its name. */
function argumentsOf(model: FileModel, parameter: SyntaxNode, walk: Walk): SyntaxNode[] {
  const definition = ancestorOf(parameter, FUNCTIONS);
  const name = definition && childOf(definition, "name");
  if (!name) return [];
  return walk.named(identifierText(model.tree.text, name)).flatMap((node) => {
    const callee = node.parent?.type === "attribute" && node.field === "attribute" ? node.parent : node;
    const call = callee.field === "function" ? callee.parent : null;
    if (call?.type !== "call") return [];
    walk.note(call.start, call.end);
    const list = childOf(call, "arguments");
    return list ? [list] : [];
  });
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set(["function_definition", "lambda"]);
