import type { SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { dangerousAmong } from "./dangerous-names.js";
import { listedIn } from "./listed-names.js";
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
    /\b\w{0,80}(?:allow|permit|safe|trusted|white_?list|known_(?:classes|globals|types))\w{0,80}[ \t]*(?::[^=\n]{0,200})?=(?!=)/i,
    /["'](?:builtins|__builtin__|os|posix|nt|subprocess|importlib)["'.]/,
  ],
};

/**
 * The lists of pairs of module and name that a module keeps for others, by a name that says that they are allowed, with
 * something in them that runs code. One that the file uses itself is judged with the unpickler that uses it.
 */
export function* dangerousAllowlists(model: FileModel): Iterable<DangerousAllowlist> {
  for (const [name, bindings] of model.scopes.module.bindings) {
    const [binding] = bindings;
    if (!binding || bindings.length > 1 || binding.to.kind !== "value" || !isAllowing(name)) continue;
    const uses = model.evaluator.identifiersNamed(name);
    const target = uses.find(({ field }) => field === "left");
    if (!target || uses.length > 1) continue;
    const pairs = (listedIn(model, binding.to.value) ?? []).filter((entry) => typeof entry !== "string");
    const dangerous = dangerousAmong(model, pairs, { module: true, name: true });
    if (dangerous !== null) yield { node: binding.node, name, dangerous };
  }
}

function isAllowing(name: string): boolean {
  return ALLOWING.test(name) && !DENYING.test(name);
}

const ALLOWING = /allow|permit|safe|trusted|white_?list|known_(?:classes|globals|types)/i;
const DENYING = /unsafe|deny|denied|block|black_?list|forbid|disallow|not_|un_?trusted|danger|bad/i;
