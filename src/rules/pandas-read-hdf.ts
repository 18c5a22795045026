import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

/** Reports pandas readers that may unpickle columns. */
export const pandasReadHdf = defineRule({
  meta: {
    id: "pandas-read-hdf",
    title: "Reading HDF5 with pandas",
    since: "0.1.0",
    level: "warn",
    summary: "`pandas.read_hdf` and `pandas.HDFStore`.",
    danger:
      "PyTables keeps columns of objects and some attributes as pickles, and the reader cannot refuse them. Whoever can replace the file runs code with the rights of this process.",
    alternatives: [NEEDS.frames],
    bad: "import pandas as pd\n\n\ndef read(path):\n    return pd.read_hdf(path)\n",
    good: "import pandas as pd\n\n\ndef read(path):\n    return pd.read_parquet(path)\n",
    safeWhen: "Only for files that this program wrote and nobody else can replace.",
  },
  symbols: qualified(["pandas", "pandas.io.pytables", "pandas.io.api"], ["read_hdf", "HDFStore"]),
  everyUse: (symbol) => `\`${symbol}\` unpickles columns of objects that the file holds.`,
});
