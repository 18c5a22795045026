import type { Artifact } from "../artifacts/artifact.js";
import type { Sign, Verdict } from "../artifacts/verdict.js";
import type { ArtifactChange, ArtifactFinding } from "./rule.js";
import { NEEDS } from "./needs.js";

/** The signs of these verdicts that the file did not have before the change. */
export function newSigns({ head, base }: ArtifactChange, verdicts: readonly Verdict[]): Sign[] {
  const before = new Map<string, number>();
  for (const sign of base?.signs ?? []) before.set(keyOf(sign), (before.get(keyOf(sign)) ?? 0) + 1);
  return head.signs.filter((sign) => {
    if (!verdicts.includes(sign.verdict)) return false;
    const left = before.get(keyOf(sign)) ?? 0;
    before.set(keyOf(sign), left - 1);
    return left <= 0;
  });
}

/** Where it stands does not count: archives are packed anew. */
function keyOf({ verdict, symbol, call, says }: Sign): string {
  return JSON.stringify([verdict, symbol, call, says]);
}

const MAX_SHOWN = 3;

/** The first of some phrases, and how many more there are: "a, b and 3 more". */
export function listed(phrases: readonly string[], between = ", ", last = " and "): string {
  const distinct = [...new Set(phrases)];
  const shown = distinct.slice(0, MAX_SHOWN);
  const more = distinct.length - shown.length;
  const all = more > 0 ? [...shown, `${String(more)} more`] : shown;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(between)}${last}${all.at(-1) ?? ""}`;
}

/** Text out of the file as code in a message: one line, cut, and without what would end the code. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'");
  return `\`${line.length > MAX_CODE ? `${line.slice(0, MAX_CODE - 1)}…` : line}\``;
}

const MAX_CODE = 200;

/** The place in the file, as the end of a sentence. */
export function memberOf({ member }: Sign): string {
  return member === null ? "" : ` (in ${code(member)})`;
}

/** What identifies a finding that is made of some signs. */
export function identityOf(signs: readonly Sign[]): Pick<ArtifactFinding, "symbol" | "statement"> {
  const symbols = [...new Set(signs.flatMap(({ symbol }) => (symbol === "" ? [] : [symbol])))].sort();
  const statement = [...new Set(signs.map(keyOf))].sort().join("\n");
  return { symbol: symbols.slice(0, 20).join(" "), statement };
}

/** What to store instead of a pickle that holds this. */
export function needFor({ holds }: Artifact): string {
  switch (holds) {
    case "arrays":
      return NEEDS.arrays.need;
    case "dataframes":
      return NEEDS.frames.need;
    case "model weights":
      return NEEDS.weights.need;
    case "scikit-learn estimators":
      return NEEDS.estimators.need;
    case "functions and classes":
      return NEEDS.functions.need;
    case "plain data":
    case null:
      return NEEDS.data.need;
  }
}

/** The alternatives to a pickle in a file. */
export const ALTERNATIVES = [
  NEEDS.data,
  NEEDS.arrays,
  NEEDS.frames,
  NEEDS.weights,
  NEEDS.estimators,
  NEEDS.functions,
] as const;
