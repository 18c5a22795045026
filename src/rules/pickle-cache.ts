import { argumentOf } from "../python/arguments.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { childOf } from "../python/syntax-tree.js";
import type { Use } from "../python/uses.js";
import { NO_EQUIVALENTS } from "./equivalents.js";
import { NEEDS } from "./needs.js";
import { defineRule, importsOf } from "./rule.js";
import { replaceText, settingTexts } from "./settings.js";
import { qualified, usesOf } from "./sinks.js";
import { stringKey } from "../python/constants.js";

/** The caches, each with the parameter that can make it safe. */
const CACHES: ReadonlyMap<string, string | null> = new Map([
  ...qualified(
    ["diskcache", "diskcache.core", "diskcache.fanout", "diskcache.persistent"],
    ["Cache", "FanoutCache", "Deque", "Index"],
  ).map((name) => [name, "disk"] as const),
  ...qualified(["joblib", "joblib.memory"], ["Memory"]).map((name) => [name, null] as const),
  ...qualified(
    [
      "cachelib",
      "cachelib.file",
      "cachelib.redis",
      "cachelib.memcached",
      "cachelib.simple",
      "cachelib.uwsgi",
    ],
    ["FileSystemCache", "RedisCache", "MemcachedCache", "UWSGICache"],
  ).map((name) => [name, "serializer"] as const),
  ...qualified(["flask_caching"], ["Cache"]).map((name) => [name, null] as const),
  ...qualified(["dogpile.cache", "dogpile.cache.region"], ["make_region"]).map(
    (name) => [name, "deserializer"] as const,
  ),
  ...qualified(["requests_cache", "requests_cache.session"], ["CachedSession", "install_cache"]).map(
    (name) => [name, "serializer"] as const,
  ),
  ...qualified(["pymemcache.serde"], ["PickleSerde", "pickle_serde", "python_memcache_deserializer"]).map(
    (name) => [name, null] as const,
  ),
]);
const SHARED = /^\/(?:var\/)?tmp(?:\/|$)|^\/dev\/shm/;
const SAFE = /(?:JSONDisk|[Jj]son\w*|json|yaml|bson|msgpack|safe_pickle|json\.loads)$/;

/** Reports caches that unpickle what they hold. */
export const pickleCache = defineRule({
  meta: {
    id: "pickle-cache",
    title: "A cache that keeps pickles",
    since: "0.1.0",
    level: "warn",
    balancedLevel: "warn",
    cwe: ["CWE-502"],
    summary:
      "Caches that pickle unless told otherwise: diskcache, dogpile.cache, joblib.Memory, cachelib, Flask-Caching, requests-cache, pymemcache's pickle serde, Django's file cache in a shared folder, Beaker with `data_serializer=\"pickle\"`.",
    danger:
      "Reading the cache unpickles what lies there. Whoever can write to the folder or the server of the cache runs code with the rights of this process.",
    alternatives: [NEEDS.caches],
    bad: "import diskcache\n\ncache = diskcache.Cache('/var/cache/app')\n",
    good: "import diskcache\n\ncache = diskcache.Cache('/var/cache/app', disk=diskcache.JSONDisk)\n",
    safeWhen: "Only this user can write to the folder or the server.",
    cves: ["CVE-2025-69872", "CVE-2021-33026"],
    equivalents: NO_EQUIVALENTS,
  },
  symbols: [...CACHES.keys()],
  words: ["data_serializer", "FileBasedCache"],
  looksAround: true,
  *check(model) {
    for (const use of usesOf(model, new Set(CACHES.keys()))) {
      if (!use.call || isSafe(model, use)) continue;
      const shared = positionalArguments(use.call).some((argument) =>
        SHARED.test(textOf(model.evaluator, argument) ?? ""),
      );
      yield {
        span: use.call,
        symbol: use.symbol,
        level: shared ? "block" : "warn",
        message: shared
          ? `\`${use.symbol}\` unpickles what it holds, and everybody on the machine can write to this folder.`
          : `\`${use.symbol}\` unpickles what it holds.`,
        related: importsOf(use.via),
      };
    }
    for (const { node, text, place } of settingTexts(model, ["data_serializer", "session.data_serializer"])) {
      if (text !== "pickle") continue;
      yield {
        span: place.node,
        symbol: "beaker.data_serializer",
        level: "block",
        message: "Beaker unpickles what the session or the cache holds.",
        fixes: replaceText(model, node, "json", "Sessions can hold plain data only."),
      };
    }
    for (const { text, place } of settingTexts(model, ["BACKEND"])) {
      const location = place.node.parent?.children.find(
        (pair) => stringKey(model.tree.text, pair) === "LOCATION",
      );
      const folder = textOf(model.evaluator, location ? childOf(location, "value") : null);
      if (!text.endsWith(".FileBasedCache") || !SHARED.test(folder ?? "")) continue;
      yield {
        span: place.node,
        symbol: "django.core.cache.backends.filebased.FileBasedCache",
        message: "This cache unpickles files from a folder that everybody on the machine can write to.",
      };
    }
  },
});

/** Whether the call names a serializer that holds data only. */
function isSafe(model: FileModel, use: Use): boolean {
  const parameter = CACHES.get(use.symbol) ?? null;
  if (!use.call || parameter === null) return false;
  const { values, mayBeAbsent } = argumentOf(
    model.evaluator,
    use.call,
    { name: parameter, position: null },
    use.shift,
  );
  if (mayBeAbsent) return false;
  return values.every((value) => {
    const name = value.kind === "symbol" ? value.name : value.kind === "constant" ? String(value.value) : "";
    // A serializer of the project's own is looked at where it is written.
    return (
      value.kind === "class" ||
      value.kind === "function" ||
      value.kind === "project" ||
      value.kind === "unknown" ||
      SAFE.test(name)
    );
  });
}
