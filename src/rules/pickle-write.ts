import { callsOfMethod } from "../python/shapes.js";
import { childOf } from "../parse/syntax-tree.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, qualified, usesOf } from "../rule-kit/sinks.js";
import { PICKLE_MODULES } from "../rule-kit/pickle-modules.js";
import { isRoundTrip } from "../rule-kit/round-trip.js";

const SINKS = new Set([
  ...qualified(
    [...PICKLE_MODULES, "cloudpickle", "cloudpickle.cloudpickle", "dill", "dill._dill"],
    ["dump", "dumps", "Pickler"],
  ),
  ...qualified(["joblib"], ["dump"]),
  "multiprocessing.reduction.ForkingPickler.dumps",
]);

/** Mentions what will have to be unpickled later. */
export const pickleWrite = defineRule({
  meta: {
    id: "pickle-write",
    title: "Writing a pickle",
    since: "0.1.0",
    level: "note",
    summary:
      "`dump`, `dumps` and `Pickler` of the pickle family, `joblib.dump`, `to_pickle` and the saving of whole models with `torch.save`.",
    danger:
      "Writing is harmless in itself. It makes a file or a message that somebody will have to unpickle, and that load runs code.",
    alternatives: [NEEDS.data, NEEDS.frames, NEEDS.weights, NEEDS.estimators],
    bad: "import joblib\n\njoblib.dump({}, 'state.joblib')\n",
    good: "import json\n\nwith open('state.json', 'w') as file:\n    json.dump({}, file)\n",
    safeWhen: "The data goes to this program's own children, or is only hashed or measured.",
  },
  symbols: [...SINKS],
  words: ["to_pickle"],
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      if (isRoundTrip(model, use)) continue;
      yield {
        ...findingAt(use),
        message: `\`${use.symbol}\` writes a pickle; reading it back runs what it holds.`,
      };
    }
    for (const call of callsOfMethod(model, "to_pickle")) {
      const callee = childOf(call, "function");
      if (
        callee &&
        model.evaluator
          .evaluate(callee)
          .every((value) => value.kind === "function" || value.kind === "project")
      )
        continue;
      yield {
        span: call,
        symbol: "pandas.DataFrame.to_pickle",
        message: "`to_pickle` writes a pickle; reading it back runs what it holds.",
      };
    }
  },
});
