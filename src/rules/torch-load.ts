import { argumentOf } from "../python/arguments.js";
import { appendArgument, fixBy, isPlainCall } from "../rule-kit/call-edits.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { dataFrom, findingAt, usesOf, verbFor } from "../rule-kit/sinks.js";
import { isUsedAsObject } from "../rule-kit/used-as-object.js";
import { becauseOf, sideOf } from "../rule-kit/versions.js";
import {
  isDefault,
  PICKLE_MODULE,
  TENSORS_ONLY,
  TORCH_LOADS,
  WEIGHTS_ONLY,
  WHOLE_MODEL,
} from "../rule-kit/torch-names.js";

const SINKS = new Set(TORCH_LOADS);

/** Reports `torch.load` where nothing says `weights_only`. */
export const torchLoad = defineRule({
  meta: {
    id: "torch-load",
    title: "torch.load without weights_only",
    since: "0.1.0",
    level: "block",
    summary:
      "`torch.load` without `weights_only=True`, called or handed on. The default became `True` only in torch 2.6: where the manifests of the repository require that, it is a note.",
    danger:
      "Before torch 2.6 a load without `weights_only=True` unpickles the whole file. Whoever can replace the checkpoint runs code with the rights of this process.",
    alternatives: [
      {
        need: "model weights",
        use: "`torch.load(path, weights_only=True)`",
        url: "https://docs.pytorch.org/docs/stable/generated/torch.load.html",
      },
      NEEDS.weights,
      NEEDS.models,
    ],
    bad: "import torch\n\nstate = torch.load('model.pt')\n",
    good: "import torch\n\nstate = torch.load('model.pt', weights_only=True)\n",
    safeWhen: "The project requires torch 2.6 or later everywhere; the explicit argument is right there too.",
    fixes: [
      {
        does: "the call gets `weights_only=True`, unless a whole model is taken out of the file",
        caveat: TENSORS_ONLY,
      },
    ],
    cves: ["CVE-2025-24357"],
    equivalents: { bandit: ["B614"], ruff: [], codeql: ["py/unsafe-deserialization"] },
  },
  dependsOnVersion: true,
  kin: { family: "torch.load", power: 1 },
  symbols: TORCH_LOADS,
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      const found = { ...findingAt(use), ...dataFrom(use) };
      if (!use.call) {
        // Kept under another name: its calls are judged one by one.
        if (use.role === "stored") continue;
        yield {
          ...found,
          message: `\`${use.symbol}\` is ${verbFor(use)}, so nothing can say \`weights_only=True\` for it.`,
        };
        continue;
      }
      const argument = argumentOf(model.evaluator, use.call, WEIGHTS_ONLY, use.shift);
      const module = argumentOf(model.evaluator, use.call, PICKLE_MODULE, use.shift);
      const version = sideOf(model, "torch", "2.6");
      const isOwn = module.values.every(({ kind }) => kind === "unknown" && version.side !== "above");
      if (!isDefault(argument.values) || !(isOwn || isDefault(module.values))) continue;
      const edit = argument.node
        ? { span: argument.node, text: "True" }
        : isPlainCall(use.call)
          ? appendArgument(model.tree.text, use.call, "weights_only=True")
          : null;
      yield {
        ...found,
        level: version.side === "above" ? "note" : "block",
        message:
          version.side === "above"
            ? `\`${use.symbol}\` is safe here only by the default of torch 2.6. ${becauseOf(version, "torch", "2.6")}`
            : `\`${use.symbol}\` without \`weights_only=True\` runs code from the file on every torch before 2.6. ${becauseOf(version, "torch", "2.6")}`,
        ...(isUsedAsObject(model, use.call, WHOLE_MODEL)
          ? { need: NEEDS.models.need }
          : { fixes: fixBy(edit, TENSORS_ONLY) }),
      };
    }
  },
});
