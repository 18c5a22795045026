import { arrayFixes, NPY_FROM_NOW } from "../rule-kit/array-fixes.js";
import { saidOf } from "../rule-kit/call-edits.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { dataFrom, findingAt, qualified, usesOf, verbFor } from "../rule-kit/sinks.js";

const SINKS = new Set([
  ...qualified(["joblib", "sklearn.externals.joblib"], ["load"]),
  ...qualified(["joblib.numpy_pickle"], ["load", "load_temporary_memmap", "NumpyUnpickler"]),
]);

/** Reports `joblib.load`. A file that it names by a literal path is looked at with the code. */
export const joblibLoad = defineRule({
  meta: {
    id: "joblib-load",
    title: "Loading with joblib",
    since: "0.1.0",
    level: "block",
    summary:
      "`joblib.load` under any path, called or handed on. A literal path of a file that was looked at and is harmless makes it a warning.",
    danger:
      "`joblib.load` unpickles, and unpacks compressed files by itself. Whoever can replace the model file runs code with the rights of this process.",
    alternatives: [
      NEEDS.estimators,
      {
        need: "models of xgboost, lightgbm or catboost",
        use: "the library's own data format (`.ubj`, `.txt`, `.cbm`)",
        url: "https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html",
      },
      NEEDS.arrays,
    ],
    bad: "import joblib\n\n\ndef restore(path):\n    return joblib.load(path)\n",
    good: "import skops.io\n\nREVIEWED = ['sklearn.linear_model._base.LinearRegression']\n\n\ndef restore(path):\n    return skops.io.load(path, trusted=REVIEWED)\n",
    safeWhen: "Only for files that this program wrote and nobody else can replace.",
    fixes: [
      {
        does: "both ends become `np.save` and `np.load`, where this file alone writes and reads a file whose name is written out, and all that is written is provably an array of numbers",
        caveat: NPY_FROM_NOW,
      },
    ],
    equivalents: { bandit: [], ruff: [], codeql: ["py/unsafe-deserialization"] },
  },
  alwaysUnsafe: true,
  symbols: [...SINKS],
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      const how = verbFor(use);
      const fixes = arrayFixes(model, use);
      const message = `\`${use.symbol}\` unpickles the file, which runs code from it.${saidOf(fixes, "makes it an array of NumPy, which is all that is written to it here")}`;
      const found = { ...findingAt(use), ...dataFrom(use) };
      yield { ...found, fixes, message: how === "" ? message : `${message} Here it is ${how}.` };
    }
  },
});
