import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import { flagUses, optionSign, replaceFlag } from "../rule-kit/flags.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";

const REVISION = { name: "revision", position: null } as const;
const CODE_REVISION = { name: "code_revision", position: null } as const;

/** Reports the flag that runs the code of a model repository. */
export const trustRemoteCode = defineRule({
  meta: {
    id: "trust-remote-code",
    title: "Running code from a model repository",
    since: "0.1.0",
    level: "warn",
    summary:
      "`trust_remote_code=True` for any call, in a dictionary of arguments, as a default, or set on an object. With a `revision` that is a full commit hash it is a note.",
    danger:
      "Python files of the model repository are downloaded and run. Whoever can push to that repository runs code with the rights of this process.",
    alternatives: [
      {
        need: "a model with its own code",
        use: "copy the reviewed code into this project, or pin `revision` to a commit hash",
        url: "https://huggingface.co/docs/transformers/custom_models",
      },
      NEEDS.weights,
    ],
    bad: "from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained('owner/name', trust_remote_code=True)\n",
    good: "from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained('owner/name')\n",
    safeWhen: "The code was reviewed and `revision` pins the commit that was.",
    cves: ["CVE-2026-4372"],
  },
  words: ["trust_remote_code"],
  signs: [optionSign("trust_remote_code")],
  *check(model) {
    for (const { place, verdict } of flagUses(model, "trust_remote_code", false)) {
      if (verdict === "safe") continue;
      const pinned = place.node.type === "call" && isPinned(model, place.node);
      yield {
        span: place.node,
        symbol: "trust_remote_code",
        level: verdict === "unsafe" && pinned ? "note" : "warn",
        message:
          verdict !== "unsafe"
            ? "Whether `trust_remote_code` is on here cannot be read. If it can be, code of the model repository is run."
            : place.kind === "default" || place.kind === "set"
              ? "This lets what gets the flag run Python of model repositories, whatever it is on that day."
              : pinned
                ? "This runs Python of the model repository, at the pinned commit: review that commit."
                : "This runs Python of the model repository, whatever it is on that day.",
        fixes: replaceFlag(place.value, "False", "Models that bring their own code no longer load."),
      };
    }
  },
});

function isPinned(model: FileModel, call: SyntaxNode): boolean {
  return [REVISION, CODE_REVISION].some((parameter) => {
    const revision = textOf(model.evaluator, argumentOf(model.evaluator, call, parameter).node);
    return revision !== undefined && /^[0-9a-f]{40}$/.test(revision);
  });
}
