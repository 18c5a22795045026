import { childOf } from "../parse/syntax-tree.js";
import { argumentOf, type Argument } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import type { Use } from "../python/uses.js";
import { isPlainCall, refusingOnlyCode, removeArgument, renameMember } from "../rule-kit/call-edits.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { importEdits, importNear } from "../rule-kit/import-edits.js";
import type { FixCandidate } from "../rule-kit/rule.js";
import { replaceText, textsIn } from "../rule-kit/settings.js";
import { findingAt, qualified, usesOf, verbFor } from "../rule-kit/sinks.js";

const YAML = "ruamel.yaml.YAML";
const LOADS = new Set(qualified(["ruamel.yaml"], ["load", "load_all", "unsafe_load"]));
/** The part that builds any object; a YAML object that is given it is as unsafe as one of `typ="unsafe"`. */
const CONSTRUCTORS = new Set(
  qualified(["ruamel.yaml", "ruamel.yaml.constructor"], ["Constructor", "UnsafeConstructor"]),
);
const TYP = { name: "typ", position: 0 } as const;
const LOADER = { name: "Loader", position: 1 } as const;

const NO_TAGS = "Documents with `!!python/...` tags no longer load.";

/** Reports loads with the unsafe loader of ruamel.yaml. */
export const ruamelUnsafe = defineRule({
  meta: {
    id: "ruamel-unsafe",
    title: "Loading YAML with the unsafe loader of ruamel.yaml",
    since: "0.1.0",
    level: "block",
    summary:
      '`ruamel.yaml.YAML(typ="unsafe")`, also in a list, and the old functions `ruamel.yaml.load` and `load_all` without a safe loader, and its `Constructor` where it is set or built on.',
    danger:
      "The unsafe loader builds any object and calls any function that a document names. Whoever can write the document runs code with the rights of this process.",
    alternatives: [
      {
        need: "YAML documents",
        use: '`YAML(typ="safe", pure=True).load(stream)`',
        url: "https://yaml.dev/doc/ruamel.yaml/basicuse/",
      },
    ],
    bad: 'from ruamel.yaml import YAML\n\nyaml = YAML(typ="unsafe")\n',
    good: 'from ruamel.yaml import YAML\n\nyaml = YAML(typ="safe")\n',
    safeWhen: '`typ` is `"safe"`, `"rt"` (the default) or `"base"`, which gives strings only.',
    fixes: [
      {
        does: '`YAML(typ="unsafe")` becomes `YAML(typ="safe")`, and the old functions become `YAML(typ="safe", pure=True).load`',
        caveat: NO_TAGS,
        isDefault: true,
      },
    ],
    equivalents: { bandit: [], ruff: [], codeql: ["py/unsafe-deserialization"] },
  },
  symbols: [YAML, ...LOADS, ...CONSTRUCTORS],
  *check(model) {
    for (const use of usesOf(model, new Set([YAML]))) {
      if (!use.call) continue;
      const typ = argumentOf(model.evaluator, use.call, TYP, use.shift);
      const unsafe = typ.node ? textsIn(model, typ.node).find(({ text }) => text === "unsafe") : undefined;
      if (!unsafe && !typ.values.some((value) => value.kind === "constant" && value.value === "unsafe"))
        continue;
      yield {
        ...findingAt(use),
        message: '`YAML(typ="unsafe")` builds any object that the document names.',
        fixes: unsafe ? replaceText(model, unsafe.node, "safe", NO_TAGS).map(refusingOnlyCode) : [],
      };
    }
    for (const use of usesOf(model, LOADS)) {
      const loader = use.call ? argumentOf(model.evaluator, use.call, LOADER, use.shift) : null;
      const safe = loader?.values.some(
        (value) => value.kind === "symbol" && /\.C?(?:Safe|Base|RoundTrip)Loader$/.test(value.name),
      );
      if (safe) continue;
      yield {
        ...findingAt(use),
        message: `\`${use.symbol}\` builds any object that the document names; ruamel.yaml 0.18 took the function away.`,
        fixes: safeObjectFix(model, use, loader),
      };
    }
    for (const use of usesOf(model, CONSTRUCTORS)) {
      if (use.role !== "stored" && use.role !== "base") continue;
      yield {
        ...findingAt(use),
        message: `\`${use.symbol}\` builds any object that the document names. Here it is ${verbFor(use)}.`,
      };
    }
  },
});

/** `ruamel.yaml.load(text)` becomes `ruamel.yaml.YAML(typ="safe", pure=True).load(text)`, which every version has. */
function safeObjectFix(model: FileModel, use: Use, loader: Argument | null): FixCandidate[] {
  const { call, node, symbol, via } = use;
  const given = call ? (childOf(call, "arguments")?.children ?? []) : [];
  if (!call || use.shift !== 0 || !isPlainCall(call) || !loader) return [];
  const others = given.filter(
    (one) => one !== given[0] && one !== loader.node && one !== loader.node?.parent,
  );
  if (others.length > 0 || loader.values.some(({ kind }) => kind !== "symbol")) return [];
  const removal = loader.node ? removeArgument(call, loader.node) : null;
  if (loader.node && !removal) return [];
  const safe = `YAML(typ="safe", pure=True).${symbol.endsWith("_all") ? "load_all" : "load"}`;
  const rename = renameMember(node, safe);
  const removals = removal ? [removal] : [];
  if (rename) return [refusingOnlyCode({ edits: [rename, ...removals], caveat: NO_TAGS })];
  const near = node.type === "identifier" ? importNear(model, node, via) : null;
  const imports = near ? importEdits(model, near, { module: "ruamel.yaml", name: "YAML" }, node) : null;
  if (!imports) return [];
  const edits = [{ span: node, text: safe }, ...removals, ...imports];
  return [refusingOnlyCode({ edits, caveat: NO_TAGS, isWide: true })];
}
