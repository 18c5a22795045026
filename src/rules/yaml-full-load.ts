import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { importsOf } from "../rule-kit/rule.js";
import { dataFrom, findingAt, qualified, usesOf } from "../rule-kit/sinks.js";
import { becauseOf, sideOf } from "../rule-kit/versions.js";
import { safeFunctionFix, safeLoaderFixes, YAML_FIXES } from "../rule-kit/yaml-fixes.js";
import { drivenLoads, LOADER, powerOfArgument, YAML_LOADS } from "../rule-kit/yaml-names.js";

const LOADS = new Set(YAML_LOADS);
const FULL_LOADS = new Set(qualified(["yaml"], ["full_load", "full_load_all"]));

const LINE = "5.4";

/** Reports YAML loads with `FullLoader`. */
export const yamlFullLoad = defineRule({
  meta: {
    id: "yaml-full-load",
    title: "Loading YAML with FullLoader",
    since: "0.1.0",
    level: "block",
    balancedLevel: "warn",
    summary:
      "`yaml.load` and `load_all` with `FullLoader`, `CFullLoader` or a class built on them; `yaml.full_load` and `full_load_all`; those loaders used directly. Where the manifests of the repository require PyYAML 5.4 or later it is a warning.",
    danger:
      "`FullLoader` ran code from documents until PyYAML 5.4, and still hands out any name of a loaded module. Whoever can write the document gets further than data.",
    alternatives: [
      NEEDS.yaml,
      {
        need: "tuples and other Python types",
        use: "a `SafeLoader` subclass with a constructor for each",
        url: "https://pyyaml.org/wiki/PyYAMLDocumentation#constructors-representers-resolvers",
      },
    ],
    bad: "import yaml\n\nconfig = yaml.load(text, Loader=yaml.FullLoader)\n",
    good: "import yaml\n\nconfig = yaml.load(text, Loader=yaml.SafeLoader)\n",
    safeWhen: "The project requires PyYAML 5.4 or later and the documents are its own.",
    fixes: [...YAML_FIXES],
    cves: ["CVE-2020-1747", "CVE-2020-14343", "CVE-2026-24009"],
    equivalents: { bandit: ["B506"], ruff: ["S506"], codeql: ["py/unsafe-deserialization"] },
  },
  dependsOnVersion: true,
  kin: { family: "yaml", power: 1 },
  symbols: [...LOADS, ...FULL_LOADS],
  *check(model) {
    for (const use of usesOf(model, LOADS)) {
      if (!use.call) continue;
      const loader = argumentOf(model.evaluator, use.call, LOADER, use.shift);
      if (powerOfArgument(model, loader) !== "full") continue;
      yield {
        ...findingAt(use),
        ...judged(model),
        message: `\`${use.symbol}\` with \`FullLoader\` lets the document name Python objects. ${because(model)}`,
        ...dataFrom(use),
        fixes: safeLoaderFixes(model, use, loader),
      };
    }
    for (const use of usesOf(model, FULL_LOADS)) {
      yield {
        ...findingAt(use),
        ...judged(model),
        message: `\`${use.symbol}\` lets the document name Python objects. ${because(model)}`,
        ...dataFrom(use),
        fixes: safeFunctionFix(model, use),
      };
    }
    for (const { call, power, symbol, via } of drivenLoads(model)) {
      if (power !== "full") continue;
      yield {
        span: call,
        symbol,
        ...judged(model),
        message: `\`${symbol}\` lets the document name Python objects. ${because(model)}`,
        related: importsOf(via),
      };
    }
  },
});

/** From PyYAML 5.4 on no way to run code through `FullLoader` is known. */
function judged(model: FileModel): { level?: "warn" } {
  return sideOf(model, "pyyaml", LINE).side === "above" ? { level: "warn" } : {};
}

function because(model: FileModel): string {
  return becauseOf(sideOf(model, "pyyaml", LINE), "pyyaml", LINE);
}
