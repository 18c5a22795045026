import { ALTERNATIVES, needFor } from "../rule-kit/artifact-signs.js";
import { defineRule } from "../rule-kit/define-rule.js";

/** Reports new files that are pickles at all. */
export const pickledFile = defineRule({
  meta: {
    id: "pickled-file",
    title: "A pickle is put into the repository",
    since: "0.1.0",
    level: "warn",
    summary:
      "A new file that is a pickle, or holds some, and of which everything is known: plain data, arrays, tensors. What it holds tells what to store it as instead.",
    danger:
      "This one is harmless, and whoever loads it has to unpickle. The next version of the file can then run code wherever it is loaded.",
    alternatives: ALTERNATIVES,
    bad: "# data.pkl, in hexadecimal: 80 04 7d 8c 01 61 4b 01 73 2e\n# Loading it gives {'a': 1}.\n",
    good: '# data.json: {"a": 1}\n',
    safeWhen:
      "It is loaded by what refuses everything else: `weights_only=True`, or an unpickler with a strict list.",
  },
  subject: "file",
  checkArtifact({ head, base, isWhole }) {
    if (head.verdict !== "inert" && head.verdict !== "allowlisted") return null;
    if (base !== null && base.pickles > 0) return null;
    const what = head.holds ?? "plain data";
    const where = head.formats[0] === "pickle" ? "a pickle" : "pickled";
    const verb = isWhole ? "is" : base === null ? "is new and is" : "is now";
    return {
      symbol: "pickle",
      statement: "pickle",
      message: `This file ${verb} ${where}: ${what}, and nothing that runs when it is loaded.`,
      need: needFor(head),
    };
  },
});
