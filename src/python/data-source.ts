import { positionalArguments } from "./call-values.js";
import { scopeOf, type FileModel } from "./file-model.js";
import { identifierText } from "../parse/identifier.js";
import { lookUp, type StepBudget } from "./reaching.js";
import type { Binding } from "./scope.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** Where data comes from. `remote`: somebody else sends it; `local`: the command line, the environment, the user. */
export interface DataSource {
  readonly kind: "remote" | "local";
  /** What it is, for a message: "a request", "a socket". */
  readonly what: string;
  /** The expression that reads it. */
  readonly node: SyntaxNode;
}

/** How many expressions are followed for one question, and for all questions about a file. */
const MAX_STEPS = 200;
const MAX_STEPS_OF_FILE = 20_000;
const budgets = new WeakMap<FileModel, StepBudget>();

/**
 * Where the value of an expression comes from, followed through the names of its function, through what is called on
 * it, and through the parameters of private functions to their callers in the file; null where nothing tells.
 */
export function dataSource(model: FileModel, node: SyntaxNode): DataSource | null {
  const seen = new Set<SyntaxNode>();
  const pending: SyntaxNode[] = [node];
  let local: DataSource | null = null;
  const budget = budgets.get(model) ?? { left: MAX_STEPS_OF_FILE };
  budgets.set(model, budget);
  for (let steps = 0; steps < MAX_STEPS && budget.left > 0; steps++) {
    budget.left--;
    const current = pending.shift();
    if (!current) break;
    if (seen.has(current)) continue;
    seen.add(current);
    const source = sourceAt(model, current);
    if (source?.kind === "remote") return source;
    local ??= source;
    if (source === null) pending.push(...partsOf(model, current, budget));
  }
  return local;
}

/** What the value of an expression is made of. */
function partsOf(model: FileModel, node: SyntaxNode, budget: StepBudget): SyntaxNode[] {
  switch (node.type) {
    case "identifier":
      return boundTo(model, node, budget);
    case "attribute": {
      const object = childOf(node, "object");
      return object ? [object] : [];
    }
    case "call": {
      const callee = childOf(node, "function");
      const list = childOf(node, "arguments")?.children ?? [];
      const values = list.map((argument) => childOf(argument, "value") ?? argument);
      return callee?.type === "attribute" ? [callee, ...values] : values;
    }
    case "lambda":
    case "function_definition":
      return [];
    default:
      return [...node.children];
  }
}

function boundTo(model: FileModel, node: SyntaxNode, budget: StepBudget): SyntaxNode[] {
  const scope = scopeOf(model, node);
  const found = lookUp(identifierText(model.tree.text, node), node, scope, budget);
  if (found.kind !== "bound" || (found.scope !== scope && found.scope.kind === "module")) return [];
  return found.bindings.flatMap((binding) => valuesOf(model, binding));
}

function valuesOf(model: FileModel, binding: Binding): SyntaxNode[] {
  const { to, node } = binding;
  switch (to.kind) {
    case "value":
    case "item":
    case "entered":
    case "each":
      return [to.value];
    case "parameter":
      return argumentsFor(model, node);
    default:
      return [];
  }
}

/** What the callers in the file pass for a parameter of a private function. */
function argumentsFor(model: FileModel, parameter: SyntaxNode): SyntaxNode[] {
  const definition = ancestorOf(parameter, DEFINITIONS);
  const nameNode = definition ? childOf(definition, "name") : null;
  if (!definition || !nameNode) return [];
  const { text } = model.tree;
  const name = identifierText(text, nameNode);
  const isInner = scopeOf(model, definition).kind === "function";
  if (!/^_(?!_)/.test(name) && !isInner) return [];
  const parameters = childOf(definition, "parameters")?.children ?? [];
  const isMethod = scopeOf(model, definition).kind === "class";
  const position = parameters.indexOf(parameter) - (isMethod ? 1 : 0);
  const keyword = firstName(model, parameter);
  return model.evaluator.identifiersNamed(name).flatMap((use) => {
    const callee = use.parent?.type === "attribute" && use.field === "attribute" ? use.parent : use;
    const call = callee.field === "function" && callee.parent?.type === "call" ? callee.parent : null;
    if (!call) return [];
    const named = (childOf(call, "arguments")?.children ?? []).find(
      (argument) => argument.type === "keyword_argument" && firstName(model, argument) === keyword,
    );
    const value = named ? childOf(named, "value") : positionalArguments(call)[position];
    return value ? [value] : [];
  });
}

const DEFINITIONS: ReadonlySet<NodeKind> = new Set(["function_definition"]);

function firstName(model: FileModel, node: SyntaxNode): string {
  const name = node.type === "identifier" ? node : (childOf(node, "name") ?? node.children[0]);
  return name?.type === "identifier" ? identifierText(model.tree.text, name) : "";
}

type Pattern = readonly [what: string, kind: DataSource["kind"], matches: RegExp];

/** What is read, by the text of the expression; calls are matched by their callee. */
const ATTRIBUTES: readonly Pattern[] = [
  ["an upload", "remote", /\brequest\.(?:files|FILES)\b/],
  [
    "a request",
    "remote",
    /(?:^|\.)(?:request|req)\.(?:data|body|get_data|get_json|json|form|args|cookies|POST|GET|stream|content|values|headers|raw_body|query|read|text|post)$/,
  ],
  ["the command line", "local", /^sys\.argv$/],
  ["the environment", "local", /^os\.environ$/],
];

const CALLS: readonly Pattern[] = [
  [
    "a web socket",
    "remote",
    /(?:^|[._])(?:ws|websocket|web_socket)\.(?:recv|receive|receive_bytes|receive_text)$|\.receive_(?:bytes|text)$/i,
  ],
  [
    "a socket",
    "remote",
    /\.(?:recv|recvfrom|recv_into|recv_bytes|recv_multipart|recv_string|recvall)$|\brfile\.read(?:line)?$/,
  ],
  [
    "a queue",
    "remote",
    /\.(?:basic_get|receive_message|receive_messages|get_message|xread|blpop|brpop)$|(?:^|[._])(?:mq|consumer|subscriber)\.(?:get|poll|receive|pull)$/i,
  ],
  [
    "Redis or another shared cache",
    "remote",
    /(?:^|[._])(?:r|redis|redis_client|rdb|cache|memcache|mc)\.(?:get|mget|hget|hgetall|lpop|rpop|getset|smembers)$/i,
  ],
  [
    "a download",
    "remote",
    /(?:^|\.)(?:requests|httpx|session|client)\.(?:get|post|request)$|\burlopen$|\burlretrieve$|\.get_object$|\bhf_hub_download$|\bsnapshot_download$|\.download_(?:file|fileobj|blob|as_bytes|as_string)$/,
  ],
  ["the command line", "local", /\.parse_args$|\.parse_known_args$/],
  ["the user", "local", /^(?:input|raw_input)$/],
  ["the environment", "local", /^os\.getenv$|^os\.environ\.get$/],
];

function sourceAt(model: FileModel, node: SyntaxNode): DataSource | null {
  const callee = node.type === "call" ? childOf(node, "function") : null;
  const target = callee ?? (node.type === "attribute" ? node : null);
  if (!target || target.end - target.start > 200) return null;
  const text = model.tree.text.slice(target.start, target.end).replace(/\s+/g, "");
  const patterns = callee ? [...ATTRIBUTES, ...CALLS] : ATTRIBUTES;
  const pattern = patterns.find(([, , matches]) => matches.test(text));
  return pattern ? { what: pattern[0], kind: pattern[1], node } : null;
}
