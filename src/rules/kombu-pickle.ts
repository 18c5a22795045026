import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { calleeName } from "../python/shapes.js";
import { fixBy, removeStatement } from "../rule-kit/call-edits.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import { isPlainData } from "../rule-kit/plain-data.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import type { FixCandidate, RuleFinding } from "../rule-kit/rule.js";
import { replaceText, settingTexts, withoutText } from "../rule-kit/settings.js";
import { findingAt, qualified, unsafeUses, usesOf } from "../rule-kit/sinks.js";

const SINKS = new Set([
  ...qualified(["kombu", "kombu.serialization"], ["enable_insecure_serializers"]),
  ...qualified(["kombu.serialization"], ["pickle_loads", "unpickle"]),
]);
const ENABLERS = new Set(["kombu.serialization.registry.enable", "kombu.serialization.enable"]);
const PICKLES = new Set(["pickle", "application/x-python-serialize"]);
const REFUSED =
  "Messages that are pickled are refused: change who sends them first, and let those that wait run out.";
const CALLS = /^(?:Connection|Producer|Consumer|SimpleQueue|SimpleBuffer|publish|Queue|put|send)$/;

const OTHER_SIDE = "Only plain data can be sent then, and the other side must send and accept JSON as well.";

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
    fixes: [
      { does: '`serializer="pickle"` becomes `"json"`', caveat: OTHER_SIDE },
      {
        does: "`pickle` is taken out of what a consumer accepts, and a call that lets it in is taken out",
        caveat: REFUSED,
      },
    ],
  },
  symbols: [...SINKS, ...ENABLERS],
  words: ["kombu"],
  *check(model) {
    for (const found of unsafeUses(
      model,
      SINKS,
      (symbol) => `\`${symbol}\` makes kombu unpickle what lies in the broker.`,
    ))
      yield { ...found, fixes: withoutCall(model, found.span) };
    for (const use of usesOf(model, ENABLERS)) {
      if (use.call && textOf(model.evaluator, positionalArguments(use.call)[0]) === "pickle") {
        yield {
          ...findingAt(use),
          message: "kombu then unpickles what lies in the broker.",
          fixes: withoutCall(model, use.call),
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
          setting === "accept"
            ? withoutText(model, place.value, node, "json", REFUSED)
            : isPlainlySent(model, place.node)
              ? replaceText(model, node, "json", OTHER_SIDE)
              : [],
      };
    }
  },
});

function withoutCall({ tree }: FileModel, call: RuleFinding["span"]): FixCandidate[] {
  return fixBy(removeStatement(tree.text, call), REFUSED).map((fix) => ({ ...fix, isWide: true }));
}

/** Whether what a call sends, if it does that itself, is provably plain: what is not cannot be sent as JSON. */
function isPlainlySent(model: FileModel, call: SyntaxNode): boolean {
  if (!/^(?:publish|put|send)$/.test(calleeName(model, call))) return true;
  const [sent] = positionalArguments(call);
  return sent !== undefined && isPlainData(model, sent);
}
