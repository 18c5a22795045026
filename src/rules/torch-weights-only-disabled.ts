import { argumentOf } from "../python/arguments.js";
import { decidedBy, flag, judge } from "../rule-kit/argument-verdict.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, contains } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { flagUsesElsewhere, flagWords, optionSign, replaceFlag } from "../rule-kit/flags.js";
import type { RuleFinding } from "../rule-kit/rule.js";
import { isUsedAsObject } from "../rule-kit/used-as-object.js";
import { sideOf } from "../rule-kit/versions.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { dataFrom, findingAt, usesOf } from "../rule-kit/sinks.js";
import {
  isDefault,
  PICKLE_MODULE,
  TENSORS_ONLY,
  TORCH_LOADS,
  WEIGHTS_ONLY,
  WHOLE_MODEL,
} from "../rule-kit/torch-names.js";

const SINKS = new Set(TORCH_LOADS);

/** Reports `torch.load` that turns `weights_only` off, may turn it off, or brings its own pickle module. */
export const torchWeightsOnlyDisabled = defineRule({
  meta: {
    id: "torch-weights-only-disabled",
    title: "torch.load with weights_only off",
    since: "0.1.0",
    level: "block",
    summary:
      "`torch.load` with `weights_only=False` or with `pickle_module`. A value that cannot be read here is a warning, and so is `weights_only=False` for functions of other libraries.",
    danger:
      "With `weights_only` off the whole file is unpickled, on every version of torch. Whoever can replace the checkpoint runs code with the rights of this process.",
    alternatives: [NEEDS.ownClasses, NEEDS.weights, NEEDS.models],
    bad: "import torch\n\nstate = torch.load('model.pt', weights_only=False)\n",
    good: "import torch\n\nstate = torch.load('model.pt', weights_only=True)\n",
    safeWhen: "Only for files that this program wrote and nobody else can replace.",
    fixes: [
      {
        does: "`weights_only=False` becomes `True`, unless a whole model is taken out of the file",
        caveat: TENSORS_ONLY,
      },
    ],
    cves: ["CVE-2024-12029"],
    equivalents: { bandit: ["B614"], ruff: [], codeql: ["py/unsafe-deserialization"] },
  },
  kin: { family: "torch.load", power: 2 },
  symbols: TORCH_LOADS,
  words: flagWords("weights_only"),
  signs: [optionSign("weights_only")],
  *check(model) {
    yield* loadsOfTorch(model);
    yield* loadsElsewhere(model);
  },
});

/** Calls of `torch.load`. */
function* loadsOfTorch(model: FileModel): Iterable<RuleFinding> {
  for (const use of usesOf(model, SINKS)) {
    if (!use.call) continue;
    const found = { ...findingAt(use), ...dataFrom(use) };
    const module = argumentOf(model.evaluator, use.call, PICKLE_MODULE, use.shift);
    const replaced = module.values.filter(
      (value) => !(value.kind === "constant" && value.value === null) && value.kind !== "unknown",
    );
    if (replaced.length > 0) {
      yield {
        ...found,
        message: `\`pickle_module\` makes \`${use.symbol}\` unpickle the whole file; \`weights_only\` cannot help there.`,
      };
      continue;
    }
    const argument = argumentOf(model.evaluator, use.call, WEIGHTS_ONLY, use.shift);
    // A parameter that is None where nobody says otherwise: torch then takes its own default.
    const values = argument.values.filter((value) => !isDefault([value]));
    const isSafeByDefault = sideOf(model, "torch", "2.6").side === "above";
    const isDefaultOpen = values.length < argument.values.length && !isSafeByDefault;
    const absent = isSafeByDefault ? "safe" : "unsafe";
    const judged = judge({ ...argument, values }, absent, (value) => flag(value, true));
    const verdict = judged === "safe" && isDefaultOpen ? "not-proven" : judged;
    const isOpen = module.values.some(({ kind }) => kind === "unknown");
    const isSaid = !isDefault(argument.values);
    // Left at its default, it is off where a module is given; before torch 2.6 it is off anyway, which is reported.
    if (isOpen && (isSaid ? verdict === "not-proven" : sideOf(model, "torch", "2.6").side === "above")) {
      yield {
        ...found,
        level: "warn",
        message: `Which \`pickle_module\` this \`${use.symbol}\` gets cannot be read here. With any, the whole file is unpickled.`,
      };
      continue;
    }
    if (!isSaid || verdict === "safe") continue;
    if (verdict === "not-proven") {
      yield {
        ...found,
        level: "warn",
        power: 1,
        decidedBy: isDefaultOpen ? null : decidedBy(argument, (value) => flag(value, true)),
        message: `Whether \`weights_only\` is on for this \`${use.symbol}\` cannot be read here. If it can be off, the load runs code from the file.`,
      };
      continue;
    }
    yield {
      ...found,
      message: `\`weights_only\` is off, so \`${use.symbol}\` runs code from the file.`,
      ...(isUsedAsObject(model, use.call, WHOLE_MODEL)
        ? { need: NEEDS.models.need }
        : { fixes: replaceFlag(argument.node, "True", TENSORS_ONLY) }),
    };
  }
}

/** What is called with `weights_only=False` and is not torch's own: libraries hand it to `torch.load`. */
function* loadsElsewhere(model: FileModel): Iterable<RuleFinding> {
  const judged = usesOf(model, SINKS).flatMap(({ call }) => call ?? []);
  for (const { place } of flagUsesElsewhere(model, "weights_only", true)) {
    const definition = place.node.type.endsWith("default_parameter")
      ? ancestorOf(place.node, FUNCTIONS)
      : null;
    // The load itself is judged, with this default.
    if (definition && judged.some((call) => contains(definition, call))) continue;
    // So is one that gets it from a dictionary.
    if (place.kind === "entry" && judged.length > 0) continue;
    yield {
      span: place.node,
      symbol: "weights_only",
      level: "warn",
      message:
        place.kind === "argument"
          ? "With `weights_only=False` what is called here unpickles the whole file."
          : "With `weights_only` off, what gets this flag unpickles the whole file.",
      fixes: replaceFlag(place.value, "True", TENSORS_ONLY),
    };
  }
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set(["function_definition"]);
