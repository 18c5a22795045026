import { dataSource } from "../python/data-source.js";
import { environmentFlags } from "../rule-kit/environment.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified, unsafeUses } from "../rule-kit/sinks.js";

const SYMBOLS = [
  ...qualified(["hydra.utils"], ["instantiate", "call", "get_class", "get_method", "get_object"]),
  ...qualified(["hydra._internal.instantiate._instantiate2"], ["instantiate"]),
];
const OVERRIDE = "HYDRA_INSTANTIATE_ALLOWLIST_OVERRIDE";

function messageOf(symbol: string): string {
  return `\`${symbol}\` calls whatever \`_target_\` in the configuration names.`;
}

/** Reports Hydra's instantiation of configurations. */
export const hydraInstantiate = defineRule({
  meta: {
    id: "hydra-instantiate",
    title: "Instantiating what a configuration names",
    since: "0.1.0",
    level: "warn",
    summary:
      "`hydra.utils.instantiate`, `call`, `get_class`, `get_method` and `get_object`; of a configuration that was downloaded or sent it blocks, and so does switching Hydra's allowlist off.",
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
  },
  symbols: SYMBOLS,
  words: ["HYDRA_INSTANTIATE_ALLOWLIST_OVERRIDE"],
  *check(model) {
    for (const found of unsafeUses(model, new Set(SYMBOLS), messageOf)) {
      const isSent = found.data !== undefined && dataSource(model, found.data)?.kind === "remote";
      yield isSent ? { ...found, level: "block" } : found;
    }
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
