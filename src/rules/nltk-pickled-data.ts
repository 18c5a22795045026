import { argumentOf } from "../python/arguments.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import type { Use } from "../python/uses.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { replaceText } from "../rule-kit/settings.js";
import { findingAt, qualified, usesOf } from "../rule-kit/sinks.js";
import { becauseOf, sideOf } from "../rule-kit/versions.js";

/** A tagger's own loader, which read a pickle. */
const TAGGERS: readonly string[] = qualified(
  ["nltk.tag", "nltk.tag.perceptron"],
  ["PerceptronTagger().load"],
);
const SINKS = new Set(["nltk.data.load", "nltk.download", ...TAGGERS]);
const FORMAT = { name: "format", position: 1 } as const;
const LINE = "3.9";
const REPLACED: ReadonlyMap<string, string> = new Map([
  ["punkt", "punkt_tab"],
  ["averaged_perceptron_tagger", "averaged_perceptron_tagger_eng"],
  ["maxent_ne_chunker", "maxent_ne_chunker_tab"],
  ["maxent_treebank_pos_tagger", "maxent_treebank_pos_tagger_tab"],
]);

const CAVEAT = "Needs NLTK 3.9 or later.";

/** Reports the resources of NLTK that are pickles. */
export const nltkPickledData = defineRule({
  meta: {
    id: "nltk-pickled-data",
    title: "Pickled models of NLTK",
    since: "0.1.0",
    level: "warn",
    summary:
      '`nltk.data.load` of a `.pickle` resource or with `format="pickle"`, `PerceptronTagger.load` and `nltk.download` of the packages that held pickles, unless the project requires NLTK 3.9. With an older version allowed by a manifest, the load blocks.',
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
    fixes: [
      {
        does: "the name of a package with pickles becomes that of the one without (`punkt` becomes `punkt_tab`)",
        caveat: CAVEAT,
      },
    ],
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
      const level = version.side === "below" ? "block" : "warn";
      if (TAGGERS.includes(use.symbol)) {
        yield { ...findingAt(use), level, message: `This tagger is a pickle. ${because}` };
      } else if (use.symbol === "nltk.data.load") {
        if (!name.endsWith(".pickle") && !isOfPickles(model, use)) continue;
        yield { ...findingAt(use), level, message: `This resource is a pickle. ${because}` };
      } else if (argument && better !== undefined) {
        yield {
          ...findingAt(use),
          message: `This package holds pickles. ${because}`,
          fixes: replaceText(model, argument, better, CAVEAT),
        };
      }
    }
  },
});

function isOfPickles(model: FileModel, use: Use): boolean {
  const format = use.call ? argumentOf(model.evaluator, use.call, FORMAT, use.shift) : null;
  return format?.values.some((value) => value.kind === "constant" && value.value === "pickle") ?? false;
}
