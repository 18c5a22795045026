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

/** Reports files that run something when they are loaded. */
export const pickledCode = defineRule({
  meta: {
    id: "pickled-code",
    title: "A file that runs code when it is loaded",
    since: "0.1.0",
    level: "block",
    summary:
      "A pickle, in a file by itself or within archives, arrays and models, that looks up functions which start programs, run code, reach other objects by name, or read and write files; a keras model with code in it; a pickle that is made to be read in two ways. The pickle is read opcode by opcode, and nothing of it is run.",
    danger:
      "Loading the file calls what is named, with the rights of whoever loads it, before any check of what was loaded. Whoever wrote the file decided what that is.",
    alternatives: ALTERNATIVES,
    bad: "# model.pkl, in hexadecimal: 80 04 8c 05 70 6f 73 69 78 8c 06 73 79 73 74 65 6d 93 8c 02 69 64 85 52 2e\n# Loading it calls posix.system('id').\n",
    good: "# model.pkl, in hexadecimal: 80 04 7d 8c 01 61 4b 01 73 2e\n# Loading it gives {'a': 1}.\n",
    safeWhen: "Never, for a file that anybody loads.",
    cves: ["CVE-2025-1716", "CVE-2025-1944", "CVE-2025-32434"],
  },
  subject: "file",
  checkArtifact(change) {
    const signs = newSigns(change, ["dangerous"]);
    if (signs.length === 0) return null;
    const calls = signs.flatMap((sign) =>
      sign.call === null ? [] : [`${code(sign.call)}, ${sign.says}${memberOf(sign)}`],
    );
    const others = signs.flatMap((sign) => (sign.call === null ? [`${sign.says}${memberOf(sign)}`] : []));
    const message = [
      ...(calls.length > 0 ? [`Loading this file calls ${listed(calls, "; ", "; and ")}.`] : []),
      ...(others.length > 0 ? [`Of this file: ${listed(others, "; ", "; and ")}.`] : []),
    ].join(" ");
    return { ...identityOf(signs), message, need: needFor(change.head) };
  },
});
