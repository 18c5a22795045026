import type { FileModel } from "../python/file-model.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { literal } from "../python/constants.js";
import { nodesOf } from "../python/nodes-of.js";
import { ancestorOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { symbolsOf } from "../rule-kit/sinks.js";
import { importsOf, type FixCandidate, type RuleFinding } from "../rule-kit/rule.js";
import { calleeName, stringsSpelling } from "../python/shapes.js";
import { replaceText, settingTexts } from "../rule-kit/settings.js";

const PREFIXES = ["", "C", "Cloud", "Json", "Compressed", "Base64"];
const KINDS = ["Serializer", "Serialiser", "Encoder", "Pickler", "Coder", "Codec", "SerDe", "Serde"];
const NAMES = PREFIXES.flatMap((prefix) =>
  KINDS.flatMap((kind) => [`${prefix}Pickle${kind}`, `${prefix}Pickled${kind}`]),
);
const NAME = new Set(NAMES);
const DOTTED = new RegExp(`^(?:[\\w.]+\\.)?(?:${NAMES.join("|")})$`);
const IMPORTS = new Set<NodeKind>(["import_statement", "import_from_statement"]);
const SETTINGS = ["SERIALIZER", "serializer", "encoder", "coder", "codec", "class", "SCHEDULER_SERIALIZER"];
/** Rules of their own look at what is done with the serializers of PySpark and the serde of pymemcache. */
const ELSEWHERE = /^(?:\.|pyspark\.|pymemcache\.)/;

/** Settings of frameworks that name a serializer in a way of their own. */
const FRAMEWORKS: readonly {
  readonly name: string;
  readonly settings: readonly string[];
  /** What stands in a file that means the framework. */
  readonly meant: RegExp;
  readonly value: RegExp;
  readonly level?: "warn";
  readonly effect: string;
}[] = [
  {
    name: "Prefect",
    settings: ["result_serializer", "PREFECT_RESULTS_DEFAULT_SERIALIZER"],
    meant: /\bprefect\b|PREFECT_/,
    value: /^(?:compressed\/)?(?:cloud)?pickle$/,
    effect: "unpickles results from where they are stored",
  },
  {
    name: "Faust",
    settings: ["value_serializer", "key_serializer", "serializer"],
    meant: /\bfaust\b|\b(?:from|import)[ \t]+mode\b/,
    value: /(?:^|\|)\s*pickle\b/,
    effect: "unpickles what lies in the topic",
  },
  {
    name: "Scrapy",
    settings: ["SCHEDULER_DISK_QUEUE", "HTTPCACHE_STORAGE"],
    meant: /./,
    value: /squeues\.Pickle\w+$|httpcache\.(?:Filesystem|Dbm)CacheStorage$/,
    level: "warn",
    effect: "unpickles files of its folder",
  },
  {
    name: "Kedro",
    settings: ["type", "dataset", "_target_"],
    meant: /./,
    value: /(?:^|\.)pickle\.PickleData[Ss]et$/,
    effect: "unpickles the file of this data set",
  },
  {
    name: "scrapy-redis",
    settings: ["SCHEDULER_SERIALIZER"],
    meant: /./,
    value: /pickle/i,
    effect: "unpickles requests that lie in Redis",
  },
];

const CAVEAT = "Only plain data can be cached then; flush the cache once.";

/** Reports serializers whose own name says that they pickle. */
export const pickleSerializer = defineRule({
  meta: {
    id: "pickle-serializer",
    title: "A serializer that is named for pickle",
    since: "0.1.0",
    level: "block",
    summary:
      "Classes from outside called `PickleSerializer`, `PickleEncoder`, `PickleCoder`, `PickleSerDe`, `CompressedPickleSerializer` and the like (of aiocache, django-redis, Prefect, FastAPI Cache, Beam, Pulsar and others), used or named in a setting; `pickle` as the serializer of Prefect, Faust or Scrapy, and data sets of Kedro that are pickles.",
    danger:
      "What is stored or sent with such a serializer is unpickled at the other end. Whoever can write to the store or the queue runs code with the rights of this process.",
    alternatives: [NEEDS.caches, NEEDS.messages, NEEDS.data],
    bad: "from aiocache import Cache\nfrom aiocache.serializers import PickleSerializer\n\ncache = Cache(Cache.REDIS, serializer=PickleSerializer())\n",
    good: "from aiocache import Cache\nfrom aiocache.serializers import JsonSerializer\n\ncache = Cache(Cache.REDIS, serializer=JsonSerializer())\n",
    safeWhen: "Only this program can write to the store.",
    fixes: [{ does: "the serializer of django-redis becomes the one for JSON", caveat: CAVEAT }],
  },
  words: [...NAMES, "PickleDataset", "PickleDataSet"],
  signs: [
    {
      words: FRAMEWORKS.flatMap(({ settings }) => settings).filter(
        (name) => !["type", "dataset", "_target_"].includes(name),
      ),
      patterns: [/pickle|httpcache/i],
    },
  ],
  *check(model) {
    for (const { statement, name, symbol, local } of importsNaming(model)) {
      for (const node of model.evaluator.identifiersNamed(local)) {
        if (ancestorOf(node, IMPORTS) !== null) continue;
        if (node.field === "name" || node.field === "attribute") continue;
        if (!symbolsOf(model, node).includes(symbol) || isCompared(model, node)) continue;
        yield {
          span: node.field === "function" && node.parent?.type === "call" ? node.parent : node,
          symbol,
          message: `\`${name}\` unpickles what it reads, by its own name.`,
          related: importsOf([statement]),
        };
      }
    }
    yield* membersNamed(model);
    for (const { name, settings, meant, value, level, effect } of FRAMEWORKS) {
      if (!meant.test(model.tree.text)) continue;
      for (const { text, place, setting } of settingTexts(model, settings)) {
        if (!value.test(text) || DOTTED.test(text)) continue;
        if (model.document && setting === "serializer") continue;
        yield {
          span: place.kind === "argument" ? place.value : place.node,
          symbol: `${name.toLowerCase()}.${setting}`,
          message: `With this \`${setting}\`, ${name} ${effect}: whoever can write there runs code.`,
          ...(level && { level }),
        };
      }
    }
    yield* namedInSettings(model);
    const reported = new Set<SyntaxNode>();
    for (const { node, text, place } of settingTexts(model, SETTINGS)) {
      if (!DOTTED.test(text)) continue;
      reported.add(node);
      yield {
        span: place.kind === "argument" ? place.value : place.node,
        symbol: text,
        message: "This setting names a serializer that unpickles.",
        fixes: fixFor(model, node, text),
      };
    }
    for (const node of nodesOf(model.tree, "string")) {
      const text = reported.has(node) ? undefined : literal(model.tree.text, node);
      if (typeof text !== "string" || !text.includes(".") || !DOTTED.test(text)) continue;
      const holder = ancestorOf(node, LOOKED_AT);
      // Sessions have a rule of their own.
      const isSession = holder !== null && model.tree.text.startsWith("SESSION_SERIALIZER", holder.start);
      if (holder?.type !== "assignment" || isSession) continue;
      yield { span: node, symbol: text, message: "This names a serializer that unpickles." };
    }
  },
});

const SERIALIZING =
  /(?:^|_)(?:de)?seriali[sz](?:er|ation(?:_?(?:method|format|type|backend))?)$|[a-z](?:Des|S)erializer$/i;
/** These have rules of their own, or are looked at above. */
const SPOKEN_FOR =
  /^(?:.*_)?(?:task|result|event|results_default)_serializer$|^SESSION_SERIALIZER$|^data_serializer$/i;

/** A setting of a document, or in a dictionary, that names pickle as the way to serialize, whatever program it is for. */
function* namedInSettings(model: FileModel): Iterable<RuleFinding> {
  for (const name of ["pickle", "cPickle", "cloudpickle", "dill", "jsonpickle"]) {
    for (const node of stringsSpelling(model, name)) {
      const place = node.parent;
      const key = place?.type === "pair" ? place.children[0] : place?.children[0]?.children[1];
      if (!place || !key || key === node || !SETTING.has(place.type)) continue;
      if (!model.document && place.type !== "pair") continue;
      const setting = literal(model.tree.text, key);
      if (typeof setting !== "string" || !SERIALIZING.test(setting) || SPOKEN_FOR.test(setting)) continue;
      yield {
        span: place,
        symbol: name,
        level: "warn",
        message: `What reads this setting serializes with \`${name}\`: whoever can write what it reads back runs code.`,
      };
    }
  }
}

const SETTING = new Set<NodeKind>(["pair", "assignment"]);

/** What a string is for: one that is assigned, by whatever way, is no text that is compared or shown. */
const LOOKED_AT = new Set<NodeKind>([
  "assignment",
  "comparison_operator",
  "expression_statement",
  "assert_statement",
]);

/** `assertIs(serializer, PickleSerializer)`: it is looked at, and serializes nothing. */
function isCompared(model: FileModel, { parent }: SyntaxNode): boolean {
  const call = parent?.type === "argument_list" ? parent.parent : null;
  return (
    parent?.type === "comparison_operator" ||
    (call?.type === "call" && /^(?:assert[A-Z]\w*|isinstance|issubclass)$/.test(calleeName(model, call)))
  );
}

interface Naming {
  readonly statement: SyntaxNode;
  readonly name: string;
  /** With its module. */
  readonly symbol: string;
  readonly local: string;
}

/** The imports of such names from modules outside the project. */
function importsNaming(model: FileModel): Naming[] {
  const namings: Naming[] = [];
  for (const { bindings } of model.scopes.scopeOfDefinition.values()) {
    for (const list of bindings.values()) {
      for (const { to, node: statement, name: local } of list) {
        if (to.kind !== "member" || !NAME.has(to.name) || ELSEWHERE.test(`${to.module}.`)) continue;
        namings.push({ statement, name: to.name, symbol: `${to.module}.${to.name}`, local });
      }
    }
  }
  return namings;
}

/** Such names as members of modules from outside: `beam.coders.PickleCoder`. */
function* membersNamed(model: FileModel): Iterable<RuleFinding> {
  for (const name of NAMES) {
    for (const node of model.evaluator.identifiersNamed(name)) {
      const member = node.parent;
      if (member?.type !== "attribute" || node.field !== "attribute") continue;
      for (const value of model.evaluator.evaluate(member)) {
        if (value.kind !== "symbol" || value.via.length === 0 || ELSEWHERE.test(value.name)) continue;
        yield {
          span: member.field === "function" && member.parent?.type === "call" ? member.parent : member,
          symbol: value.name,
          message: `\`${name}\` unpickles what it reads, by its own name.`,
          related: importsOf(value.via),
        };
      }
    }
  }
}

function fixFor(model: FileModel, node: SyntaxNode, text: string): FixCandidate[] {
  const json = {
    "django_redis.serializers.pickle.PickleSerializer": "django_redis.serializers.json.JSONSerializer",
  }[text];
  return json === undefined ? [] : replaceText(model, node, json, CAVEAT);
}
