import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/rule.js";
import { qualified, unsafeUses } from "../rule-kit/sinks.js";

const SINKS = new Set([
  ...qualified(["dill", "dill._dill"], ["load", "loads", "Unpickler"]),
  ...qualified(["dill", "dill.session"], ["load_session", "load_module", "load_module_asdict"]),
]);

/** Reports `dill` loads and session restores. */
export const dillLoad = defineRule({
  meta: {
    id: "dill-load",
    title: "Loading with dill",
    since: "0.1.0",
    level: "block",
    balancedLevel: "block",
    cwe: ["CWE-502"],
    summary:
      "`load`, `loads`, `Unpickler`, `load_session`, `load_module` and `load_module_asdict` of `dill`, called or handed on.",
    danger:
      "dill extends pickle to functions, classes and whole interpreter sessions. Whoever can write these bytes runs code with the rights of this process.",
    alternatives: [NEEDS.data, NEEDS.functions, NEEDS.estimators],
    bad: "import dill\n\nstate = dill.load(open('state.dill', 'rb'))\n",
    good: "import json\n\nwith open('state.json') as file:\n    state = json.load(file)\n",
    safeWhen: "Only for files that this program wrote and nobody else can replace.",
    cves: [],
    equivalents: { bandit: ["B301"], ruff: ["S301"], codeql: ["py/unsafe-deserialization"] },
  },
  alwaysUnsafe: true,
  symbols: [...SINKS],
  check: (model) =>
    unsafeUses(model, SINKS, (use) => `\`${use.symbol}\` runs code from what it reads, as pickle does.`),
});
