import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

/** Reports `dill` loads and session restores. */
export const dillLoad = defineRule({
  meta: {
    id: "dill-load",
    title: "Loading with dill",
    since: "0.1.0",
    level: "block",
    summary:
      "`load`, `loads`, `Unpickler`, `load_session`, `load_module` and `load_module_asdict` of `dill`, called or handed on.",
    danger:
      "dill extends pickle to functions, classes and whole interpreter sessions. Whoever can write these bytes runs code with the rights of this process.",
    alternatives: [NEEDS.data, NEEDS.functions, NEEDS.estimators],
    bad: "import dill\n\nstate = dill.load(open('state.dill', 'rb'))\n",
    good: "import json\n\nwith open('state.json') as file:\n    state = json.load(file)\n",
    safeWhen: "Only for files that this program wrote and nobody else can replace.",
    equivalents: { bandit: ["B301"], ruff: ["S301"], codeql: ["py/unsafe-deserialization"] },
  },
  alwaysUnsafe: true,
  symbols: [
    ...qualified(["dill", "dill._dill"], ["load", "loads", "Unpickler"]),
    ...qualified(["dill", "dill.session"], ["load_session", "load_module", "load_module_asdict"]),
  ],
  everyUse: (symbol) => `\`${symbol}\` runs code from what it reads, as pickle does.`,
});
