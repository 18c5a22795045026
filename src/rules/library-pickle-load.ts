import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

const GENSIM = [
  "Word2Vec",
  "Doc2Vec",
  "FastText",
  "LdaModel",
  "LdaMulticore",
  "LdaSeqModel",
  "LsiModel",
  "HdpModel",
  "TfidfModel",
  "RpModel",
  "NormModel",
  "LogEntropyModel",
  "CoherenceModel",
  "AuthorTopicModel",
  "EnsembleLda",
  "KeyedVectors",
  "Phrases",
  "Phraser",
  "PoincareModel",
  "TranslationMatrix",
  "Dictionary",
  "HashDictionary",
  "Similarity",
  "MatrixSimilarity",
  "SparseMatrixSimilarity",
  "SaveLoad",
];
const GENSIM_MODULES = [
  "gensim.models",
  "gensim.corpora",
  "gensim.similarities",
  "gensim.utils",
  "gensim.models.word2vec",
  "gensim.models.doc2vec",
  "gensim.models.fasttext",
  "gensim.models.ldamodel",
  "gensim.models.ldamulticore",
  "gensim.models.lsimodel",
  "gensim.models.tfidfmodel",
  "gensim.models.keyedvectors",
  "gensim.models.phrases",
  "gensim.corpora.dictionary",
  "gensim.similarities.docsim",
];
/** Loaders that only call pickle: the modules that they are reached in, and their names there. A loader is one row. */
const LOADERS: readonly { readonly modules: readonly string[]; readonly names: readonly string[] }[] = [
  {
    modules: ["statsmodels.iolib.smpickle", "statsmodels.iolib.api", "statsmodels.api"],
    names: ["load_pickle"],
  },
  { modules: ["statsmodels.api"], names: ["load"] },
  { modules: ["srsly", "srsly._pickle_api"], names: ["pickle_loads"] },
  { modules: GENSIM_MODULES, names: GENSIM.map((name) => `${name}.load`) },
  { modules: ["gensim.utils"], names: ["unpickle"] },
  { modules: ["networkx", "networkx.readwrite.gpickle", "networkx.readwrite"], names: ["read_gpickle"] },
];
/** "statsmodels, srsly, gensim and networkx". */
const LIBRARIES = [...new Set(LOADERS.map(({ modules: [module = ""] }) => module.split(".", 1)[0]))]
  .join(", ")
  .replace(/, (?=[^,]*$)/, " and ");

/** Reports loaders of well-known libraries that unpickle. */
export const libraryPickleLoad = defineRule({
  meta: {
    id: "library-pickle-load",
    title: "A loader that is pickle under another name",
    since: "0.1.0",
    level: "block",
    summary: `Loaders of ${LIBRARIES} that only call pickle.`,
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
  symbols: LOADERS.flatMap(({ modules, names }) => qualified(modules, names)),
  everyUse: (symbol) => `\`${symbol}\` unpickles what it reads.`,
});
