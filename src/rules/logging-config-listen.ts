import { argumentOf } from "../python/arguments.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, usesOf } from "../rule-kit/sinks.js";

const SINKS = new Set(["logging.config.listen"]);
const VERIFY = { name: "verify", position: 1 } as const;

/** Reports the configuration socket of `logging`. */
export const loggingConfigListen = defineRule({
  meta: {
    id: "logging-config-listen",
    title: "Listening for logging configurations",
    since: "0.1.0",
    level: "block",
    summary: "`logging.config.listen` without a `verify` function. With one it is a warning.",
    danger:
      "A logging configuration that arrives on this socket is handed to `eval` in places. Whoever can connect on the machine runs code with the rights of this process.",
    alternatives: [
      {
        need: "logging configuration",
        use: "`logging.config.dictConfig` from a file that only the deployment writes",
        url: "https://docs.python.org/3/library/logging.config.html#logging.config.dictConfig",
      },
    ],
    bad: "import logging.config\n\nlogging.config.listen(9030).start()\n",
    good: "import json\nimport logging.config\n\nwith open('logging.json') as file:\n    logging.config.dictConfig(json.load(file))\n",
    safeWhen: "`verify` checks a signature of every message before it is used.",
    equivalents: { bandit: ["B612"], ruff: ["S612"], codeql: [] },
  },
  symbols: [...SINKS],
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      const verify = use.call ? argumentOf(model.evaluator, use.call, VERIFY, use.shift) : null;
      const verified =
        verify !== null && !verify.mayBeAbsent && !verify.values.some((value) => value.kind === "constant");
      yield {
        ...findingAt(use),
        level: verified ? "warn" : "block",
        message: verified
          ? "What this socket takes in reaches `eval`; everything rests on the `verify` function."
          : "What this socket takes in reaches `eval`, and nothing says who may send it.",
      };
    }
  },
});
