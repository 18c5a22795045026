import type { FileModel } from "../python/file-model.js";
import { baseClasses } from "../python/member-values.js";
import { nodesOf } from "../python/nodes-of.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Use } from "../python/uses.js";
import { saidOf } from "../rule-kit/call-edits.js";
import { deepCopyFixes, COPIES_OTHERWISE } from "../rule-kit/copy-fixes.js";
import { jsonFixes, JSON_FROM_NOW } from "../rule-kit/json-fixes.js";
import { NEEDS, needOf } from "../rule-kit/needs.js";
import { PICKLE_LOADERS, UNPICKLERS } from "../rule-kit/pickle-modules.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { importsOf, type RuleFinding } from "../rule-kit/rule.js";
import { isRoundTrip, PICKLE_DUMPS } from "../rule-kit/round-trip.js";
import { dataFrom, findingAt, usesOf, verbFor } from "../rule-kit/sinks.js";
import { wordsAround } from "../rule-kit/statement.js";
import { afterSignatureCheck } from "../rule-kit/verified-bytes.js";

const LOADERS = new Set(PICKLE_LOADERS);

/** Reports what loads pickles: `load`, `loads`, `Unpickler`, called or handed on, and unpicklers that restrict nothing. */
export const pickleLoad = defineRule({
  meta: {
    id: "pickle-load",
    title: "Loading a pickle",
    since: "0.1.0",
    level: "block",
    summary:
      "`load`, `loads` and `Unpickler` of `pickle`, `_pickle`, `cPickle`, `six.moves.cPickle` and `pickle5`, called or handed on under any name.",
    danger:
      "A pickle is a program: loading it imports any module and calls anything in it before the caller sees a value. Whoever can write or replace these bytes runs code with the rights of this process.",
    alternatives: [
      NEEDS.data,
      NEEDS.messages,
      NEEDS.caches,
      NEEDS.frames,
      NEEDS.arrays,
      NEEDS.weights,
      NEEDS.estimators,
    ],
    bad: "import pickle\n\n\ndef handler(body):\n    return pickle.loads(body)\n",
    good: "import json\n\n\ndef handler(body):\n    return json.loads(body)\n",
    safeWhen:
      "Only when nobody else can ever write the bytes. A signature checked with `hmac.compare_digest` first narrows it to whoever holds the key.",
    fixes: [
      {
        does: "`pickle.loads(pickle.dumps(value))` becomes `copy.deepcopy(value)`",
        caveat: COPIES_OTHERWISE,
      },
      {
        does: "both ends become `json`, where this file alone writes and reads a file of its own, and all that is written is provably plain: dictionaries with keys that are texts, lists, texts, numbers, booleans and None",
        caveat: JSON_FROM_NOW,
      },
    ],
    cves: ["CVE-2024-50050", "CVE-2024-2912", "CVE-2025-27520", "CVE-2025-61765"],
    equivalents: { bandit: ["B301"], ruff: ["S301"], codeql: ["py/unsafe-deserialization"] },
  },
  alwaysUnsafe: true,
  kin: { family: "pickle", power: 1 },
  symbols: [...PICKLE_LOADERS, ...PICKLE_DUMPS],
  *check(model) {
    for (const use of usesOf(model, LOADERS)) {
      if (use.role === "base" && definesFindClass(model, use.node)) continue;
      yield reportUse(model, use);
    }
    yield* subclassCalls(model);
  },
});

function reportUse(model: FileModel, use: Use): RuleFinding {
  const common = {
    ...dataFrom(use),
    ...findingAt(use),
    need: needOf(wordsAround(model, use.node)),
  };
  if (use.role === "base") {
    const message = `This subclass of \`${use.symbol}\` does not override \`find_class\`, so it loads whatever a pickle names.`;
    return { ...common, message };
  }
  if (isRoundTrip(model, use)) {
    const fixes = deepCopyFixes(model, use);
    const message = `\`${use.symbol}\` reads back what the same function pickled: a copy, not a way in. \`copy.deepcopy\` says it plainly.`;
    return { ...common, level: "note", message: message + saidOf(fixes, "writes it"), fixes };
  }
  if (afterSignatureCheck(model, use.node)) {
    const message = `\`${use.symbol}\` runs code from the bytes it reads. They are checked against a signature first, so the key now decides who can do that.`;
    return { ...common, level: "warn", message };
  }
  const how = verbFor(use);
  const fixes = jsonFixes(model, use);
  const message = `\`${use.symbol}\` runs code from the bytes it reads.${saidOf(fixes, "makes this file JSON, which holds all that is written to it here")}`;
  return { ...common, fixes, message: how === "" ? message : `${message} Here it is ${how}.` };
}

/** Whether the class whose base this reference is has its own `find_class`. */
function definesFindClass(model: FileModel, base: SyntaxNode): boolean {
  const node = ancestorOf(base, new Set(["class_definition"]));
  const scope = node ? model.scopes.scopeOfDefinition.get(node) : undefined;
  return scope?.bindings.has("find_class") ?? false;
}

/** Calls of a class of the file that is an unpickler and restricts nothing. */
function* subclassCalls(model: FileModel): Iterable<RuleFinding> {
  if (!model.uses.some((use) => use.role === "base" && LOADERS.has(use.symbol))) return;
  for (const node of nodesOf(model.tree, "call")) {
    const callee = childOf(node, "function");
    if (!callee || !model.mentions(callee)) continue;
    for (const value of model.evaluator.evaluate(callee)) {
      if (value.kind !== "class") continue;
      const scope = model.scopes.scopeOfDefinition.get(value.definition);
      if (scope?.bindings.has("find_class")) continue;
      for (const base of baseClasses(model.evaluator, value.definition)) {
        if (base.kind !== "symbol" || !UNPICKLERS.includes(base.name)) continue;
        yield {
          span: node,
          symbol: base.name,
          message: `This makes an unpickler that restricts nothing: a subclass of \`${base.name}\` without \`find_class\`.`,
          related: [...importsOf(base.via), { span: value.definition, label: "defined here" }],
          need: needOf(wordsAround(model, node)),
        };
      }
    }
  }
}
