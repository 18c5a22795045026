import { argumentOf } from "../python/arguments.js";
import { replaceFlag } from "../rule-kit/flags.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { dataFrom, findingAt, qualified, usesOf } from "../rule-kit/sinks.js";

const SINKS = new Set(qualified(["skops.io", "skops.io._persist"], ["load", "loads"]));
const ASKED = new Set(["skops.io.get_untrusted_types()"]);
const TRUSTED = { name: "trusted", position: 1 } as const;

const CAVEAT = "Files with types that skops does not know fail; list those after a review.";

/** Reports skops loads that trust what the file asks for. */
export const skopsTrusted = defineRule({
  meta: {
    id: "skops-trusted",
    title: "skops with every type trusted",
    since: "0.1.0",
    level: "block",
    summary:
      "`skops.io.load` and `loads` with `trusted=True`, or with the list that the file itself asks for.",
    danger:
      "skops names the types of a file so that somebody can look at them; this trusts whatever is there. Whoever can replace the file chooses the types.",
    alternatives: [
      {
        need: "scikit-learn estimators",
        use: "a list of reviewed names in the code, compared with `get_untrusted_types`",
        url: "https://skops.readthedocs.io/en/stable/persistence.html",
      },
    ],
    bad: "import skops.io\n\nmodel = skops.io.load('model.skops', trusted=True)\n",
    good: "import skops.io\n\nREVIEWED = ['sklearn.linear_model._base.LinearRegression']\nmodel = skops.io.load('model.skops', trusted=REVIEWED)\n",
    safeWhen: "`trusted` is a list that somebody reviewed and wrote down.",
    fixes: [{ does: "`trusted=True` becomes `None`", caveat: CAVEAT }],
    cves: ["CVE-2024-37065", "CVE-2025-54886"],
  },
  symbols: [...SINKS, "skops.io.get_untrusted_types"],
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      if (!use.call) continue;
      const trusted = argumentOf(model.evaluator, use.call, TRUSTED, use.shift);
      const everything = trusted.values.some((value) => value.kind === "constant" && value.value === true);
      const asked = trusted.values.some((value) => value.kind === "symbol" && ASKED.has(value.name));
      if (!everything && !asked) continue;
      yield {
        ...findingAt(use),
        ...dataFrom(use),
        message: everything
          ? "`trusted=True` trusts every type in the file."
          : "This trusts every type that the file asks for, which is the same as `trusted=True`.",
        fixes: replaceFlag(trusted.node, "None", CAVEAT),
      };
    }
  },
});
