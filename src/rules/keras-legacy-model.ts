import { argumentOf } from "../python/arguments.js";
import { textOf } from "../python/fold.js";
import { flag, judge } from "../rule-kit/argument-verdict.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, qualified, usesOf } from "../rule-kit/sinks.js";
import { becauseOf, sideOf } from "../rule-kit/versions.js";

const LOADS = new Set(
  qualified(["keras.models", "keras.saving", "keras.saving.save", "keras.saving.saving_api"], ["load_model"]),
);
const LINE = "3.13.2";
const SAFE_MODE = { name: "safe_mode", position: null } as const;
const PATH = { name: "filepath", position: 0 } as const;

/** Reports loads of models with a Keras whose safe mode has holes. */
export const kerasLegacyModel = defineRule({
  meta: {
    id: "keras-legacy-model",
    title: "Loading a Keras model that safe mode does not cover",
    since: "0.1.0",
    level: "warn",
    summary: "`load_model` of Keras on an `.h5` or `.hdf5` file or where Keras before 3.13.2 is allowed.",
    danger:
      "Safe mode was ignored for HDF5 files up to Keras 3.11.2 and could be got round until 3.13.2. Whoever can replace the file runs code with the rights of this process.",
    alternatives: [
      {
        need: "whole models",
        use: "`.keras` files, and `keras>=3.13.2` in the project's requirements",
        url: "https://keras.io/guides/serialization_and_saving/",
      },
      NEEDS.weights,
    ],
    bad: "import keras\n\nmodel = keras.models.load_model('model.h5')\n",
    good: "import keras\n\nmodel = keras.Sequential()\nmodel.load_weights('model.weights.h5')\n",
    safeWhen: "The project requires Keras 3.13.2 or later and the file is a `.keras` file.",
    cves: ["CVE-2025-9905", "CVE-2026-1462"],
  },
  dependsOnVersion: true,
  symbols: [...LOADS],
  *check(model) {
    for (const use of usesOf(model, LOADS)) {
      if (!use.call) continue;
      const safeMode = argumentOf(model.evaluator, use.call, SAFE_MODE, use.shift);
      if (judge(safeMode, "safe", (value) => flag(value, true)) !== "safe") continue;
      const path = textOf(model.evaluator, argumentOf(model.evaluator, use.call, PATH, use.shift).node);
      const legacy = path !== undefined && /\.(?:h5|hdf5)$/i.test(path);
      const version = sideOf(model, "keras", LINE);
      if (!legacy && (version.side === "above" || safeMode.values.length > 0)) continue;
      yield {
        ...findingAt(use),
        message: legacy
          ? "HDF5 models hold Lambda layers as bytecode, and safe mode did not look at them until Keras 3.11.3."
          : `Safe mode could be got round before Keras ${LINE}. ${becauseOf(version, "keras", LINE)}`,
      };
    }
  },
});
