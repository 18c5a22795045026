import { argumentOf, entryOf, type Argument } from "../python/arguments.js";
import { positionalArguments } from "../python/call-values.js";
import { stringKey } from "../python/constants.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { calleeName } from "../python/shapes.js";
import { childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Use } from "../python/uses.js";
import type { Constant } from "../python/value.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { replaceText, settingTexts } from "../rule-kit/settings.js";
import { findingAt, qualified, usesOf } from "../rule-kit/sinks.js";

/** A cache: the parameter that can make it safe, and what says that it keeps nothing outside of the process. */
interface Cache {
  readonly serializer: string | null;
  readonly isPrivate?: (model: FileModel, use: Use) => boolean;
}

/** What pymemcache is given, mostly without being called. */
const SERDES: readonly string[] = qualified(
  ["pymemcache.serde"],
  ["PickleSerde", "pickle_serde", "python_memcache_deserializer"],
);

const CACHES: ReadonlyMap<string, Cache> = new Map([
  ...cachesOf(
    ["diskcache", "diskcache.core", "diskcache.fanout", "diskcache.persistent"],
    ["Cache", "FanoutCache", "Deque", "Index"],
    { serializer: "disk" },
  ),
  ...cachesOf(["joblib", "joblib.memory"], ["Memory"], { serializer: null, isPrivate: hasNoPlace }),
  ...cachesOf(
    [
      "cachelib",
      "cachelib.file",
      "cachelib.redis",
      "cachelib.memcached",
      "cachelib.simple",
      "cachelib.uwsgi",
    ],
    ["FileSystemCache", "RedisCache", "MemcachedCache", "UWSGICache"],
    { serializer: "serializer" },
  ),
  ...cachesOf(
    [
      "flask_caching.backends",
      "flask_caching.backends.filesystemcache",
      "flask_caching.backends.rediscache",
      "flask_caching.backends.memcache",
    ],
    [
      ...["FileSystemCache", "RedisCache", "RedisSentinelCache", "RedisClusterCache"],
      ...["MemcachedCache", "SASLMemcachedCache"],
    ],
    { serializer: "serializer" },
  ),
  ...cachesOf(["flask_caching"], ["Cache"], { serializer: null, isPrivate: isSimpleFlaskCache }),
  ...cachesOf(["dogpile.cache", "dogpile.cache.region"], ["make_region"], {
    serializer: "deserializer",
    isPrivate: isRegionInMemory,
  }),
  ...cachesOf(["requests_cache", "requests_cache.session"], ["CachedSession", "install_cache"], {
    serializer: "serializer",
    isPrivate: isBackendMemory,
  }),
  ...SERDES.map((name) => [name, { serializer: null }] as const),
]);

function cachesOf(
  modules: readonly string[],
  names: readonly string[],
  cache: Cache,
): (readonly [string, Cache])[] {
  return qualified(modules, names).map((name) => [name, cache] as const);
}

const SHARED = /^\/(?:var\/)?tmp(?:\/|$)|^\/dev\/shm/;
const SAFE = /(?:JSONDisk|[Jj]son\w{0,60}|json|yaml|bson|msgpack|safe_pickle|json\.loads)$/;

const CAVEAT = "Sessions can hold plain data only.";

