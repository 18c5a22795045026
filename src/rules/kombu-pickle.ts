import { positionalArguments } from "../python/call-values.js";
import { textOf } from "../python/fold.js";
import { calleeName } from "../python/shapes.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { replaceText, settingTexts } from "../rule-kit/settings.js";
import { findingAt, qualified, unsafeUses, usesOf } from "../rule-kit/sinks.js";

const SINKS = new Set([
  ...qualified(["kombu", "kombu.serialization"], ["enable_insecure_serializers"]),
  ...qualified(["kombu.serialization"], ["pickle_loads", "unpickle"]),
]);
const ENABLERS = new Set(["kombu.serialization.registry.enable", "kombu.serialization.enable"]);
const PICKLES = new Set(["pickle", "application/x-python-serialize"]);
const CALLS = /^(?:Connection|Producer|Consumer|SimpleQueue|SimpleBuffer|publish|Queue|put|send)$/;

/** Reports what makes kombu unpickle. */
export const kombuPickle = defineRule({
  meta: {
    id: "kombu-pickle",
    title: "kombu with pickled messages",
    since: "0.1.0",
    level: "block",
    summary:
      '`enable_insecure_serializers`, `kombu.serialization.pickle_loads`, `registry.enable("pickle")`, and connections, producers and consumers that name pickle.',
    danger:
      "The consumer unpickles what lies in the broker. Whoever can write to the broker runs code with the rights of this process.",
    alternatives: [NEEDS.messages],
    bad: "from kombu import enable_insecure_serializers\n\nenable_insecure_serializers()\n",
    good: "from kombu import Connection\n\nconnection = Connection('amqp://', transport_options={})\n",
    safeWhen: "Never on a broker that another service or person can write to.",
  },
  symbols: [...SINKS, ...ENABLERS],
  words: ["kombu"],
  *check(model) {
    yield* unsafeUses(
      model,
      SINKS,
      (symbol) => `\`${symbol}\` makes kombu unpickle what lies in the broker.`,
    );
    for (const use of usesOf(model, ENABLERS)) {
      if (use.call && textOf(model.evaluator, positionalArguments(use.call)[0]) === "pickle") {
        yield {
          ...findingAt(use),
          message: "kombu then unpickles what lies in the broker.",
        };
      }
    }
    if (!/\bkombu\b/.test(model.tree.text)) return;
    for (const { node, text, place, setting } of settingTexts(model, ["serializer", "accept"])) {
      if (!PICKLES.has(text) || place.kind !== "argument" || !CALLS.test(calleeName(model, place.node)))
        continue;
      yield {
        span: place.value,
        symbol: `kombu.${setting}`,
        message: `With \`${setting}\` naming pickle, the consumer unpickles what lies in the broker.`,
        fixes:
          setting === "serializer"
            ? replaceText(model, node, "json", "The other side must send and accept JSON as well.")
            : [],
      };
    }
  },
});
