import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

/** Reports the loading of exported torch programs. */
export const torchExportLoad = defineRule({
  meta: {
    id: "torch-export-load",
    title: "Loading an exported program",
    since: "0.1.0",
    level: "warn",
    summary: "`torch.export.load`, `torch._inductor.package.load_package` and `aoti_load_package`.",
    danger:
      "Parts of a `.pt2` archive are still unpickled in full, and compiled packages are native code. Whoever can replace the file runs code with the rights of this process.",
    alternatives: [NEEDS.weights, NEEDS.models],
    bad: "import torch\n\nprogram = torch.export.load('model.pt2')\n",
    good: "import onnxruntime\n\nprogram = onnxruntime.InferenceSession('model.onnx')\n",
    safeWhen: "The archive was exported by this project and nobody else can replace it.",
  },
  symbols: [
    "torch.export.load",
    ...qualified(["torch._inductor.package", "torch._inductor"], ["load_package", "aoti_load_package"]),
  ],
  everyUse: (symbol) => `\`${symbol}\` unpickles parts of the archive, or runs native code from it.`,
});
