import { defineRule } from "../rule-kit/define-rule.js";
import { isUnconditional, symbolsOfLoader, UNPICKLES } from "../rule-kit/library-loader.js";
import { librariesOf, LIBRARY_LOADERS } from "../rule-kit/loaders/all-loaders.js";
import { NEEDS } from "../rule-kit/needs.js";

const LOADERS = LIBRARY_LOADERS.filter(isUnconditional);
const DOES: ReadonlyMap<string, string> = new Map(
  LOADERS.flatMap((row) => symbolsOfLoader(row).map((symbol) => [symbol, row.does ?? UNPICKLES] as const)),
);

/** Reports loaders of well-known libraries that unpickle whatever they are given. */
export const libraryPickleLoad = defineRule({
  meta: {
    id: "library-pickle-load",
    title: "A loader that is pickle under another name",
    since: "0.1.0",
    level: "block",
    summary: `Loaders of libraries that unpickle whatever they are given: of ${librariesOf(LOADERS)}.`,
    danger:
      "The function unpickles the file or the bytes. Whoever can replace them runs code with the rights of this process.",
    alternatives: [
      NEEDS.data,
      NEEDS.estimators,
      NEEDS.weights,
      {
        need: "graphs",
        use: "`networkx.node_link_graph(json.load(file))` or GraphML",
        url: "https://networkx.org/documentation/stable/reference/readwrite/json_graph.html",
      },
      {
        need: "word vectors",
        use: "`KeyedVectors.load_word2vec_format`",
        url: "https://radimrehurek.com/gensim/models/keyedvectors.html",
      },
    ],
    bad: "import networkx as nx\n\n\ndef read(path):\n    return nx.read_gpickle(path)\n",
    good: "import json\n\nimport networkx as nx\n\n\ndef read(path):\n    with open(path) as file:\n        return nx.node_link_graph(json.load(file))\n",
    safeWhen: "Only for files that this program wrote and nobody else can replace.",
  },
  alwaysUnsafe: true,
  // Some fetch what they load as well.
  kin: { family: "pickle", power: 2 },
  symbols: [...DOES.keys()],
  everyUse: (symbol) => `\`${symbol}\` ${DOES.get(symbol) ?? UNPICKLES}.`,
});
