import type { FileModel } from "../python/file-model.js";
import { calleeName } from "../python/shapes.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, contains, nodeAt, type Span, type SyntaxNode } from "../parse/syntax-tree.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import type { Reported } from "../rule-kit/rule.js";

const SILENT = /import$|^(?:pickle-write|suppression-added|reduce-executes|pickle-cache|unreadable-source)$/;
const LOADERS =
  /^(?:safe_load\w*|load|loads|load_\w+|decode|unpack|unpackb|deserialize|parse|literal_eval|from_json|from_pretrained|model_validate\w*|validate_json|read_\w+|restore|open)$/;

/** Reports handlers that load unsafely what could not be loaded safely. */
export const unsafeFallback = defineRule({
  meta: {
    id: "unsafe-fallback",
    title: "Falling back from a safe loader to an unsafe one",
    since: "0.1.0",
    level: "block",
    summary: "An `except` clause that loads unsafely where the `try` loads safely.",
    danger:
      "Whoever writes the data only has to make the safe loader fail. The fallback then runs code from the same bytes.",
    alternatives: [
      {
        need: "old files",
        use: "a separate migration step that is run once, by hand, on files of known origin",
        url: "https://docs.python.org/3/library/pickle.html#module-pickle",
      },
      NEEDS.data,
    ],
    bad: "import json\nimport pickle\n\n\ndef read(data):\n    try:\n        return json.loads(data)\n    except ValueError:\n        return pickle.loads(data)\n",
    good: "import json\n\n\ndef read(data):\n    try:\n        return json.loads(data)\n    except ValueError:\n        return None\n",
    safeWhen: "Never for data that others can write; treat what does not decode as missing.",
  },
  *review(model, found) {
    for (const finding of found) {
      if (finding.level === "note" || SILENT.test(finding.ruleId)) continue;
      const clause = handlerAround(model, finding.span);
      const tried = clause?.parent ? childOf(clause.parent, "body") : null;
      if (!clause || !tried) continue;
      const safe = safeLoadIn(model, tried, found);
      if (!safe) continue;
      const body = clause.children.find((child) => child.type === "block");
      yield {
        span: {
          start: clause.start,
          end: Math.max(clause.start + "except".length, (body ? lastBefore(clause, body) : clause).end),
        },
        symbol: finding.symbol,
        message: `When the safe load fails, this handler falls back to \`${finding.symbol}\`: the sender only has to make it fail.`,
        related: [
          { span: safe, label: "the safe load" },
          { span: finding.span, label: "the unsafe one" },
        ],
      };
    }
  },
});

/** The `except` clause that a place is in, up to the function around it. */
function handlerAround(model: FileModel, span: Span): SyntaxNode | null {
  const around = ancestorOf(nodeAt(model.tree, span), HANDLERS_AND_FUNCTIONS);
  return around?.type === "except_clause" ? around : null;
}

const HANDLERS_AND_FUNCTIONS: ReadonlySet<NodeKind> = new Set([
  "except_clause",
  "function_definition",
  "lambda",
]);

/** A load in the `try` that nothing is said against. */
function safeLoadIn(model: FileModel, tried: SyntaxNode, found: readonly Reported[]): SyntaxNode | null {
  for (let i = tried.index; i < model.tree.nodes.length; i++) {
    const node = model.tree.nodes[i];
    if (!node || !contains(tried, node)) return null;
    if (node.type !== "call" || !LOADERS.test(calleeName(model, node))) continue;
    const callee = childOf(node, "function");
    // `open(path)` and `self.load()` tell nothing about the data.
    if (
      callee?.type !== "attribute" ||
      /^(?:self|cls|os|io|gzip)\./.test(model.tree.text.slice(callee.start, callee.end))
    )
      continue;
    if (!found.some((finding) => finding.ruleId !== "torch-load" && contains(node, finding.span)))
      return node;
  }
  return null;
}

function lastBefore(clause: SyntaxNode, body: SyntaxNode): SyntaxNode {
  return clause.children[clause.children.indexOf(body) - 1] ?? { ...clause, end: clause.start };
}
