import {
  ALTERNATIVES,
  code,
  identityOf,
  listed,
  memberOf,
  needFor,
  newSigns,
} from "../rule-kit/artifact-signs.js";
import { defineRule } from "../rule-kit/define-rule.js";

/** Reports files that look up names which are not known to hold data only. */
export const pickledUnknown = defineRule({
  meta: {
    id: "pickled-unknown",
    title: "A file that looks up code which nobody vouched for",
    since: "0.1.0",
    level: "block",
    balancedLevel: "warn",
    summary:
      "A pickle that looks up classes or functions which are not on the list of those that hold data only: a library's or the project's own. It blocks where the file is new, or Python of the repository names it; else it warns. `artifacts: { allow: [...] }` in the policy extends the list by exact names.",
    danger:
      "Loading the file calls each of these names with what the file gives them, and what that does is for their code to say. Whoever can replace the file can put any other name in their place.",
    alternatives: ALTERNATIVES,
    bad: "# scaler.pkl, in hexadecimal: 80 04 8c 05 6d 79 70 6b 67 8c 06 53 63 61 6c 65 72 93 29 81 2e\n# Loading it makes a mypkg.Scaler.\n",
    good: "# array.npy: a typed array, which is no pickle\n",
    safeWhen: "Somebody has read what the names do when they are called, and put them on the list.",
  },
  subject: "file",
  checkArtifact(change) {
    const signs = newSigns(change, ["unknown"]);
    if (signs.length === 0) return null;
    const names = signs.filter(({ symbol }) => symbol !== "");
    const others = signs.filter(({ symbol }) => symbol === "");
    const [first] = names;
    const message = [
      ...(first
        ? [
            `Loading this file looks up ${listed(names.map(({ symbol }) => code(symbol)))}${memberOf(first)}: nothing says that they only hold data.`,
          ]
        : []),
      ...(others.length > 0
        ? [
            `Of this file: ${listed(
              others.map((sign) => `${sign.says}${memberOf(sign)}`),
              "; ",
              "; and ",
            )}.`,
          ]
        : []),
    ].join(" ");
    const isNew = change.base === null && !change.isWhole;
    return {
      ...identityOf(signs),
      message,
      need: needFor(change.head),
      ...(isNew || change.isLoaded ? {} : { level: "warn" as const }),
    };
  },
});
