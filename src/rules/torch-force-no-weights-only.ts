import type { SyntaxNode } from "../parse/syntax-tree.js";
import { environmentFlags, namedForOthers } from "../rule-kit/environment.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import type { FixCandidate } from "../rule-kit/rule.js";

const NAME = "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD";

/** Reports the switch that turns the safe default of torch off everywhere. */
export const torchForceNoWeightsOnly = defineRule({
  meta: {
    id: "torch-force-no-weights-only",
    title: "Switching weights_only off for every load",
    since: "0.1.0",
    level: "block",
    summary: "Setting `TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD` in the environment.",
    danger:
      "With this variable set, every `torch.load` that does not say otherwise unpickles the whole file. Whoever can replace a checkpoint runs code with the rights of this process.",
    alternatives: [NEEDS.ownClasses, NEEDS.weights],
    bad: 'import os\n\nos.environ["TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"] = "1"\n',
    good: 'import os\n\nos.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"] = "1"\n',
    safeWhen: "Never in shared code; name the classes that the file needs instead.",
    fixes: [{ does: "the switch is taken out", caveat: null, isDefault: true }],
  },
  words: ["TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"],
  // Its name put together of parts.
  signs: [
    { words: ["environ", "environb", "putenv", "setenv"], patterns: [/TORCH_FORCE|WEIGHTS_ONLY_LOAD/] },
  ],
  // What is behind a statement is needed to take it away.
  *check(model) {
    for (const { node, value } of environmentFlags(model, NAME)) {
      if (value !== null && !/^(?:1|y|yes|true)$/i.test(value)) continue;
      yield {
        span: node,
        symbol: NAME,
        message: "This makes every `torch.load` of the process unpickle whole files.",
        fixes: removal(node),
      };
    }
    for (const node of namedForOthers(model, NAME)) {
      const message =
        "This names the switch that makes every `torch.load` unpickle whole files: whatever sets it goes by this name.";
      yield { span: node, symbol: NAME, level: "warn", message };
    }
  },
});

/** Takes the statement away, where it is one of its own beside others. */
function removal(node: SyntaxNode): FixCandidate[] {
  const statement = node.parent?.type === "expression_statement" ? node.parent : null;
  const next = statement?.parent?.children[statement.parent.children.indexOf(statement) + 1];
  if (!statement || !next) return [];
  const edits = [{ span: { start: statement.start, end: next.start }, text: "" }];
  return [{ edits, caveat: null, refusesOnlyCode: true }];
}
