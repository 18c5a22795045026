import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/rule.js";
import { qualified, unsafeUses } from "../rule-kit/sinks.js";

const SINKS = new Set(
  qualified(
    ["cloudpickle", "cloudpickle.cloudpickle", "joblib.externals.cloudpickle", "ray.cloudpickle"],
    ["load", "loads"],
  ),
);

/** Reports `cloudpickle.load` and its vendored copies. */
export const cloudpickleLoad = defineRule({
  meta: {
    id: "cloudpickle-load",
    title: "Loading with cloudpickle",
    since: "0.1.0",
    level: "block",
    balancedLevel: "block",
    cwe: ["CWE-502"],
    summary:
      "`load` and `loads` of `cloudpickle` and of the copies in `joblib` and `ray`, called or handed on.",
    danger:
      "cloudpickle loads like pickle and carries whole functions as bytecode besides. Whoever can write these bytes runs code with the rights of this process.",
    alternatives: [NEEDS.data, NEEDS.functions, NEEDS.estimators],
    bad: "import cloudpickle\n\nmodel = cloudpickle.load(open('model.pkl', 'rb'))\n",
    good: "import json\n\nwith open('model.json') as file:\n    settings = json.load(file)\n",
    safeWhen: "Only between processes of one program that nobody else can write to.",
    cves: [],
    equivalents: { bandit: [], ruff: [], codeql: [] },
  },
  alwaysUnsafe: true,
  symbols: [...SINKS],
  check: (model) =>
    unsafeUses(model, SINKS, (use) => `\`${use.symbol}\` runs code from what it reads, as pickle does.`),
});
