import { flagUses, replaceFlag } from "../rule-kit/flags.js";
import { defineRule } from "../rule-kit/define-rule.js";

const FLAGS = ["pickle_fallback", "allowed_json_modules", "allowed_msgpack_modules"];

const CAVEAT = "Checkpoints that hold other objects no longer load.";

/** Reports checkpoint serializers that build anything. */
export const langgraphPickleFallback = defineRule({
  meta: {
    id: "langgraph-pickle-fallback",
    title: "Checkpoints that fall back to pickle",
    since: "0.1.0",
    level: "block",
    summary:
      "`JsonPlusSerializer` of LangGraph with `pickle_fallback=True`, `allowed_json_modules=True` or `allowed_msgpack_modules=True`.",
    danger:
      "Checkpoints are then rebuilt from pickles or from any class they name. Whoever can write to the checkpoint store runs code with the rights of this process.",
    alternatives: [
      {
        need: "checkpoints",
        use: "the defaults of `langgraph-checkpoint>=3`, with explicit lists of modules",
        url: "https://docs.langchain.com/oss/python/langgraph/persistence",
      },
    ],
    bad: "from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer\n\nserde = JsonPlusSerializer(pickle_fallback=True)\n",
    good: "from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer\n\nserde = JsonPlusSerializer(pickle_fallback=False)\n",
    safeWhen: "Nobody else can write to the store, and old checkpoints must still load for a while.",
    fixes: [{ does: "`pickle_fallback=True` becomes `False`", caveat: CAVEAT }],
    cves: ["CVE-2025-64439"],
  },
  words: ["pickle_fallback", "allowed_json_modules", "allowed_msgpack_modules"],
  *check(model) {
    for (const name of FLAGS) {
      for (const { place, verdict } of flagUses(model, name, false)) {
        if (verdict !== "unsafe" || place.value.type !== "true") continue;
        yield {
          span: place.node,
          symbol: `langgraph.checkpoint.serde.jsonplus.JsonPlusSerializer.${name}`,
          message: `\`${name}=True\` rebuilds whatever the stored checkpoint names.`,
          fixes: replaceFlag(place.value, name === "pickle_fallback" ? "False" : "None", CAVEAT),
        };
      }
    }
  },
});
