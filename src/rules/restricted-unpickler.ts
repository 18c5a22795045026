import { nodesOf } from "../python/nodes-of.js";
import { childOf } from "../parse/syntax-tree.js";
import { NEEDS } from "../rule-kit/needs.js";
import { UNPICKLERS } from "../rule-kit/pickle-modules.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { importsOf } from "../rule-kit/rule.js";
import { ALLOWLIST_SIGN, dangerousAllowlists } from "../rule-kit/allowlists-given.js";
import { gradeUnpickler, unpicklerOf } from "../rule-kit/unpicklers.js";

/** Reports unpicklers whose `find_class` admits more than an exact allowlist. */
export const restrictedUnpickler = defineRule({
  meta: {
    id: "restricted-unpickler",
    title: "An unpickler that restricts too little",
    since: "0.1.0",
    level: "warn",
    summary:
      "A subclass of `pickle.Unpickler` whose `find_class` is not an exact allowlist of module and name that raises by default. Deny lists and plain delegation block; prefixes and lists that cannot be read here warn.",
    danger:
      "What `find_class` lets through, a pickle may call. Deny lists and prefixes have been got round in every scanner that relied on them: one forgotten callable is enough to run code.",
    alternatives: [
      {
        need: "an unpickler that must stay",
        use: "test `(module, name)` against a literal set of pairs and raise otherwise",
        url: "https://docs.python.org/3/library/pickle.html#restricting-globals",
      },
      NEEDS.data,
    ],
    bad: 'import pickle\n\n\nclass Loader(pickle.Unpickler):\n    def find_class(self, module, name):\n        if module == "os":\n            raise pickle.UnpicklingError(module)\n        return super().find_class(module, name)\n',
    good: 'import pickle\n\nALLOWED = {("datetime", "date"), ("collections", "OrderedDict")}\n\n\nclass Loader(pickle.Unpickler):\n    def find_class(self, module, name):\n        if (module, name) in ALLOWED:\n            return super().find_class(module, name)\n        raise pickle.UnpicklingError(f"{module}.{name}")\n\n\ndef restore(file):\n    return Loader(file).load()\n',
    safeWhen:
      "The allowlist is exact, short, literal and holds nothing that calls, imports or reads attributes; then nothing is reported.",
    equivalents: { bandit: ["B301"], ruff: ["S301"], codeql: ["py/unsafe-deserialization"] },
  },
  symbols: UNPICKLERS,
  signs: [ALLOWLIST_SIGN],
  *check(model) {
    for (const { node, name, dangerous } of dangerousAllowlists(model)) {
      yield {
        span: node,
        symbol: dangerous,
        level: "warn",
        message: `\`${name}\` lists \`${dangerous}\`: an unpickler that lets that through runs code.`,
      };
    }
    for (const node of nodesOf(model.tree, "class_definition")) {
      if (!model.scopes.scopeOfDefinition.get(node)?.bindings.has("find_class")) continue;
      const base = unpicklerOf(model, node);
      if (!base) continue;
      const graded = gradeUnpickler(model, node);
      if (!graded || graded.grade === "strict") continue;
      const name = childOf(graded.definition, "name");
      const level = graded.grade === "none" ? "block" : "warn";
      yield {
        span: { start: graded.definition.start, end: name?.end ?? graded.definition.end },
        symbol: `${base.name}.find_class`,
        level,
        message: `This \`find_class\` is not an exact allowlist: ${graded.reason}.`,
        related: importsOf(base.via),
      };
    }
  },
});
