import type { FileModel } from "../python/file-model.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Use } from "../python/uses.js";
import { PICKLE_LOADERS, PICKLE_MODULES } from "./pickle-modules.js";
import { qualified } from "./sinks.js";

/** `dumps` of every pickle module. */
export const PICKLE_DUMPS: readonly string[] = qualified(PICKLE_MODULES, ["dumps", "_dumps"]);

const DUMPS = new Set(PICKLE_DUMPS);
const LOADS = new Set(PICKLE_LOADERS);

/** Whether the use is one half of `loads(dumps(value))`: a copy, which no other bytes can get into. */
export function isRoundTrip(model: FileModel, use: Use): boolean {
  const { call } = use;
  if (!call || use.shift !== 0) return false;
  if (LOADS.has(use.symbol)) {
    const argument = childOf(call, "arguments")?.children[0];
    return argument !== undefined && isCallOf(model, unwrap(argument), DUMPS);
  }
  const around =
    call.parent?.type === "argument_list" && call.parent.children[0] === call ? call.parent.parent : null;
  return DUMPS.has(use.symbol) && around !== null && isCallOf(model, around, LOADS);
}

function isCallOf(model: FileModel, node: SyntaxNode, symbols: ReadonlySet<string>): boolean {
  const callee = node.type === "call" ? childOf(node, "function") : null;
  if (!callee) return false;
  return model.evaluator
    .evaluate(callee)
    .every((value) => value.kind === "symbol" && symbols.has(value.name));
}
