import { argumentOf } from "../python/arguments.js";
import { flag, judge } from "../rule-kit/argument-verdict.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, usesOf } from "../rule-kit/sinks.js";

const ALLOW = { name: "allow_pickle", position: null } as const;

/** Reports DSPy loads that unpickle. */
export const dspyAllowPickle = defineRule({
  meta: {
    id: "dspy-allow-pickle",
    title: "DSPy programs loaded from pickles",
    since: "0.1.0",
    level: "block",
    summary: "`dspy.load` with `allow_pickle=True`.",
    danger:
      "The program is unpickled. Whoever can replace the file runs code with the rights of this process.",
    alternatives: [
      {
        need: "optimized programs",
        use: "`module.save('state.json')` and `module.load('state.json')`",
        url: "https://dspy.ai/tutorials/saving/",
      },
    ],
    bad: "import dspy\n\nprogram = dspy.load('program', allow_pickle=True)\n",
    good: "import dspy\n\nprogram = dspy.Predict('question -> answer')\nprogram.load('state.json')\n",
    safeWhen: "Only for files that this program wrote and nobody else can replace.",
  },
  symbols: ["dspy.load"],
  *check(model) {
    for (const use of usesOf(model, new Set(["dspy.load"]))) {
      if (!use.call) continue;
      const allowed = argumentOf(model.evaluator, use.call, ALLOW, use.shift);
      const verdict = judge(allowed, "safe", (value) => flag(value, false));
      if (verdict === "safe") continue;
      yield {
        ...findingAt(use),
        level: verdict === "unsafe" ? "block" : "warn",
        message:
          verdict === "unsafe"
            ? "`allow_pickle=True` unpickles the program."
            : "Whether `allow_pickle` is on here cannot be read. If it can be, the program is unpickled.",
      };
    }
  },
});
