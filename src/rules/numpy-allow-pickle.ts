import { argumentOf } from "../python/arguments.js";
import { decidedBy, flag, judge } from "../rule-kit/argument-verdict.js";
import type { FileModel } from "../python/file-model.js";
import { flagUsesElsewhere, flagWords, optionSign, replaceFlag } from "../rule-kit/flags.js";
import type { RuleFinding } from "../rule-kit/rule.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { isUsedAsObject, type ObjectSigns } from "../rule-kit/used-as-object.js";
import { becauseOf, sideOf } from "../rule-kit/versions.js";
import { dataFrom, findingAt, qualified, usesOf } from "../rule-kit/sinks.js";

/**
 * The position of `allow_pickle` in each function's signature (numpy 1.16 to 2.x), and in those that hand their arguments on to
 * `numpy.load`: https://github.com/cupy/cupy/blob/v13.3.0/cupy/_io/npz.py, https://docs.jax.dev/en/latest/_autosummary/jax.numpy.load.html
 */
const POSITIONS: ReadonlyMap<string, number | null> = new Map([
  ...qualified(["numpy", "numpy.lib.npyio", "np", "cupy", "jax.numpy"], ["load"]).map(
    (name) => [name, 2] as const,
  ),
  ...qualified(["numpy.lib.npyio", "numpy.lib"], ["NpzFile"]).map((name) => [name, null] as const),
  ...qualified(["numpy.lib.format"], ["read_array"]).map((name) => [name, 1] as const),
]);
const SINKS = new Set(POSITIONS.keys());

const TYPED_ONLY = "Arrays of Python objects no longer load; save them as typed arrays.";

/** Reports numpy loads with `allow_pickle` on, or not proven off. */
export const numpyAllowPickle = defineRule({
  meta: {
    id: "numpy-allow-pickle",
    title: "Loading arrays with allow_pickle",
    since: "0.1.0",
    level: "block",
    summary:
      "`numpy.load`, `numpy.lib.format.read_array` and `NpzFile` with `allow_pickle=True`, by keyword or position. A value that cannot be read here is a warning, and so is `allow_pickle=True` for functions of other libraries.",
    danger:
      "With `allow_pickle=True` an object array, or a file that is no array at all, is unpickled. Whoever can replace the file runs code with the rights of this process.",
    alternatives: [
      NEEDS.arrays,
      NEEDS.frames,
      {
        need: "arrays with a little data beside them",
        use: "`np.savez` of typed arrays and a JSON file",
        url: "https://numpy.org/doc/stable/reference/generated/numpy.load.html",
      },
    ],
    bad: "import numpy as np\n\ntable = np.load('table.npy', allow_pickle=True)\n",
    good: "import numpy as np\n\ntable = np.load('table.npy', allow_pickle=False)\n",
    safeWhen: "`allow_pickle` is left out (numpy 1.16.3 and later) or is `False`.",
    fixes: [
      {
        does: "`allow_pickle=True` becomes `False`, unless an object is taken out of the array",
        caveat: TYPED_ONLY,
      },
    ],
    cves: ["CVE-2019-6446"],
    equivalents: { bandit: [], ruff: [], codeql: ["py/unsafe-deserialization"] },
  },
  symbols: [...SINKS],
  words: flagWords("allow_pickle"),
  signs: [optionSign("allow_pickle")],
  *check(model) {
    const own = [...loadsOfNumpy(model)];
    yield* own;
    yield* loadsElsewhere(model, own.length > 0);
  },
});

/** Calls of NumPy's own functions. */
function* loadsOfNumpy(model: FileModel): Iterable<RuleFinding> {
  for (const use of usesOf(model, SINKS)) {
    if (!use.call) continue;
    const position = POSITIONS.get(use.symbol) ?? null;
    const parameter = { name: "allow_pickle", position };
    const argument = argumentOf(model.evaluator, use.call, parameter, use.shift);
    if (argument.values.length === 0 && sideOf(model, "numpy", "1.16.3").side === "below") {
      yield {
        ...findingAt(use),
        level: "warn",
        message: `\`allow_pickle\` is on by default before numpy 1.16.3. ${becauseOf(sideOf(model, "numpy", "1.16.3"), "numpy", "1.16.3")}`,
      };
      continue;
    }
    const verdict = judge(argument, "safe", (value) => flag(value, false));
    if (verdict === "safe") continue;
    const found = { ...findingAt(use), ...dataFrom(use) };
    if (verdict === "not-proven") {
      yield {
        ...found,
        level: "warn",
        decidedBy: decidedBy(argument, (value) => flag(value, false)),
        message: `Whether \`allow_pickle\` is on for this \`${use.symbol}\` cannot be read here. If it can be, the load runs code from the file.`,
      };
      continue;
    }
    yield {
      ...found,
      message: `\`${use.symbol}\` with \`allow_pickle\` on runs code from the file.`,
      fixes: isUsedAsObject(model, use.call, WRAPPED) ? [] : replaceFlag(argument.node, "False", TYPED_ONLY),
    };
  }
}

/** `np.load(path, allow_pickle=True).item()` takes an object out of its array: without pickle it never loads. */
const WRAPPED: ObjectSigns = { members: new Set(["item"]), isDeep: false };

/**
 * What is called with `allow_pickle=True` and is not NumPy's own: its likes, and what hands the flag on to it.
 * @param isJudged whether a load of the file is reported already: a flag that is kept somewhere is that of this load
 */
function* loadsElsewhere(model: FileModel, isJudged: boolean): Iterable<RuleFinding> {
  // A protocol of RPyC has a setting of that name.
  if (/\brpyc\b/.test(model.tree.text)) return;
  for (const { place } of flagUsesElsewhere(model, "allow_pickle", false)) {
    if ((place.kind === "entry" || place.kind === "default") && isJudged) continue;
    yield {
      span: place.node,
      symbol: "allow_pickle",
      level: "warn",
      message: "With `allow_pickle` on, what gets this flag runs code from the files that it reads.",
      fixes: replaceFlag(place.value, "False", TYPED_ONLY),
    };
  }
}
