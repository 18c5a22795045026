import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { nodesOf } from "../python/nodes-of.js";
import { calleeName } from "../python/shapes.js";
import type { NodeKind } from "../parse/node-kinds.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import type { RuleFinding } from "../rule-kit/rule.js";
import { flagUses, flagWords, optionSign, replaceFlag } from "../rule-kit/flags.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";

const OPTION = /--trust[-_]remote[-_]code(?![\w-])/;
const REVISION = { name: "revision", position: null } as const;
const CODE_REVISION = { name: "code_revision", position: null } as const;

const CAVEAT = "Models that bring their own code no longer load.";

/** Reports the flag that runs the code of a model repository. */
export const trustRemoteCode = defineRule({
  meta: {
    id: "trust-remote-code",
    title: "Running code from a model repository",
    since: "0.1.0",
    level: "warn",
    summary:
      "`trust_remote_code=True` for any call, in a dictionary of arguments, as a default, or set on an object; `--trust-remote-code` for a program that is started. With a `revision` that is a full commit hash it is a note.",
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
    fixes: [{ does: "`trust_remote_code=True` becomes `False`", caveat: CAVEAT }],
    cves: ["CVE-2026-4372"],
  },
  words: flagWords("trust_remote_code"),
  signs: [optionSign("trust_remote_code"), { words: ["code"], patterns: [OPTION] }],
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
        fixes: replaceFlag(place.value, "False", CAVEAT),
      };
    }
    yield* optionsGiven(model);
  },
});

/** `["vllm", "serve", model, "--trust-remote-code"]`, `os.system("vllm serve x --trust-remote-code")`: the option of a program. */
function* optionsGiven(model: FileModel): Iterable<RuleFinding> {
  if (model.document || !OPTION.test(model.tree.text)) return;
  for (const node of nodesOf(model.tree, "string")) {
    const text = model.tree.text.slice(node.start, Math.min(node.end, node.start + 2000));
    if (!OPTION.test(text) || (!ALONE.test(text) && !isGivenTo(model, node, STARTING))) continue;
    const list = node.parent && LISTS.has(node.parent.type) ? node.parent : null;
    if (ALONE.test(text) && !isGivenTo(model, node, TAKING) && !(list && isCommand(model, list))) continue;
    yield {
      span: node,
      symbol: "trust_remote_code",
      level: "warn",
      message:
        "The program that is started with this runs Python of the model repository, whatever it is on that day.",
    };
  }
}

const ALONE = /^[A-Za-z]*["']+--trust[-_]remote[-_]code(?:=(?:[Tt]rue|1))?["']+$/;
const LISTS = new Set<NodeKind>(["list", "tuple"]);
const STARTING =
  /^(?:system|popen|run|call|check_call|check_output|Popen|getoutput|create_subprocess_\w+|spawn\w*|exec[lv]\w*|split)$/;
const TAKING = /^(?:append|insert|add|create_subprocess_exec|spawn\w*|exec[lv]\w*|parse_args)$/;

function isGivenTo(model: FileModel, { parent }: SyntaxNode, functions: RegExp): boolean {
  const call = parent?.type === "argument_list" ? parent.parent : null;
  return call?.type === "call" && functions.test(calleeName(model, call));
}

/** Whether a list of texts is not what something is looked for in, or declared with. */
function isCommand(model: FileModel, list: SyntaxNode): boolean {
  const { parent } = list;
  if (parent?.type === "comparison_operator") return false;
  if (parent?.type === "augmented_assignment" || parent?.type === "binary_operator") return true;
  if (list.children.length < 2) return isGivenTo(model, list, /^extend$/);
  return !isGivenTo(model, list, /^(?:add_argument|add_option|option|parametrize|isin|intersection)$/);
}

function isPinned(model: FileModel, call: SyntaxNode): boolean {
  return [REVISION, CODE_REVISION].some((parameter) => {
    const revision = textOf(model.evaluator, argumentOf(model.evaluator, call, parameter).node);
    return revision !== undefined && /^[0-9a-f]{40}$/.test(revision);
  });
}
