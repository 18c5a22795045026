import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified, unsafeUses } from "../rule-kit/sinks.js";

const LOADS = new Set([
  ...qualified(["twisted.persisted.aot"], ["unjellyFromSource", "unjellyFromAOT"]),
  ...qualified(["twisted.persisted.sob"], ["load", "loadValueFromFile"]),
]);
const JELLY = new Set(["twisted.spread.jelly.unjelly"]);

/** Reports the loaders of Twisted that run code. */
export const twistedPersisted = defineRule({
  meta: {
    id: "twisted-persisted",
    title: "Loading objects with Twisted",
    since: "0.1.0",
    level: "block",
    summary:
      "`twisted.persisted.aot.unjellyFromSource` and `twisted.persisted.sob.load`; `twisted.spread.jelly.unjelly` is a warning.",
    danger:
      "`aot` runs the file as Python and `sob` unpickles or runs it; `unjelly` builds the classes that a message names. Whoever can write the file or the message runs code with the rights of this process.",
    alternatives: [
      NEEDS.data,
      {
        need: "messages between programs",
        use: "AMP, or JSON lines",
        url: "https://docs.twisted.org/en/stable/core/howto/amp.html",
      },
    ],
    bad: "from twisted.persisted import sob\n\napplication = sob.load('server.tap', 'pickle')\n",
    good: "import json\n\nwith open('server.json') as file:\n    settings = json.load(file)\n",
    safeWhen: "For `unjelly`, a `SecurityOptions` that lists the classes; for the others, never.",
  },
  symbols: [...LOADS, ...JELLY],
  *check(model) {
    yield* unsafeUses(model, LOADS, (symbol) => `\`${symbol}\` runs code from what it reads.`);
    yield* unsafeUses(
      model,
      JELLY,
      (symbol) => `\`${symbol}\` builds the objects that the message names.`,
      "warn",
    );
  },
});
