import type { Argument } from "../python/arguments.js";
import type { Use } from "../python/uses.js";
import { fixBy, isPlainCall, removeArgument, renameMember } from "./call-edits.js";
import type { FixCandidate } from "./rule.js";

const CAVEAT = "Documents with `!!python/...` tags no longer load; plain YAML loads as before.";

/** `yaml.load(text)` becomes `yaml.safe_load(text)`; `load_all` and the `full_` and `unsafe_` forms likewise. */
export function safeFunctionFix(use: Use): FixCandidate[] {
  if (!use.call || use.shift !== 0 || !isPlainCall(use.call)) return [];
  const name = use.symbol.endsWith("_all") ? "safe_load_all" : "safe_load";
  return fixBy(renameMember(use.node, name), CAVEAT);
}

/**
 * Replaces the loader by the safe one of the same kind, where it is written in the call: `yaml.CLoader` by
 * `yaml.CSafeLoader`. A bare name is replaced too, which only holds where the file binds the safe one; failing that,
 * the call becomes `safe_load`.
 */
export function safeLoaderFixes(text: string, use: Use, loader: Argument): FixCandidate[] {
  const node = loader.node;
  // A loader class of the file's own may add what documents need; replacing it would break them.
  if (!use.call || !node || !loader.values.every((value) => value.kind === "symbol")) return [];
  const fixes: FixCandidate[] = [];
  const inC = /(^|\.)\s*C[A-Z]\w*$/.test(text.slice(node.start, node.end));
  for (const name of inC ? ["CSafeLoader", "SafeLoader"] : ["SafeLoader"]) {
    const edit = node.type === "identifier" ? { span: node, text: name } : renameMember(node, name);
    fixes.push(...fixBy(edit, CAVEAT));
  }
  const rename = renameMember(use.node, use.symbol.endsWith("_all") ? "safe_load_all" : "safe_load");
  const removal = removeArgument(use.call, node);
  if (rename && removal && use.shift === 0 && isPlainCall(use.call)) {
    fixes.push({ edits: [rename, removal], caveat: CAVEAT });
  }
  return fixes;
}
