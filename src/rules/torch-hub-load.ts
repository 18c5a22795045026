import { argumentOf } from "../python/arguments.js";
import { textOf } from "../python/fold.js";
import { flag, judge } from "../rule-kit/argument-verdict.js";
import { appendArgument, fixBy, isPlainCall } from "../rule-kit/call-edits.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, qualified, usesOf, verbFor } from "../rule-kit/sinks.js";
import { WEIGHTS_ONLY } from "../rule-kit/torch-names.js";

const LOAD = "torch.hub.load";
const STATES = new Set(
  qualified(["torch.hub", "torch.utils.model_zoo"], ["load_state_dict_from_url", "load_url"]),
);
const REPO = { name: "repo_or_dir", position: 0 } as const;
const SOURCE = { name: "source", position: null } as const;
const TRUST = { name: "trust_repo", position: null } as const;

const CAVEAT = "Files that hold more than tensors and plain containers no longer load.";

/** Reports loads that run the code of another repository. */
export const torchHubLoad = defineRule({
  meta: {
    id: "torch-hub-load",
    title: "Loading from torch.hub",
    since: "0.1.0",
    level: "warn",
    summary:
      "`torch.hub.load` of a repository that is not pinned to a commit, and `load_state_dict_from_url` without `weights_only=True`. With `trust_repo=True` and no pin, and with `weights_only=False`, it blocks.",
    danger:
      "`torch.hub.load` runs the `hubconf.py` of the repository as it is on that day. Whoever can push there runs code with the rights of this process.",
    alternatives: [
      {
        need: "a model from a repository",
        use: 'pin the commit: `torch.hub.load("owner/name:<sha>", ...)`, after reading it',
        url: "https://docs.pytorch.org/docs/stable/hub.html",
      },
      NEEDS.weights,
    ],
    bad: 'import torch\n\nmodel = torch.hub.load("owner/name", "model")\n',
    good: 'import torch\n\nmodel = torch.hub.load("owner/name:0123456789abcdef0123456789abcdef01234567", "model")\n',
    safeWhen:
      'The repository is pinned to a reviewed commit, or `source="local"` names a folder of this project.',
    fixes: [{ does: "the call gets `weights_only=True`", caveat: CAVEAT }],
  },
  symbols: [LOAD, ...STATES],
  *check(model) {
    for (const use of usesOf(model, new Set([LOAD]))) {
      const found = findingAt(use);
      if (!use.call) {
        if (use.role !== "stored")
          yield {
            ...found,
            message: `\`${LOAD}\` is ${verbFor(use)}; it runs the code of the repository it is given.`,
          };
        continue;
      }
      const repository = textOf(model.evaluator, argumentOf(model.evaluator, use.call, REPO, use.shift).node);
      const source = textOf(model.evaluator, argumentOf(model.evaluator, use.call, SOURCE, use.shift).node);
      if (source === "local" || (repository !== undefined && /:[0-9a-f]{40}$/.test(repository))) continue;
      const trusted = argumentOf(model.evaluator, use.call, TRUST, use.shift).node?.type === "true";
      yield {
        ...found,
        level: trusted ? "block" : "warn",
        message: trusted
          ? `\`${LOAD}\` runs the code of a repository as it is that day, and \`trust_repo=True\` asks nobody.`
          : `\`${LOAD}\` runs the code of a repository as it is that day.`,
      };
    }
    for (const use of usesOf(model, STATES)) {
      if (!use.call) continue;
      const argument = argumentOf(model.evaluator, use.call, WEIGHTS_ONLY, use.shift);
      const verdict = judge(argument, "unsafe", (value) => flag(value, true));
      if (verdict === "safe") continue;
      const isOff = verdict === "unsafe" && argument.values.length > 0;
      const edit =
        argument.values.length === 0 && isPlainCall(use.call)
          ? appendArgument(model.tree.text, use.call, "weights_only=True")
          : null;
      yield {
        ...findingAt(use),
        level: isOff ? "block" : "warn",
        message: isOff
          ? `\`weights_only\` is off, so \`${use.symbol}\` runs code from the download.`
          : `\`${use.symbol}\` unpickles the download unless \`weights_only=True\` is given.`,
        fixes: fixBy(edit, CAVEAT),
      };
    }
  },
});
