import { argumentOf } from "../python/arguments.js";
import { decidedBy } from "../rule-kit/argument-verdict.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { dataFrom, findingAt, usesOf } from "../rule-kit/sinks.js";
import { LOADER, powerOf, powerOfArgument, YAML_LOADS } from "../rule-kit/yaml-names.js";

const LOADS = new Set(YAML_LOADS);

/** Reports YAML loads whose loader cannot be read in the file. */
export const yamlUnprovenLoader = defineRule({
  meta: {
    id: "yaml-unproven-loader",
    title: "Loading YAML with a loader that is not shown to be safe",
    since: "0.1.0",
    level: "warn",
    summary:
      "`yaml.load` and `load_all` whose loader is a parameter, comes from elsewhere or hides in `**kwargs`.",
    danger:
      "If the loader turns out to be `Loader`, `UnsafeLoader` or an old `FullLoader`, whoever writes the document runs code. Nothing in this file rules that out.",
    alternatives: [
      {
        need: "YAML documents",
        use: "name a `SafeLoader` (or a subclass) in the call",
        url: "https://pyyaml.org/wiki/PyYAMLDocumentation",
      },
    ],
    bad: "import yaml\n\n\ndef read(text, loader):\n    return yaml.load(text, Loader=loader)\n",
    good: "import yaml\n\n\nclass ConfigLoader(yaml.SafeLoader):\n    pass\n\n\ndef read(text):\n    return yaml.load(text, Loader=ConfigLoader)\n",
    safeWhen: "Every caller passes a subclass of `SafeLoader`.",
    equivalents: { bandit: ["B506"], ruff: ["S506"], codeql: ["py/unsafe-deserialization"] },
  },
  kin: { family: "yaml", power: 0 },
  symbols: YAML_LOADS,
  *check(model) {
    for (const use of usesOf(model, LOADS)) {
      if (!use.call) continue;
      const loader = argumentOf(model.evaluator, use.call, LOADER, use.shift);
      if (powerOfArgument(model, loader) !== "not-proven") continue;
      yield {
        ...findingAt(use),
        message: `Which loader this \`${use.symbol}\` uses cannot be read here. If it is not built on \`SafeLoader\`, the document can run code.`,
        ...dataFrom(use),
        decidedBy: decidedBy(loader, (value) => (powerOf(model, value) === "safe" ? "safe" : "unsafe")),
      };
    }
  },
});
