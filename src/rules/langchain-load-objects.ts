import { argumentOf } from "../python/arguments.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { replaceText } from "../rule-kit/settings.js";
import { findingAt, qualified, usesOf, verbFor } from "../rule-kit/sinks.js";

const SINKS = new Set(
  qualified(
    ["langchain_core.load", "langchain_core.load.load", "langchain.load", "langchain.load.load"],
    ["load", "loads"],
  ),
);
const ALLOWED = { name: "allowed_objects", position: null } as const;
const SECRETS = { name: "secrets_from_env", position: null } as const;

const CAVEAT = "Only messages are revived then.";

/** Reports the revival of arbitrary LangChain objects. */
export const langchainLoadObjects = defineRule({
  meta: {
    id: "langchain-load-objects",
    title: "Reviving LangChain objects from JSON",
    since: "0.1.0",
    level: "block",
    summary:
      '`langchain_core.load.load` and `loads` with `allowed_objects="all"` or `secrets_from_env=True`. Where `allowed_objects` is left out it is a warning.',
    danger:
      "The JSON names classes to build, and with `secrets_from_env` it can ask for environment variables. Whoever can write the JSON chooses what is built, and may read secrets.",
    alternatives: [
      {
        need: "stored messages",
        use: '`allowed_objects="messages"` or an explicit list, and `secrets_from_env=False`',
        url: "https://reference.langchain.com/python/langchain_core/load/",
      },
    ],
    bad: 'from langchain_core.load import loads\n\n\ndef revive(text):\n    return loads(text, allowed_objects="all")\n',
    good: 'from langchain_core.load import loads\n\n\ndef revive(text):\n    return loads(text, allowed_objects="messages")\n',
    safeWhen: "The JSON is this program's own and `allowed_objects` is a short list.",
    fixes: [{ does: '`allowed_objects="all"` becomes `"messages"`', caveat: CAVEAT }],
    cves: ["CVE-2025-68664", "CVE-2026-44843"],
  },
  symbols: [...SINKS],
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      const found = findingAt(use);
      if (!use.call) {
        if (use.role !== "stored")
          yield {
            ...found,
            level: "warn",
            message: `\`${use.symbol}\` is ${verbFor(use)}, so nothing says which objects it may build.`,
          };
        continue;
      }
      const objects = argumentOf(model.evaluator, use.call, ALLOWED, use.shift);
      const secrets = argumentOf(model.evaluator, use.call, SECRETS, use.shift);
      if (secrets.values.some((value) => value.kind === "constant" && value.value === true)) {
        yield {
          ...found,
          message: "With `secrets_from_env=True` the JSON can ask for environment variables.",
        };
      } else if (objects.values.some((value) => value.kind === "constant" && value.value === "all")) {
        yield {
          ...found,
          message: 'With `allowed_objects="all"` the JSON chooses the classes that are built.',
          fixes: objects.node ? replaceText(model, objects.node, "messages", CAVEAT) : [],
        };
      } else if (objects.mayBeAbsent) {
        yield {
          ...found,
          level: "warn",
          message:
            "Nothing says which objects the JSON may build, and the default of `allowed_objects` is about to change.",
        };
      }
    }
  },
});
