import { argumentOf } from "../python/arguments.js";
import { CODE_RUNNERS } from "../rule-kit/code-runners.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, qualified, usesOf } from "../rule-kit/sinks.js";

const SINKS = new Set(qualified(["torch.serialization"], ["add_safe_globals", "safe_globals"]));
const LIST = { name: "safe_globals", position: 0 } as const;
const DANGEROUS = new Set([
  ...CODE_RUNNERS,
  "builtins.setattr",
  "builtins.open",
  "functools.partial",
  "functools.reduce",
  "operator.attrgetter",
  "operator.methodcaller",
  "operator.itemgetter",
]);

/** Reports entries that make the allowlist of torch worthless. */
export const torchSafeGlobals = defineRule({
  meta: {
    id: "torch-safe-globals",
    title: "Allowing dangerous names in weights_only loads",
    since: "0.1.0",
    level: "block",
    summary:
      "`torch.serialization.add_safe_globals` or `safe_globals` with functions that run code or look names up. A list that cannot be read here is a warning.",
    danger:
      "What stands on this list, a checkpoint may call with arguments of its choice. One such function undoes `weights_only=True`.",
    alternatives: [
      {
        need: "weights with a few classes of your own",
        use: "list the small data classes, one by one",
        url: "https://docs.pytorch.org/docs/stable/notes/serialization.html",
      },
    ],
    bad: "import os\nimport torch\n\ntorch.serialization.add_safe_globals([getattr, os.system])\n",
    good: "import argparse\nimport torch\n\ntorch.serialization.add_safe_globals([argparse.Namespace])\n",
    safeWhen: "The list is written out and holds plain data classes only; then nothing is reported.",
  },
  symbols: [...SINKS],
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      if (!use.call) continue;
      const { values } = argumentOf(model.evaluator, use.call, LIST, use.shift);
      const found = findingAt(use);
      const items = values.flatMap((value) => (value.kind === "sequence" ? value.node.children : []));
      const named = items
        .flatMap((item) =>
          model.evaluator.evaluate(item.type === "tuple" ? (item.children[0] ?? item) : item),
        )
        .flatMap((value) => (value.kind === "symbol" && DANGEROUS.has(value.name) ? [value.name] : []));
      if (named.length > 0) {
        yield { ...found, message: `This lets checkpoints call \`${named.join("`, `")}\`.` };
      } else if (!values.some((value) => value.kind === "sequence")) {
        yield {
          ...found,
          level: "warn",
          message:
            "Which names this allows cannot be read here; every one of them may be called by a checkpoint.",
        };
      }
    }
  },
});
