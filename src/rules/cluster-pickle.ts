import { callsOfMethod } from "../python/shapes.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

/** Reports explicit loads with the serializers of a cluster. */
export const clusterPickle = defineRule({
  meta: {
    id: "cluster-pickle",
    title: "Unpickling with the serializers of a cluster",
    since: "0.1.0",
    level: "block",
    summary: "`loads` of PySpark's pickle serializers, and `pickleFile` of a Spark context.",
    danger:
      "These serializers are pickle under another name. Whoever can write the file or the bytes runs code on the driver or the workers.",
    alternatives: [NEEDS.frames, NEEDS.data],
    bad: "def read(sc, path):\n    return sc.pickleFile(path)\n",
    good: "def read(spark, path):\n    return spark.read.parquet(path)\n",
    safeWhen: "Only between the processes of one job, where Spark calls them itself.",
  },
  symbols: qualified(
    ["PickleSerializer", "CPickleSerializer", "CloudPickleSerializer"].map(
      (name) => `pyspark.serializers.${name}()`,
    ),
    ["loads", "load_stream"],
  ),
  words: ["pickleFile"],
  everyUse: (symbol) => `\`${symbol}\` runs code from the bytes it reads.`,
  *check(model) {
    for (const call of callsOfMethod(model, "pickleFile")) {
      yield {
        span: call,
        symbol: "pyspark.SparkContext.pickleFile",
        message: "`pickleFile` unpickles every record of the file.",
      };
    }
  },
});
