import { argumentOf } from "../python/arguments.js";
import { refusingOnlyCode } from "../rule-kit/call-edits.js";
import { defineRule } from "../rule-kit/define-rule.js";
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
        fixes: unsafe
          ? replaceText(model, unsafe.node, "safe", "Documents with `!!python/...` tags no longer load.").map(
              refusingOnlyCode,
            )
          : [],
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
