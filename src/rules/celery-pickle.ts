import type { FileModel } from "../python/file-model.js";
import { calleeName } from "../python/shapes.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { replaceText, settingTexts, withoutText } from "../rule-kit/settings.js";

const CAVEAT =
  "Tasks that pass objects must pass identifiers or plain data instead; let queued tasks run out first.";
const KINDS = ["task", "result", "event"];
const SERIALIZERS = [
  ...KINDS.map((kind) => `${kind}_serializer`),
  ...KINDS.map((kind) => `CELERY_${kind.toUpperCase()}_SERIALIZER`),
  "serializer",
];
const CONTENTS = [
  "accept_content",
  "result_accept_content",
  "CELERY_ACCEPT_CONTENT",
  "CELERY_RESULT_ACCEPT_CONTENT",
];
/** With a prefix of the project's own: `config_from_object("settings", namespace="MYAPP")`. */
const PREFIXED = /\b[A-Z][A-Z0-9_]*_(?:(?:TASK|RESULT|EVENT)_SERIALIZER|ACCEPT_CONTENT)\b/;
const PREFECT = /\bprefect\b/;
const PICKLES = new Set(["pickle", "application/x-python-serialize"]);

/** Reports Celery settings that make workers unpickle. */
export const celeryPickle = defineRule({
  meta: {
    id: "celery-pickle",
    title: "Celery with pickled messages",
    since: "0.1.0",
    level: "block",
    summary:
      'The settings `task_serializer`, `result_serializer`, `event_serializer`, `accept_content` and `result_accept_content` (also as `CELERY_...`, or with another prefix) with `pickle`, and `serializer="pickle"` of a task.',
    danger:
      "A worker unpickles what lies in the broker. Whoever can write to the broker runs code on every worker.",
    alternatives: [
      {
        need: "task arguments",
        use: "`json`, with identifiers in place of objects",
        url: "https://docs.celeryq.dev/en/stable/userguide/calling.html#serializers",
      },
    ],
    bad: 'from celery import Celery\n\napp = Celery("app")\napp.conf.task_serializer = "pickle"\n',
    good: 'from celery import Celery\n\napp = Celery("app")\napp.conf.task_serializer = "json"\n',
    safeWhen: "Never on a broker that another service or person can write to.",
    fixes: [
      { does: "`pickle` becomes `json`, and is taken out of a list that holds others", caveat: CAVEAT },
    ],
  },
  words: [...SERIALIZERS.filter((name) => name !== "serializer"), ...CONTENTS],
  signs: [
    { words: ["pickle", "python"], patterns: [PREFIXED, /pickle|python-serialize/] },
    { words: ["serializer"], patterns: [/\bserializer\s*=/, /pickle|python-serialize/] },
  ],
  *check(model) {
    const prefixed = [...model.tree.text.matchAll(new RegExp(PREFIXED, "g"))].map(([name]) => name);
    const names = new Set([...SERIALIZERS, ...CONTENTS, ...prefixed]);
    for (const { node, text, place, setting } of settingTexts(model, names)) {
      if (!PICKLES.has(text) || (setting === "serializer" && !isTask(model, place.node))) continue;
      // Prefect has a rule of its own, and a parameter of the same name.
      const isAlsoPrefect = place.kind === "argument" || model.document !== undefined;
      if (isAlsoPrefect && setting === "result_serializer" && PREFECT.test(model.tree.text)) continue;
      yield {
        span: place.kind === "argument" ? place.value : place.node,
        symbol: `celery.${setting}`,
        message: `With \`${setting}\` set to pickle, workers unpickle what lies in the broker.`,
        fixes: setting.toLowerCase().endsWith("accept_content")
          ? withoutText(model, place.value, node, "json", CAVEAT)
          : replaceText(model, node, "json", CAVEAT),
      };
    }
  },
});

/** Whether a call that is given a serializer is one of Celery: a task, or the sending of one. */
function isTask(model: FileModel, call: SyntaxNode): boolean {
  const name = calleeName(model, call);
  return (
    /^(?:task|shared_task|periodic_task|apply_async|send_task|signature)$/.test(name) &&
    /celery|task/i.test(model.tree.text)
  );
}
