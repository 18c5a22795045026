import { positionalArguments } from "../python/call-values.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { importsOf } from "../rule-kit/rule.js";
import { findingAt, qualified, unsafeUses, usesOf } from "../rule-kit/sinks.js";

const SWITCH = new Set(["pyarrow.PyExtensionType.set_auto_load"]);
const LOADS = new Set(
  qualified(
    ["pyarrow", "pyarrow.serialization"],
    ["deserialize", "deserialize_components", "deserialize_pandas", "read_serialized", "deserialize_from"],
  ),
);
const TYPE = new Set(["pyarrow.PyExtensionType"]);

/** Reports what makes pyarrow unpickle metadata and buffers. */
export const pyarrowPickle = defineRule({
  meta: {
    id: "pyarrow-pickle",
    title: "Pickles inside Arrow data",
    since: "0.1.0",
    level: "block",
    summary:
      "`pyarrow.PyExtensionType.set_auto_load(True)`, `pyarrow.deserialize` and its relatives; a class built on `PyExtensionType` is a warning.",
    danger:
      "The type of a column is then unpickled from the metadata of an Arrow or Parquet file. Whoever can write the file runs code with the rights of this process.",
    alternatives: [
      {
        need: "types of your own",
        use: "`pyarrow.ExtensionType` with `__arrow_ext_deserialize__`",
        url: "https://arrow.apache.org/docs/python/extending_types.html",
      },
      NEEDS.frames,
    ],
    bad: "import pyarrow as pa\n\npa.PyExtensionType.set_auto_load(True)\n",
    good: "import pyarrow.parquet as pq\n\ntable = pq.read_table('table.parquet')\n",
    safeWhen: "Never for files from elsewhere; pyarrow 14.0.1 switched it off for that reason.",
    cves: ["CVE-2023-47248"],
  },
  symbols: [...SWITCH, ...LOADS, ...TYPE],
  *check(model) {
    for (const use of usesOf(model, SWITCH)) {
      const [argument] = use.call ? positionalArguments(use.call) : [];
      const [value] = argument ? model.evaluator.evaluate(argument) : [];
      if (value?.kind === "constant" && value.value === false) continue;
      yield {
        ...findingAt(use),
        message: "Reading Arrow or Parquet files then unpickles the types they name.",
      };
    }
    yield* unsafeUses(model, LOADS, (symbol) => `\`${symbol}\` unpickles the buffer.`);
    for (const use of usesOf(model, TYPE)) {
      if (use.role !== "base") continue;
      yield {
        span: use.node,
        symbol: use.symbol,
        level: "warn",
        message: "The type is kept as a pickle in the metadata of every file it is written to.",
        related: importsOf(use.via),
      };
    }
  },
});
