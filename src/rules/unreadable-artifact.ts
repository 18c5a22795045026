import { ALTERNATIVES, listed, memberOf } from "../rule-kit/artifact-signs.js";
import { defineRule } from "../rule-kit/define-rule.js";

/** Reports files that may run something when they are loaded, and could not be looked into. */
export const unreadableArtifact = defineRule({
  meta: {
    id: "unreadable-artifact",
    title: "A file that could not be looked into",
    since: "0.1.0",
    level: "block",
    summary:
      "A file that is loaded as a pickle or a model, by its name or its content, and is encrypted, broken, nested too deep, larger than is looked at, kept in Git LFS, or a link. What it does when it is loaded is not known. With `not-scanned: warn` in the policy it is a warning.",
    danger:
      "An unpickler runs what comes before the place where a file is broken, and other programs open what this one cannot. A file that nobody can look into is where code would be put.",
    alternatives: ALTERNATIVES,
    bad: "# model.pkl, in hexadecimal: 80 04 95 ff\n# It begins as a pickle, and ends too soon.\n",
    good: "# model.safetensors: tensors, and nothing that runs\n",
    safeWhen: "It is not loaded by Python, or somebody has looked at it by other means.",
  },
  subject: "file",
  reportsUnread: true,
  checkArtifact({ head }) {
    const signs = head.signs.filter(({ verdict }) => verdict === "opaque" || verdict === "unparsable");
    // What runs is said already, and weighs more.
    if (signs.length === 0 || head.verdict === "dangerous") return null;
    const reasons = signs.map((sign) => `${sign.says}${memberOf(sign)}`);
    return {
      symbol: "",
      statement: [...new Set(reasons)].sort().join("\n"),
      message: `What loading this file does could not be told: ${listed(reasons, "; ", "; and ")}.`,
    };
  },
});
