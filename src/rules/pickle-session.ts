import { argumentOf } from "../python/arguments.js";
import { valuesNamed } from "../python/shapes.js";
import { fixBy, removeArgument } from "../rule-kit/call-edits.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { replaceText, settingTexts } from "../rule-kit/settings.js";
import { sideOf } from "../rule-kit/versions.js";
import { findingAt, qualified, usesOf, symbolsOf } from "../rule-kit/sinks.js";

const SIGNERS = new Set([
  ...qualified(
    ["itsdangerous", "itsdangerous.serializer", "itsdangerous.url_safe", "itsdangerous.timed"],
    ["Serializer", "URLSafeSerializer", "TimedSerializer", "URLSafeTimedSerializer"],
  ),
  ...qualified(["django.core.signing"], ["loads", "dumps"]),
]);
const POSITIONS: ReadonlyMap<string, number> = new Map([
  ["django.core.signing.loads", 3],
  ["django.core.signing.dumps", 3],
]);
/** Where Flask-Session keeps sessions, besides the memory of the process. */
const STORES = /^(?:redis|memcached|filesystem|cachelib|mongodb|sqlalchemy|dynamodb)$/;
const PICKLES = /(?:^|\.)(?:_?pickle|cPickle|dill|cloudpickle|PickleSerializer)$/;

const FRESH_SESSIONS = "Sessions can hold plain data only, and everybody logs in once more.";

const UNREADABLE = "Values that are signed already can no longer be read.";

/** Reports sessions, cookies and signed values that are unpickled. */
export const pickleSession = defineRule({
  meta: {
    id: "pickle-session",
    title: "Sessions and signed values kept as pickles",
    since: "0.1.0",
    level: "block",
    summary:
      "`SESSION_SERIALIZER` naming a pickle serializer, `SESSION_TYPE` of Flask-Session (a warning), `serializer=pickle` for itsdangerous and `django.core.signing`, and `serialization_method = pickle` of a secure cookie.",
    danger:
      "The signature is then all that stands between a visitor's cookie and the unpickler. Whoever learns the key runs code with the rights of this process.",
    alternatives: [
      {
        need: "sessions",
        use: "the JSON serializer of the framework, with identifiers in place of objects",
        url: "https://docs.djangoproject.com/en/stable/topics/http/sessions/#session-serialization",
      },
      NEEDS.data,
    ],
    bad: 'SESSION_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer"\n',
    good: 'SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"\n',
    safeWhen: "Never for values that a browser keeps.",
    fixes: [
      { does: "the serializer of Django becomes the one for JSON", caveat: FRESH_SESSIONS },
      { does: "a serializer of pickles that a signer is given is taken out", caveat: UNREADABLE },
    ],
  },
  symbols: [...SIGNERS],
  words: ["SESSION_SERIALIZER", "SESSION_TYPE", "serialization_method"],
  *check(model) {
    for (const { node, text, place } of settingTexts(model, ["SESSION_SERIALIZER"])) {
      if (!/pickle/i.test(text)) continue;
      yield {
        span: place.node,
        symbol: "SESSION_SERIALIZER",
        message: "Sessions are unpickled: whoever learns `SECRET_KEY` runs code.",
        fixes: replaceText(model, node, "django.contrib.sessions.serializers.JSONSerializer", FRESH_SESSIONS),
      };
    }
    for (const { text, place } of settingTexts(model, ["SESSION_TYPE"])) {
      // In a document the name of the setting alone says little.
      if (!STORES.test(text) || (model.document && !/flask/i.test(model.tree.text))) continue;
      const isFile = text === "filesystem" || text === "cachelib";
      if (!isFile && sideOf(model, "flask-session", "0.7").side === "above") continue;
      yield {
        span: place.node,
        symbol: "flask_session.SESSION_TYPE",
        level: "warn",
        message: isFile
          ? "Flask-Session unpickles sessions from files: whoever can write to the folder runs code."
          : "Before version 0.7, Flask-Session unpickles sessions from where they are stored: whoever can write there runs code.",
      };
    }
    for (const use of usesOf(model, SIGNERS)) {
      if (!use.call) continue;
      const { node, values } = argumentOf(
        model.evaluator,
        use.call,
        { name: "serializer", position: POSITIONS.get(use.symbol) ?? null },
        use.shift,
      );
      if (!values.some((value) => value.kind === "symbol" && PICKLES.test(value.name))) continue;
      yield {
        ...findingAt(use),
        message: "What was signed is unpickled: whoever learns the key runs code.",
        fixes:
          node?.parent?.type === "keyword_argument" ? fixBy(removeArgument(use.call, node), UNREADABLE) : [],
      };
    }
    for (const place of valuesNamed(model, "serialization_method")) {
      if (place.kind !== "variable" || !symbolsOf(model, place.value).some((name) => PICKLES.test(name)))
        continue;
      yield {
        span: place.node,
        symbol: "werkzeug.contrib.securecookie.SecureCookie",
        message: "The cookie is unpickled: whoever learns the key runs code.",
      };
    }
  },
});
