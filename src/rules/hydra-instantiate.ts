import { environmentFlags } from "../rule-kit/environment.js";
import { NO_EQUIVALENTS } from "../rule-kit/equivalents.js";
import { defineRule } from "../rule-kit/rule.js";
import { qualified, unsafeUses } from "../rule-kit/sinks.js";

const OVERRIDE = "HYDRA_INSTANTIATE_ALLOWLIST_OVERRIDE";
const SINKS = new Set([
  ...qualified(["hydra.utils"], ["instantiate", "call", "get_class", "get_method", "get_object"]),
  ...qualified(["hydra._internal.instantiate._instantiate2"], ["instantiate"]),
]);

/** Reports Hydra's instantiation of configurations. */
export const hydraInstantiate = defineRule({
  meta: {
    id: "hydra-instantiate",
    title: "Instantiating what a configuration names",
    since: "0.1.0",
    level: "warn",
    balancedLevel: "warn",
    cwe: ["CWE-502"],
    summary:
      "`hydra.utils.instantiate`, `call`, `get_class`, `get_method` and `get_object`; switching Hydra's allowlist off blocks.",
    danger:
      "`_target_` in the configuration may name any callable, and it is called with arguments of the configuration. Whoever can write that configuration runs code with the rights of this process.",
    alternatives: [
      {
        need: "choosing a class by name",
        use: 'a dictionary in the code: `{"adam": Adam, "sgd": SGD}[cfg.name]`',
        url: "https://docs.python.org/3/tutorial/datastructures.html#dictionaries",
      },
    ],
    bad: "from hydra.utils import instantiate\n\n\ndef build(cfg):\n    return instantiate(cfg.model)\n",
    good: "MODELS = {'small': dict, 'large': list}\n\n\ndef build(cfg):\n    return MODELS[cfg.model]()\n",
    safeWhen:
      "The configuration is part of the repository and reviewed like code; never one that came with a download.",
    cves: [],
    equivalents: NO_EQUIVALENTS,
  },
  symbols: [...SINKS],
  words: ["HYDRA_INSTANTIATE_ALLOWLIST_OVERRIDE"],
  *check(model) {
    yield* unsafeUses(
      model,
      SINKS,
      (use) => `\`${use.symbol}\` calls whatever \`_target_\` in the configuration names.`,
    );
    for (const { node } of environmentFlags(model, OVERRIDE)) {
      yield {
        span: node,
        symbol: OVERRIDE,
        level: "block",
        message: "This switches off the list of targets that Hydra allows.",
      };
    }
  },
});
