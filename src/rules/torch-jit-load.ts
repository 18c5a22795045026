import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";

/** Reports the loading of TorchScript archives. */
export const torchJitLoad = defineRule({
  meta: {
    id: "torch-jit-load",
    title: "Loading TorchScript",
    since: "0.1.0",
    level: "warn",
    summary: "`torch.jit.load`.",
    danger:
      "A TorchScript archive holds code and pickled data, and its reader was not made for hostile files. Whoever can replace the file decides what the model does.",
    alternatives: [NEEDS.weights, NEEDS.models],
    bad: "import torch\n\nmodel = torch.jit.load('model.pt')\n",
    good: "import onnxruntime\n\nmodel = onnxruntime.InferenceSession('model.onnx')\n",
    safeWhen: "The file was built from this project's own code and nobody else can replace it.",
    equivalents: { bandit: [], ruff: [], codeql: ["py/unsafe-deserialization"] },
  },
  symbols: ["torch.jit.load"],
  everyUse: (symbol) => `\`${symbol}\` loads a model that brings its own code.`,
});
