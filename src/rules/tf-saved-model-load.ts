import { NO_EQUIVALENTS } from "../rule-kit/equivalents.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/rule.js";
import { qualified, unsafeUses } from "../rule-kit/sinks.js";

const SINKS = new Set([
  "tensorflow.saved_model.load",
  "tensorflow.load_op_library",
  ...qualified(["keras.layers"], ["TFSMLayer"]),
]);

/** Reports the loading of TensorFlow graphs and libraries. */
export const tfSavedModelLoad = defineRule({
  meta: {
    id: "tf-saved-model-load",
    title: "Loading a SavedModel or an operator library",
    since: "0.1.0",
    level: "warn",
    balancedLevel: "warn",
    cwe: ["CWE-502"],
    summary: "`tf.saved_model.load`, `TFSMLayer` and `tf.load_op_library`.",
    danger:
      "The graph of a SavedModel may read and write files, and an operator library is native code. Whoever can replace them decides what the program does.",
    alternatives: [
      NEEDS.weights,
      { need: "whole models", use: "ONNX, run by `onnxruntime`", url: "https://onnxruntime.ai/docs/" },
    ],
    bad: "import tensorflow as tf\n\nmodel = tf.saved_model.load('export')\n",
    good: "import onnxruntime\n\nmodel = onnxruntime.InferenceSession('model.onnx')\n",
    safeWhen: "The model was exported by this project and nobody else can replace it.",
    cves: [],
    equivalents: NO_EQUIVALENTS,
  },
  symbols: [...SINKS],

  check: (model) => unsafeUses(model, SINKS, (use) => `\`${use.symbol}\` runs what the model brings.`),
});
