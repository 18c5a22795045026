import type { Finding } from "../findings/finding.js";
import { ruleOf } from "../report/report.js";
import type { DataPair } from "./data-at.js";

/** How much work a use is, in words: an honest guess by what is known of it, from the least to the most. */
const EFFORTS = [
  "a command does it",
  "goes with the uses of its file",
  "goes with what reads it",
  "one function",
  "both ends, and entries that expire or are written anew",
  "both ends, and the files that are stored",
  "one end is known: the other has to be found first",
  "a file: convert it, or take it out",
] as const;

/** How much work a use is. */
export type Effort = (typeof EFFORTS)[number];

/** How much work it is to do the next step for a finding. */
export function effortOf(finding: Finding, pairs: readonly DataPair[]): Effort {
  if (finding.fix) return "a command does it";
  const { subject } = ruleOf(finding);
  if (subject === "import" || subject === "dynamic-import") return "goes with the uses of its file";
  if (subject === "file") return "a file: convert it, or take it out";
  const known = pairs.find(({ by }) => by !== "name");
  if (known?.by === "key") return "both ends, and entries that expire or are written anew";
  if (known) return "both ends, and the files that are stored";
  if (STORING.test(finding.symbol))
    return finding.level === "note"
      ? "goes with what reads it"
      : "one end is known: the other has to be found first";
  return "one function";
}

/** What loads or writes data that something else writes or loads. */
const STORING =
  /^(?:(?:pickle|_pickle|cPickle|dill|cloudpickle|joblib|torch|numpy|shelve|marshal|jsonpickle)\.(?:\w+\.)?_?(?:loads?|dumps?|open|Unpickler|Pickler|save|decode)|pandas\.(?:read_pickle|DataFrame\.to_pickle))\b/;

/** How much work some uses are: `one function (1); both ends, and the files that are stored (2)`. */
export function effortText(uses: readonly { readonly effort: Effort }[]): string {
  const counts = new Map<Effort, number>();
  for (const { effort } of uses) counts.set(effort, (counts.get(effort) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => EFFORTS.indexOf(a) - EFFORTS.indexOf(b));
  const [only, ...more] = sorted;
  if (only && more.length === 0) return only[0];
  return sorted.map(([effort, count]) => `${effort} (${String(count)})`).join("; ");
}
