import type { Level } from "../findings/finding.js";
import { stringsSpelling } from "../python/shapes.js";
import { environmentFlags, namedForOthers } from "../rule-kit/environment.js";
import { flagUses, replaceFlag } from "../rule-kit/flags.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";

interface Switch {
  readonly name: string;
  /** The values that make it unsafe. */
  readonly unsafe: RegExp;
  readonly level: Level;
  readonly effect: string;
  /** What must be set somewhere as well. */
  readonly with?: string;
}

const ON = /^(?:1|t|true|y|yes|on)$/i;
const SWITCHES: readonly Switch[] = [
  {
    name: "VLLM_ALLOW_INSECURE_SERIALIZATION",
    unsafe: ON,
    level: "block",
    effect: "With this, vLLM unpickles what its processes and its clients send each other.",
  },
  {
    name: "HF_DATASETS_TRUST_REMOTE_CODE",
    unsafe: ON,
    level: "warn",
    effect: "With this, `datasets` runs Python of every data set that brings its own.",
  },
  {
    name: "TRUST_REMOTE_CODE",
    unsafe: ON,
    level: "warn",
    effect: "With this, Python of the model repository is run.",
  },
  {
    name: "AIRFLOW__CORE__ALLOWED_DESERIALIZATION_CLASSES",
    unsafe: /^(?:\.\*|\*|\^?\.[*+]\$?)$/,
    level: "warn",
    effect: "With this, Airflow makes objects of any class that a serialized value names.",
  },
  {
    name: "LANGGRAPH_STRICT_MSGPACK",
    unsafe: /^(?:0|f|false|n|no|off)$/i,
    level: "warn",
    effect: "With this, LangGraph makes objects of any class that a checkpoint names.",
  },
  {
    name: "ALLOW_PICKLE",
    unsafe: ON,
    level: "warn",
    effect: "With this, txtai unpickles indexes that are stored as pickles.",
  },
  {
    name: "MONAI_ALLOW_PICKLE",
    unsafe: ON,
    level: "warn",
    effect: "With this, MONAI unpickles stored algorithms.",
  },
  {
    name: "C_FORCE_ROOT",
    unsafe: /^(?!(?:0|f|false|n|no|off|none|)$)/i,
    level: "warn",
    effect: "With this, a Celery worker that takes pickles runs as root.",
    with: "pickle",
  },
];

/** Settings of documents that end as arguments of a loader; in Python the call is looked at. */
const FLAGS: readonly {
  readonly name: string;
  readonly safe: boolean;
  readonly effect: string;
  readonly with?: RegExp;
}[] = [
  {
    name: "weights_only",
    safe: true,
    effect: "What hands this setting to `torch.load` has it unpickle the whole file.",
  },
  {
    name: "allow_pickle",
    safe: false,
    effect: "What hands this setting to a loader has it unpickle what it reads.",
  },
  {
    name: "safe_mode",
    safe: true,
    effect: "What hands this setting to Keras has it run the bytecode of a model's layers.",
    with: /keras/i,
  },
];

const CAVEAT = "Files that hold other objects no longer load.";

/** Reports variables of the environment that switch a protection off. */
export const unsafeSwitch = defineRule({
  meta: {
    id: "unsafe-switch",
    title: "A switch that turns a protection off",
    since: "0.1.0",
    level: "block",
    summary: `Variables of the environment after which data is unpickled or foreign code is run, in Python and wherever else they are set (\`.env\`, Dockerfiles, compose files, workflows, shell scripts): ${SWITCHES.map(({ name }) => `\`${name}\``).join(", ")}. In documents also \`weights_only\`, \`allow_pickle\` and the \`safe_mode\` of Keras, which end as arguments of loaders. \`TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD\`, \`AIRFLOW__CORE__ENABLE_XCOM_PICKLING\` and others have rules of their own, which look in the same places.`,
    danger:
      "The program refuses such data by default, and no longer does once this is set. Whoever can send or replace that data runs code with the rights of the process.",
    alternatives: [
      {
        need: "one thing that is refused",
        use: "let the program accept that one: name the class, convert the file, pin the revision",
        url: "https://docs.vllm.ai/en/latest/usage/security.html",
      },
      NEEDS.data,
    ],
    bad: 'import os\n\nos.environ["VLLM_ALLOW_INSECURE_SERIALIZATION"] = "1"\n',
    good: 'import os\n\nos.environ["VLLM_ALLOW_INSECURE_SERIALIZATION"] = "0"\n',
    safeWhen: "Nobody else can reach the process, and everything that it reads was made by it.",
    fixes: [{ does: "a switch that is set in Python is set the other way", caveat: CAVEAT }],
    cves: ["CVE-2025-32444"],
  },
  words: SWITCHES.map(({ name }) => name),
  signs: [
    {
      words: FLAGS.map(({ name }) => name),
      patterns: [/["'](?:weights_only|allow_pickle|safe_mode)["']\s*:|\bcommand\(/],
    },
  ],
  *check(model) {
    for (const { name, unsafe, level, effect, with: other } of SWITCHES) {
      if (other !== undefined && stringsSpelling(model, other).length === 0) continue;
      for (const { node, value } of environmentFlags(model, name)) {
        if (value === null || !unsafe.test(value)) continue;
        yield { span: node, symbol: name, level, message: effect };
      }
      for (const node of namedForOthers(model, name)) {
        const message = `This names the switch \`${name}\`, which others set by this name: ${effect.charAt(0).toLowerCase()}${effect.slice(1)}`;
        yield { span: node, symbol: name, level: "warn", message };
      }
    }
    for (const { name, safe, effect, with: other } of model.document ? FLAGS : []) {
      if (other && !other.test(model.tree.text)) continue;
      for (const { place, verdict } of flagUses(model, name, safe)) {
        if (verdict !== "unsafe") continue;
        const fixes = replaceFlag(place.value, safe ? "True" : "False", CAVEAT);
        yield { span: place.node, symbol: name, level: "warn", message: effect, fixes };
      }
    }
  },
});
