import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

/** Reports `cloudpickle.load` and its vendored copies. */
export const cloudpickleLoad = defineRule({
  meta: {
    id: "cloudpickle-load",
    title: "Loading with cloudpickle",
    since: "0.1.0",
    level: "block",
    summary:
      "`load` and `loads` of `cloudpickle` and of the copies in `joblib` and `ray`, called or handed on.",
    danger:
      "cloudpickle loads like pickle and carries whole functions as bytecode besides. Whoever can write these bytes runs code with the rights of this process.",
    alternatives: [NEEDS.data, NEEDS.functions, NEEDS.estimators],
    bad: "import cloudpickle\n\nmodel = cloudpickle.load(open('model.pkl', 'rb'))\n",
    good: "import json\n\nwith open('model.json') as file:\n    settings = json.load(file)\n",
    safeWhen: "Only between processes of one program that nobody else can write to.",
  },
  alwaysUnsafe: true,
  symbols: qualified(
    ["cloudpickle", "cloudpickle.cloudpickle", "joblib.externals.cloudpickle", "ray.cloudpickle"],
    ["load", "loads"],
  ),
  everyUse: (symbol) => `\`${symbol}\` runs code from what it reads, as pickle does.`,
});
