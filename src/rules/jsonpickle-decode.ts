import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

/** Reports `jsonpickle` decoding. */
export const jsonpickleDecode = defineRule({
  meta: {
    id: "jsonpickle-decode",
    title: "Decoding with jsonpickle",
    since: "0.1.0",
    level: "block",
    summary:
      "`decode`, `loads` and `unpickler` of `jsonpickle`, called or handed on; `safe=True` does not change the verdict.",
    danger:
      "jsonpickle rebuilds arbitrary objects and calls the functions that the JSON names. Whoever can write the JSON runs code; `safe=True` only closes one old path.",
    alternatives: [NEEDS.data, NEEDS.messages],
    bad: "import jsonpickle\n\nvalue = jsonpickle.decode(text)\n",
    good: "import json\n\nvalue = json.loads(text)\n",
    safeWhen: "Only for JSON that nobody else can write.",
    cves: ["CVE-2020-22083"],
    equivalents: { bandit: ["B301"], ruff: ["S301"], codeql: ["py/unsafe-deserialization"] },
  },
  alwaysUnsafe: true,
  symbols: [
    ...qualified(["jsonpickle"], ["decode", "loads", "Unpickler"]),
    ...qualified(["jsonpickle.unpickler"], ["decode", "loads", "Unpickler"]),
  ],
  everyUse: (symbol) => `\`${symbol}\` rebuilds arbitrary objects from JSON; \`safe=True\` does not stop it.`,
});
