import { environmentFlags } from "../rule-kit/environment.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

const SWITCH = "MLFLOW_ALLOW_PICKLE_DESERIALIZATION";
const FLAVOURS = [
  "pyfunc",
  "sklearn",
  "pytorch",
  "statsmodels",
  "keras",
  "tensorflow",
  "langchain",
  "dspy",
  "shap",
  "spacy",
  "pmdarima",
  "prophet",
  "paddle",
  "fastai",
];

/** Reports the loading of models through mlflow. */
export const mlflowLoadModel = defineRule({
  meta: {
    id: "mlflow-load-model",
    title: "Loading a model with mlflow",
    since: "0.1.0",
    level: "warn",
    summary:
      "`load_model` of mlflow and its flavours; `MLFLOW_ALLOW_PICKLE_DESERIALIZATION` set to true blocks.",
    danger:
      "Most flavours unpickle the model, and `pyfunc` imports the code that came with it. Whoever can write to the registry or the artifact store runs code with the rights of this process.",
    alternatives: [NEEDS.estimators, NEEDS.weights],
    bad: "import mlflow\n\nmodel = mlflow.pyfunc.load_model('models:/churn/3')\n",
    good: "import skops.io\n\nmodel = skops.io.load('churn.skops', trusted=['sklearn.linear_model._logistic.LogisticRegression'])\n",
    safeWhen: "Only reviewed pipelines can write to the registry, and the model's address is fixed.",
    cves: ["CVE-2024-37052"],
  },
  symbols: FLAVOURS.flatMap((flavour) => qualified([`mlflow.${flavour}`], ["load_model"])),
  words: ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"],
  everyUse: (symbol) => `\`${symbol}\` unpickles the model or runs code that came with it.`,
  *check(model) {
    for (const { node, value } of environmentFlags(model, SWITCH)) {
      if (value !== null && !/^(?:1|true|yes)$/i.test(value)) continue;
      yield { span: node, symbol: SWITCH, level: "block", message: "This lets mlflow unpickle models." };
    }
  },
});