/** Reports caches that unpickle what they hold. */
export const pickleCache = defineRule({
  meta: {
    id: "pickle-cache",
    title: "A cache that keeps pickles",
    since: "0.1.0",
    level: "warn",
    summary:
      "Caches that pickle unless told otherwise: diskcache, dogpile.cache, joblib.Memory, cachelib, Flask-Caching, requests-cache, pymemcache's pickle serde, Django's caches on a server or in a shared folder, Beaker with `data_serializer=\"pickle\"`.",
    danger:
      "Reading the cache unpickles what lies there. Whoever can write to the folder or the server of the cache runs code with the rights of this process.",
    alternatives: [NEEDS.caches],
    bad: "import diskcache\n\ncache = diskcache.Cache('/var/cache/app')\n",
    good: "import diskcache\n\ncache = diskcache.Cache('/var/cache/app', disk=diskcache.JSONDisk)\n",
    safeWhen: "Only this user can write to the folder or the server.",
    fixes: [{ does: "the `data_serializer` of Beaker becomes `json`", caveat: CAVEAT }],
    cves: ["CVE-2025-69872", "CVE-2021-33026"],
  },
  symbols: [...CACHES.keys()],
  words: ["data_serializer", "FileBasedCache", "CACHE_TYPE"],
  signs: [{ words: ["BACKEND"], patterns: [/\bcache\.backends\.|\bdjango_redis\b/] }],
  *check(model) {
    const caches = usesOf(model, new Set(CACHES.keys()));
    for (const use of caches) {
      if (!use.call && SERDES.includes(use.symbol) && use.role === "argument") {
        yield { ...findingAt(use), message: `\`${use.symbol}\` unpickles what it gets.` };
      }
      if (!use.call || isSafe(model, use)) continue;
      const shared = positionalArguments(use.call).some((argument) =>
        SHARED.test(textOf(model.evaluator, argument) ?? ""),
      );
      yield {
        ...findingAt(use),
        level: shared ? "block" : "warn",
        message: shared
          ? `\`${use.symbol}\` unpickles what it holds, and everybody on the machine can write to this folder.`
          : `\`${use.symbol}\` unpickles what it holds.`,
      };
    }
    for (const { node, text, place } of settingTexts(model, ["data_serializer", "session.data_serializer"])) {
      if (text !== "pickle") continue;
      yield {
        span: place.node,
        symbol: "beaker.data_serializer",
        level: "block",
        message: "Beaker unpickles what the session or the cache holds.",
        fixes: replaceText(model, node, "json", CAVEAT),
      };
    }
    for (const { text, place } of settingTexts(model, ["CACHE_TYPE"])) {
      const isGiven = caches.some(({ call }) => call !== null && contains(call, place.node));
      if (isGiven || !FLASK_STORES.test(text) || isOfOthers(model, text)) continue;
      yield {
        span: place.node,
        symbol: "flask_caching.CACHE_TYPE",
        message: "With this `CACHE_TYPE`, Flask-Caching unpickles what the cache holds.",
      };
    }
    for (const { text, place } of settingTexts(model, ["BACKEND"])) {
      if (DJANGO_SERVERS.test(text) && !hasSerializer(model, place.node)) {
        yield {
          span: place.node,
          symbol: text,
          message: "This cache unpickles what it finds on its server: whoever can write there runs code.",
        };
      }
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

/** In a document the name of the setting alone says little; that of a class, or of Flask, does. */
function isOfOthers(model: FileModel, store: string): boolean {
  return model.document !== undefined && !store.endsWith("Cache") && !/flask/i.test(model.tree.text);
}

const FLASK_STORES =
  /^(?:flask_caching\.backends\.)?(?:(?:FileSystem|(?:SASL|Spread(?:SASL)?)?Memcached|Redis(?:Sentinel|Cluster)?|UWSGI)Cache|filesystem|(?:gae|sasl|spread(?:sasl)?)?memcached|redis(?:sentinel|cluster)?|uwsgi)$/;
const DJANGO_SERVERS =
  /^(?:django\.core\.cache\.backends\.(?:redis\.RedisCache|memcached\.\w+|db\.DatabaseCache)|django_redis\.cache\.RedisCache)$/;

/** Whether the settings of a cache of Django name a serializer, which is looked at by itself. */
function hasSerializer(model: FileModel, backend: SyntaxNode): boolean {
  const settings = backend.parent;
  return settings !== null && /serializer/i.test(model.tree.text.slice(settings.start, settings.end));
}

/** Whether the call names a serializer that holds data only, or a cache that lives and dies with the process. */
function isSafe(model: FileModel, use: Use): boolean {
  const cache = CACHES.get(use.symbol);
  if (!use.call || !cache) return false;
  if (cache.isPrivate?.(model, use) === true) return true;
  if (cache.serializer === null) return false;
  const parameter = { name: cache.serializer, position: null };
  const { values, mayBeAbsent } = argumentOf(model.evaluator, use.call, parameter, use.shift);
  if (mayBeAbsent) return false;
  return values.every((value) => {
    const name = value.kind === "symbol" ? value.name : value.kind === "constant" ? String(value.value) : "";
    // A serializer of the project's own is looked at where it is written.
    return ["class", "function", "project", "unknown"].includes(value.kind) || SAFE.test(name);
  });
}

/** Whether an argument is given, and whatever it can be is such a constant. */
function isAlways({ values, mayBeAbsent }: Argument, isSuch: (value: Constant) => boolean): boolean {
  return !mayBeAbsent && values.every((value) => value.kind === "constant" && isSuch(value.value));
}

/** `Memory()` and `Memory(None)`: without a place it only calls the function. */
function hasNoPlace(model: FileModel, { call, shift }: Use): boolean {
  if (!call) return false;
  return [
    { name: "location", position: 0 },
    { name: "cachedir", position: null },
  ].every((parameter) =>
    argumentOf(model.evaluator, call, parameter, shift).values.every(
      (value) => value.kind === "constant" && value.value === null,
    ),
  );
}

function isBackendMemory(model: FileModel, { call, shift }: Use): boolean {
  const parameter = { name: "backend", position: 1 };
  return (
    call !== null && isAlways(argumentOf(model.evaluator, call, parameter, shift), (it) => it === "memory")
  );
}

/** `Cache(config={"CACHE_TYPE": "SimpleCache"})`: pickles, but in the memory of the process. */
function isSimpleFlaskCache(model: FileModel, { call, shift }: Use): boolean {
  if (!call) return false;
  const { node } = argumentOf(model.evaluator, call, { name: "config", position: 2 }, shift);
  if (!node) return false;
  return isAlways(entryOf(model.evaluator, node, "CACHE_TYPE"), (type) => IN_MEMORY.test(String(type)));
}

const IN_MEMORY = /^(?:flask_caching\.backends\.)?(?:SimpleCache|NullCache|simple|null)$/;

/** `make_region().configure("dogpile.cache.memory")`: a dictionary of the process. */
function isRegionInMemory(model: FileModel, { call }: Use): boolean {
  const method = call?.parent;
  const configure = method?.parent;
  if (method?.type !== "attribute" || configure?.type !== "call") return false;
  if (calleeName(model, configure) !== "configure") return false;
  const backend = textOf(model.evaluator, positionalArguments(configure)[0]);
  return backend === "dogpile.cache.memory" || backend === "dogpile.cache.null";
}
