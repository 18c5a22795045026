import { identifierText } from "../parse/identifier.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { lastIdentifier } from "../python/flow-definitions.js";
import { mappingOf } from "../python/mappings.js";
import { nodesOf } from "../python/nodes-of.js";
import { calleeName } from "../python/shapes.js";
import { dangerousAmong } from "./dangerous-names.js";
import { entryOf, listedIn, type Listed } from "./listed-names.js";
import type { Sign } from "./rule.js";

/** A list of what may be loaded that names something that runs code. */
export interface DangerousAllowlist {
  readonly node: SyntaxNode;
  /** How it is called. */
  readonly name: string;
  /** The first such entry. */
  readonly dangerous: string;
}

const WORDS = [
  "eval",
  "exec",
  "system",
  "popen",
  "Popen",
  "getattr",
  "import_module",
  "__import__",
  "run",
  "call",
];

/** What makes a text worth parsing for such a list. */
export const ALLOWLIST_SIGN: Sign = {
  words: WORDS,
  patterns: [
    // The module first: it is found faster, and few texts have it.
    /["'](?:builtins|__builtin__|os|posix|nt|subprocess|importlib)["'.]/,
    /(?:allow|permit|safe|trusted|white_?list|known_(?:classes|globals|types))\w{0,80}(?:[ \t]*(?::[^=\n]{0,200})?\|?=(?!=)|\.(?:add|append|extend|update)[ \t]*\()/i,
  ],
};

/**
 * The lists of pairs of module and name that a module keeps for others, by a name that says that they are allowed, with
 * something in them that runs code. One that the file uses itself is judged with the unpickler that uses it.
 */
export function* dangerousAllowlists(model: FileModel): Iterable<DangerousAllowlist> {
  yield* widenedElsewhere(model);
  for (const [name, bindings] of model.scopes.module.bindings) {
    const [binding] = bindings;
    if (binding?.to.kind !== "value" || !isAllowing(name)) continue;
    const uses = model.evaluator.identifiersNamed(name);
    model.evaluator.budget.left -= uses.length;
    const added = uses.map(addedTo);
    if (added.some((one) => one === null) || model.evaluator.exhausted()) continue;
    const listed = bindings.flatMap(({ to, node }) =>
      to.kind === "value" ? [[to.value, node] as const] : [],
    );
    const more = added.flatMap((values) => (values ?? []).map((value) => [value, value] as const));
    for (const [value, node] of [...listed, ...more]) {
      const dangerous = dangerousAmong(model, pairsIn(model, name, value), { module: true, name: true });
      if (dangerous === null) continue;
      yield { node, name, dangerous };
      break;
    }
  }
}

/** What a file adds to such a list of another file: `names.ALLOWED.add(("os", "system"))`. */
function* widenedElsewhere(model: FileModel): Iterable<DangerousAllowlist> {
  if (!ALLOWLIST_SIGN.patterns.every((pattern) => pattern.test(model.tree.text))) return;
  const isImported = (name: string): boolean =>
    (model.scopes.module.bindings.get(name) ?? []).some(({ to }) => to.kind === "member");
  for (const call of nodesOf(model.tree, "call", "augmented_assignment")) {
    const list = widenedBy(model, call);
    const identifier = list && lastIdentifier(list);
    const name = identifier ? identifierText(model.tree.text, identifier) : "";
    if (!isAllowing(name) || (list?.type === "identifier" && !isImported(name))) continue;
    const added =
      call.type === "call" ? (childOf(call, "arguments")?.children ?? []) : [childOf(call, "right")];
    for (const value of added) {
      const listed = value ? pairsIn(model, name, value) : [];
      const dangerous = dangerousAmong(model, listed, { module: true, name: true });
      if (dangerous === null) continue;
      yield { node: call, name, dangerous };
      break;
    }
  }
}

/** The list that a call or an assignment adds to; null for none. */
function widenedBy(model: FileModel, node: SyntaxNode): SyntaxNode | null {
  if (node.type === "augmented_assignment") return childOf(node, "left");
  const callee = childOf(node, "function");
  return callee?.type === "attribute" && /^(?:add|append|extend|update)$/.test(calleeName(model, node))
    ? childOf(callee, "object")
    : null;
}

/** What is put into a list by its name: `NAMES.add(x)`, `NAMES |= x`; null for any other use of it. */
function addedTo(use: SyntaxNode): readonly SyntaxNode[] | null {
  if (use.field === "left") {
    const more = use.parent?.type === "augmented_assignment" ? childOf(use.parent, "right") : null;
    return more ? [more] : [];
  }
  const member = use.parent?.type === "attribute" && use.field === "object" ? use.parent : null;
  const call = member?.field === "function" ? member.parent : null;
  return call?.type === "call" ? (childOf(call, "arguments")?.children ?? []) : null;
}

/** The pairs of module and name that an expression lists: of texts only those that plainly name what runs code. */
function pairsIn(model: FileModel, name: string, value: SyntaxNode): readonly Listed[] {
  const node = unwrap(value);
  const own = entryOf(model, node);
  const listed = own === null ? (listedIn(model, node) ?? byModule(model, node)) : [own];
  return [...listed, ...byModule(model, node)].filter(
    (entry) => typeof entry !== "string" || (RUNS_CODE.test(entry) && !OF_COMMANDS.test(name)),
  );
}

/** `{"builtins": {"set", "eval"}}`: names by their modules. */
function byModule(model: FileModel, node: SyntaxNode): readonly Listed[] {
  if (node.type !== "dictionary") return [];
  return mappingOf(model.evaluator, node).entries.flatMap(({ key, value }): Listed[] => {
    const names = typeof key === "string" ? (listedIn(model, value) ?? []) : [];
    return names.flatMap((name) =>
      typeof name === "string" && RUNS_CODE.test(`${String(key)}.${name}`)
        ? [[String(key), name] as const]
        : [],
    );
  });
}

/** Texts in a list of what may be called are no names of what may be loaded. */
const OF_COMMANDS = /command|call|func/i;
const RUNS_CODE =
  /^(?:builtins|__builtin__|os|posix|nt|subprocess|importlib)[.:](?:eval|exec|compile|getattr|__import__|system|popen|Popen|call|check_output|run|import_module)$/;

function isAllowing(name: string): boolean {
  return ALLOWING.test(name) && !DENYING.test(name);
}

const ALLOWING = /allow|permit|safe|trusted|white_?list|known_(?:classes|globals|types)/i;
const DENYING = /unsafe|deny|denied|block|black_?list|forbid|disallow|not_|un_?trusted|danger|bad/i;
