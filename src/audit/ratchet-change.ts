import { weakerPolicy } from "../analysis/analyze-policy-change.js";
import type { Finding } from "../findings/finding.js";
import type { Policy } from "../policy/policy.js";
import { holdAgainst } from "./ratchet.js";
import { parseRatchet } from "./ratchet-file.js";

/** The texts of a ratchet that a change has to do with. */
export interface RatchetTexts {
  readonly path: string;
  /** On the branch that the change goes to; null where it is not there. */
  readonly onBranch: string | null;
  /** Before and after the change; null where the change leaves it alone. */
  readonly change: { readonly base: string | null; readonly head: string | null } | null;
}

/** The longest text that is compared, in UTF-16 units. */
const MAX_TEXT = 2_000_000;

/** Of a change the most uses that are looked for in other files. */
export const MAX_MOVED = 4000;

/** The most counts that are named one by one. */
const MAX_NAMED = 50;

/** What a change of the ratchet itself allows besides: every count that it raises. Without the file nothing is allowed. */
export function ratchetWeakenings({ path, change }: RatchetTexts, policy: Policy): readonly Finding[] {
  const text = change?.head ?? null;
  if (text === null || text === change?.base) return [];
  const say = (texts: readonly { text: string; line: number }[]): Finding[] =>
    weakerPolicy(
      path,
      texts.map((one) => ({ key: "ratchet", ...one })),
      policy,
    );
  if (text.length > MAX_TEXT)
    return say([{ text: "the ratchet is too large to be compared with what was there", line: 0 }]);
  const head = parseRatchet(text);
  if (!head.ok) return say([{ text: `the ratchet is not valid any more: ${head.problem}`, line: 0 }]);
  const base = parseRatchet(change?.base ?? NONE);
  const { risen } = holdAgainst(base.ok ? base.entries : [], head.entries, new Map(), MAX_MOVED);
  const lines = text.split("\n");
  const named = risen.slice(0, MAX_NAMED).map((one) => ({
    text: `the ratchet allows ${String(one.is - one.was)} more of ${quoted(one.symbol)} (${quoted(one.ruleId)}) in ${quoted(one.path)}`,
    line: Math.max(0, lines.findIndex(holds(one))),
  }));
  const rest = risen.length - named.length;
  const more = rest > 0 ? [{ text: `the ratchet raises ${String(rest)} counts besides`, line: 0 }] : [];
  return say([...named, ...more]);
}

const NONE = '{"schemaVersion":1,"entries":[]}';

function holds(entry: {
  readonly path: string;
  readonly ruleId: string;
  readonly symbol: string;
}): (line: string) => boolean {
  const parts = [entry.path, entry.ruleId, entry.symbol].map((part) => JSON.stringify(part));
  return (line) => parts.every((part) => line.includes(part));
}

function quoted(text: string): string {
  return `\`${text.slice(0, 200).replaceAll(/[`\n]/g, "'")}\``;
}
