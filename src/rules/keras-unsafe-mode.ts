import type { FileModel } from "../python/file-model.js";
import { calleeName } from "../python/shapes.js";
import { childOf } from "../parse/syntax-tree.js";
import { flagUses, optionSign, replaceFlag, type FlagPlace } from "../rule-kit/flags.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, qualified, symbolsOf, usesOf } from "../rule-kit/sinks.js";

const SWITCHES = qualified(["keras.config", "keras.saving", "keras"], ["enable_unsafe_deserialization"]);
const LOADS = qualified(
  ["keras.models", "keras.saving", "keras.layers", "keras.utils", "keras"],
  [
    "load_model",
    "model_from_json",
    "model_from_config",
    "deserialize_keras_object",
    "deserialize",
    "clone_model",
  ],
);

const CAVEAT = "Models with Lambda layers no longer load; give them named layers.";

/** Reports what turns the safe mode of Keras off. */
export const kerasUnsafeMode = defineRule({
  meta: {
    id: "keras-unsafe-mode",
    title: "Keras with safe mode off",
    since: "0.1.0",
    level: "block",
    summary:
      "`safe_mode=False` for any load or deserialization of Keras, and `enable_unsafe_deserialization()`. A value that cannot be read here is a warning.",
    danger:
      "Without safe mode a model file may hold Lambda layers, which are Python bytecode that runs at load. Whoever can replace the file runs code with the rights of this process.",
    alternatives: [
      {
        need: "whole models",
        use: "the `.keras` format with safe mode on and named, registered layers instead of Lambda",
        url: "https://keras.io/guides/serialization_and_saving/",
      },
      NEEDS.weights,
    ],
    bad: "import keras\n\nmodel = keras.models.load_model('model.keras', safe_mode=False)\n",
    good: "import keras\n\nmodel = keras.models.load_model('model.keras', safe_mode=True)\n",
    safeWhen: "Only for files that this program wrote and nobody else can replace.",
    fixes: [{ does: "`safe_mode=False` becomes `True`", caveat: CAVEAT }],
    cves: ["CVE-2024-3660", "CVE-2025-1550"],
  },
  symbols: [...SWITCHES, ...LOADS],
  words: ["safe_mode"],
  signs: [optionSign("safe_mode")],
  *check(model) {
    for (const use of usesOf(model, new Set(SWITCHES))) {
      yield {
        ...findingAt(use),
        message: "From here on Keras runs the bytecode of Lambda layers it loads.",
      };
    }
    for (const { place, verdict } of flagUses(model, "safe_mode", true)) {
      const symbol = kerasCallee(model, place);
      if (verdict === "safe" || symbol === null) continue;
      yield {
        span: place.node,
        symbol,
        level: verdict === "unsafe" ? "block" : "warn",
        message:
          verdict === "unsafe"
            ? "With `safe_mode=False`, loading runs the bytecode of Lambda layers."
            : "Whether `safe_mode` is on here cannot be read. If it can be off, loading runs bytecode from the file.",
        fixes: replaceFlag(place.value, "True", CAVEAT),
      };
    }
  },
});

/** What the call reaches, if it is one of Keras or of an object that cannot be told; null if it is something else. */
function kerasCallee(model: FileModel, { kind, node: call }: FlagPlace): string | null {
  if (kind !== "argument") return model.tree.text.includes("keras") ? "keras.models.load_model" : null;
  const [symbol] = symbolsOf(model, childOf(call, "function"));
  if (symbol !== undefined) return symbol.startsWith("keras") ? symbol : null;
  return /^(?:load_model|deserialize\w*|model_from_\w+|from_config)$/.test(calleeName(model, call))
    ? "keras.models.load_model"
    : null;
}
