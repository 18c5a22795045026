import { flagUses, replaceFlag } from "../rule-kit/flags.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { becauseOf, sideOf } from "../rule-kit/versions.js";

const CAVEAT = "Fails where the repository holds no safetensors file.";

/** Reports the choice of pickled weights over safetensors. */
export const pickleWeights = defineRule({
  meta: {
    id: "pickle-weights",
    title: "Asking for pickled weights",
    since: "0.1.0",
    level: "warn",
    summary: "`use_safetensors=False` for any call.",
    danger:
      "The weights are then read from a pickle. Whoever can replace that file of the model repository runs code on every torch before 2.6.",
    alternatives: [NEEDS.weights],
    bad: "from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained('owner/name', use_safetensors=False)\n",
    good: "from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained('owner/name', use_safetensors=True)\n",
    safeWhen: "The project requires torch 2.6 or later, where the pickle is read with `weights_only`.",
    fixes: [{ does: "`use_safetensors=False` becomes `True`", caveat: CAVEAT }],
    cves: ["CVE-2023-6730"],
  },
  words: ["use_safetensors"],
  *check(model) {
    for (const { place, verdict } of flagUses(model, "use_safetensors", true)) {
      if (verdict !== "unsafe" || place.value.type !== "false") continue;
      const version = sideOf(model, "torch", "2.6");
      yield {
        span: place.node,
        symbol: "use_safetensors",
        level: version.side === "below" ? "block" : "warn",
        message: `With \`use_safetensors=False\` the weights are read from a pickle. ${becauseOf(version, "torch", "2.6")}`,
        fixes: replaceFlag(place.value, "True", CAVEAT),
      };
    }
  },
});
