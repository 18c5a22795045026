import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

/** Reports the loading of TensorFlow graphs and libraries. */
export const tfSavedModelLoad = defineRule({
  meta: {
    id: "tf-saved-model-load",
    title: "Loading a SavedModel or an operator library",
    since: "0.1.0",
    level: "warn",
    summary: "`tf.saved_model.load`, `TFSMLayer` and `tf.load_op_library`.",
    danger:
      "The graph of a SavedModel may read and write files, and an operator library is native code. Whoever can replace them decides what the program does.",
    alternatives: [NEEDS.weights, NEEDS.models],
    bad: "import tensorflow as tf\n\nmodel = tf.saved_model.load('export')\n",
    good: "import onnxruntime\n\nmodel = onnxruntime.InferenceSession('model.onnx')\n",
    safeWhen: "The model was exported by this project and nobody else can replace it.",
  },
  symbols: [
    "tensorflow.saved_model.load",
    "tensorflow.load_op_library",
    ...qualified(["keras.layers"], ["TFSMLayer"]),
  ],
  everyUse: (symbol) => `\`${symbol}\` runs what the model brings.`,
});
