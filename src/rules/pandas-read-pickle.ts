import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";

/** Reports `pandas.read_pickle`. */
export const pandasReadPickle = defineRule({
  meta: {
    id: "pandas-read-pickle",
    title: "Reading a pickled dataframe",
    since: "0.1.0",
    level: "block",
    summary: "`pandas.read_pickle` and `pandas.compat.pickle_compat.load`, called or handed on.",
    danger:
      "`read_pickle` is a pickle load, from paths, archives and URLs alike. Whoever can replace the file, or answer for the URL, runs code with the rights of this process.",
    alternatives: [
      NEEDS.frames,
      {
        need: "small tables",
        use: "CSV: `to_csv` / `read_csv`",
        url: "https://pandas.pydata.org/docs/reference/api/pandas.read_csv.html",
      },
    ],
    bad: "import pandas as pd\n\nframe = pd.read_pickle('frame.pkl')\n",
    good: "import pandas as pd\n\nframe = pd.read_parquet('frame.parquet')\n",
    safeWhen: "Only for files that this program wrote and nobody else can replace.",
    equivalents: { bandit: ["B301"], ruff: ["S301"], codeql: ["py/unsafe-deserialization"] },
  },
  alwaysUnsafe: true,
  symbols: [
    "pandas.read_pickle",
    "pandas.io.pickle.read_pickle",
    "pandas.io.api.read_pickle",
    "pandas.compat.pickle_compat.load",
  ],
  everyUse: (symbol) => `\`${symbol}\` unpickles the file, which runs code from it.`,
});
