import type { FileModel } from "../python/file-model.js";
import type { Span } from "../parse/syntax-tree.js";
import { RULES } from "../rules/registry.js";
import type { Hit } from "./hit.js";

const LOADS = /(?:^|\.)(?:_?loads?|decode|Unpickler|read_pickle|unsafe_load(?:_all)?|load_\w+)$/;
const CALL = /(?<![\w.])(?=[A-Za-z_])(?<!\.[ \t]*)([A-Za-z_]\w*(?:[ \t]*\.[ \t]*[A-Za-z_]\w*)*)[ \t]*\(/g;

/** Loads in the places that do not follow the grammar, by their text: a file is never clean because it is broken. */
export function textFallback(model: FileModel, found: readonly Hit[]): Hit[] {
  const hits: Hit[] = [];
  for (const error of model.tree.errors) {
    const text = model.tree.text.slice(error.start, Math.min(error.end, error.start + MAX_LENGTH));
    for (const match of text.matchAll(CALL)) {
      const span = { start: error.start + match.index, end: error.start + match.index + match[0].length };
      if (hits.length >= MAX_HITS || found.some((hit) => overlaps(hit.found.span, span))) continue;
      const symbol = symbolOf(model, (match[1] ?? "").replace(/\s+/g, ""));
      const rule = RULES.find(
        ({ alwaysUnsafe, symbols }) => alwaysUnsafe && LOADS.test(symbol) && symbols.includes(symbol),
      );
      if (!rule) continue;
      const message = `This looks like \`${symbol}\`, in a place that is not valid Python.`;
      hits.push({ rule, found: { span, symbol, message } });
    }
  }
  return hits;
}

const MAX_LENGTH = 100_000;
const MAX_HITS = 100;

function symbolOf(model: FileModel, dotted: string): string {
  const [root = "", ...members] = dotted.split(".");
  const [value] = model.evaluator.globalValues(root);
  const start = value?.kind === "symbol" ? value.name : root;
  return model.evaluator.known.canonical([start, ...members].join("."));
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
