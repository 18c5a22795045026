import { environmentFlags, namedForOthers } from "../rule-kit/environment.js";
import { flagUses, replaceFlag } from "../rule-kit/flags.js";
import { defineRule } from "../rule-kit/define-rule.js";

const VARIABLE = "AIRFLOW__CORE__ENABLE_XCOM_PICKLING";

const CAVEAT = "Tasks can hand on plain data only.";

/** Reports the switch that makes Airflow unpickle XComs. */
export const airflowXcomPickling = defineRule({
  meta: {
    id: "airflow-xcom-pickling",
    title: "Airflow with pickled XComs",
    since: "0.1.0",
    level: "block",
    summary: "`enable_xcom_pickling` or `AIRFLOW__CORE__ENABLE_XCOM_PICKLING` switched on.",
    danger:
      "What a task hands to the next one is then unpickled. Whoever can write to the metadata database runs code in the workers.",
    alternatives: [
      {
        need: "values between tasks",
        use: "plain data, or a custom XCom backend that writes files in a data format",
        url: "https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/xcoms.html",
      },
    ],
    bad: 'import os\n\nos.environ["AIRFLOW__CORE__ENABLE_XCOM_PICKLING"] = "True"\n',
    good: 'import os\n\nos.environ["AIRFLOW__CORE__ENABLE_XCOM_PICKLING"] = "False"\n',
    safeWhen: "Never on a shared installation.",
    fixes: [{ does: "the setting becomes `False`", caveat: CAVEAT }],
    cves: ["CVE-2023-50943"],
  },
  words: ["AIRFLOW__CORE__ENABLE_XCOM_PICKLING", "enable_xcom_pickling"],
  *check(model) {
    for (const { node, value } of environmentFlags(model, VARIABLE)) {
      if (value !== null && !/^(?:1|t|true|yes|on)$/i.test(value)) continue;
      yield { span: node, symbol: VARIABLE, message: "Tasks then unpickle what other tasks hand them." };
    }
    for (const node of namedForOthers(model, VARIABLE)) {
      const message =
        "This names the switch by which tasks unpickle what other tasks hand them: whatever sets it goes by this name.";
      yield { span: node, symbol: VARIABLE, level: "warn", message };
    }
    for (const { place, verdict } of flagUses(model, "enable_xcom_pickling", false)) {
      if (verdict !== "unsafe") continue;
      yield {
        span: place.node,
        symbol: "airflow.enable_xcom_pickling",
        message: "Tasks then unpickle what other tasks hand them.",
        fixes: replaceFlag(place.value, "False", CAVEAT),
      };
    }
  },
});
