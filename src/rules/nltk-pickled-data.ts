import { positionalArguments } from "../python/call-values.js";
import { textOf } from "../python/fold.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { replaceText } from "../rule-kit/settings.js";
import { findingAt, usesOf } from "../rule-kit/sinks.js";
import { becauseOf, sideOf } from "../rule-kit/versions.js";

const SINKS = new Set(["nltk.data.load", "nltk.download"]);
const LINE = "3.9";
const REPLACED: ReadonlyMap<string, string> = new Map([
  ["punkt", "punkt_tab"],
  ["averaged_perceptron_tagger", "averaged_perceptron_tagger_eng"],
  ["maxent_ne_chunker", "maxent_ne_chunker_tab"],
  ["maxent_treebank_pos_tagger", "maxent_treebank_pos_tagger_tab"],
]);

/** Reports the resources of NLTK that are pickles. */
export const nltkPickledData = defineRule({
  meta: {
    id: "nltk-pickled-data",
    title: "Pickled models of NLTK",
    since: "0.1.0",
    level: "warn",
    summary:
      "`nltk.data.load` of a `.pickle` resource and `nltk.download` of the packages that held pickles, unless the project requires NLTK 3.9. With an older version allowed by a manifest, the load blocks.",
    danger:
      "Before NLTK 3.9 these models were unpickled. Whoever can replace the download runs code with the rights of this process.",
    alternatives: [
      {
        need: "tokenizer data",
        use: "`punkt_tab` and `averaged_perceptron_tagger_eng`, with `nltk>=3.9`",
        url: "https://github.com/nltk/nltk/wiki/Installing-NLTK-Data",
      },
    ],
    bad: "import nltk\n\ntokenizer = nltk.data.load('tokenizers/punkt/english.pickle')\n",
    good: "import nltk\n\nnltk.download('punkt_tab')\n",
    safeWhen: "The project requires NLTK 3.9 or later.",
    cves: ["CVE-2024-39705"],
  },
  dependsOnVersion: true,
  symbols: [...SINKS],
  *check(model) {
    const version = sideOf(model, "nltk", LINE);
    if (version.side === "above") return;
    const because = becauseOf(version, "nltk", LINE);
    for (const use of usesOf(model, SINKS)) {
      const [argument] = use.call ? positionalArguments(use.call) : [];
      const name = textOf(model.evaluator, argument) ?? "";
      const better = REPLACED.get(name);
      if (use.symbol === "nltk.data.load") {
        if (!name.endsWith(".pickle")) continue;
        const level = version.side === "below" ? "block" : "warn";
        yield { ...findingAt(use), level, message: `This resource is a pickle. ${because}` };
      } else if (argument && better !== undefined) {
        yield {
          ...findingAt(use),
          message: `This package holds pickles. ${because}`,
          fixes: replaceText(model, argument, better, "Needs NLTK 3.9 or later."),
        };
      }
    }
  },
});
