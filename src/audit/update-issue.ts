import { digest } from "../findings/fingerprint.js";
import { keysIn, MAX_KNOWN, pointsOf, readIssueData, writeIssueData, type IssueData } from "./issue-data.js";
import { keyOf, pairByKey } from "./issue-keys.js";
import { keptOf, type Kept } from "./issue-kept.js";
import {
  dataText,
  lineMarksOf,
  partsOf,
  STRETCHES,
  stretchText,
  type StretchLine,
  type StretchName,
} from "./issue-marks.js";
import type { IssueAudit, IssueFacts, Listed } from "./issue-facts.js";
import { listLines } from "./issue-list.js";
import { goneLabel, nowLines, restLines } from "./issue-text.js";

/** GitHub takes no longer body, in characters; a few are left for what people add. */
const MAX_BODY = 65_000;
/** How much of it is ours at most: people are to have room. */
const MAX_OURS = 45_000;
const MAX_LISTED = 200;
const MAX_GONE = 10;
/** What the text looks like: another number is another text. */
const FORMAT = 1;

/** What becomes of the body of the issue. */
export type IssueBody =
  | { readonly kind: "same" }
  /** What people wrote leaves no room. */
  | { readonly kind: "no-room" }
  | {
      readonly kind: "written";
      readonly body: string;
      /** How many came and went since it was written last; of a first text none. */
      readonly came: number;
      readonly gone: number;
    };

/**
 * Writes the body of the issue anew where something changed. What people wrote stays: outside of our stretches, behind and
 * below the items of the list, and their ticks, as long as the use is there.
 * @param old the body that it has; null where there is no issue yet
 * @param url the address of the repository
 */
export function updateIssueBody(old: string | null, audit: IssueAudit, url: string): IssueBody {
  const before = readIssueData(old === null ? null : partsOf(old).data);
  const kept = keptOf(old ?? "", before);
  const seal = digestOf(audit, url);
  const isWhole = STRETCHES.every((name) => kept.whole.includes(name));
  if (before?.digest === seal && isWhole) return { kind: "same" };
  const change = changeOf(audit, kept, before);
  for (const most of [MAX_LISTED, 150, 100, 60, 30, 10, 0]) {
    const body = bodyOf({ audit, url, kept, before, change, seal, most });
    if (body !== null) return { kind: "written", body, came: change.came, gone: change.gone };
  }
  return { kind: "no-room" };
}

/** What the issue tells, without what every commit changes: lines, days, the commit itself. */
function digestOf({ uses, notScanned, ref }: IssueAudit, url: string): string {
  const told = uses.map((use) => [keyOf(use), use.ruleId, use.level, use.symbol, use.owners, use.next.kind]);
  const paths = [...new Set(notScanned.map(({ path }) => path))].sort();
  return digest(
    JSON.stringify([FORMAT, url, ref.name, told.map((one) => JSON.stringify(one)).sort(), paths]),
  );
}

interface Change {
  readonly keys: readonly string[];
  /** Of each use whether it was not there before. */
  readonly isNew: readonly boolean[];
  readonly came: number;
  readonly gone: number;
  /** What the lines of those that are gone said. */
  readonly goneLabels: readonly string[];
  /** What people did to the line of each use; and what they wrote at those that are gone. */
  readonly items: readonly (Kept["items"][number] | null)[];
  readonly orphans: Kept["items"];
}

function changeOf({ uses, today }: IssueAudit, kept: Kept, before: IssueData | null): Change {
  const keys = uses.map(keyOf);
  const { found: items, left } = pairByKey(kept.items, ({ key }) => key, keys);
  const goneLabels = left.flatMap(({ label }) => (label === null ? [] : [goneLabel(today, label)]));
  const orphans = left.filter(({ note, under }) => note !== "" || under.length > 0);
  const of = { keys, items, orphans, goneLabels: [...goneLabels, ...kept.gone].slice(0, MAX_GONE) };
  if (before === null) return { ...of, isNew: keys.map(() => false), came: 0, gone: 0 };
  const known = keysIn(before.known);
  if (known.length < before.left) {
    // Not all of them are known by name: their number tells.
    const more = uses.length - before.left;
    return { ...of, isNew: keys.map(() => false), came: Math.max(0, more), gone: Math.max(0, -more) };
  }
  const { found, left: gone } = pairByKey(known, (key) => key, keys);
  const isNew = found.map((one) => one === null);
  return { ...of, isNew, came: isNew.filter(Boolean).length, gone: gone.length };
}

interface Draft {
  readonly audit: IssueAudit;
  readonly url: string;
  readonly kept: Kept;
  readonly before: IssueData | null;
  readonly change: Change;
  readonly seal: string;
  /** How many uses are listed. */
  readonly most: number;
}

/** The body with so many uses on its list; null where it is too long. */
function bodyOf({ audit, url, kept, before, change, seal, most }: Draft): string | null {
  const { uses, today, fixed } = audit;
  const since = before && { since: before.at, came: change.came, gone: change.gone };
  const goneSoFar = (before?.gone ?? 0) + change.gone;
  const facts: IssueFacts = {
    ...{ audit, url, change: since },
    points: pointsOf(audit.points, before?.points ?? []),
    wentInAll: Math.max(fixed.length, goneSoFar),
  };
  const all = uses.map((use, i): Listed => {
    const isNew = (change.isNew[i] ?? false) && before !== null;
    return { use, key: change.keys[i] ?? "", kept: change.items[i] ?? null, isNew };
  });
  const listed = chosen(all, most);
  const off = all.filter((one) => !listed.includes(one) && one.kept?.isTicked === true);
  const stretches: Readonly<Record<StretchName, readonly StretchLine[]>> = {
    now: nowLines(facts),
    list: listLines(listed, facts),
    rest: restLines(facts, change.goneLabels),
  };
  const known = most === 0 ? [] : change.keys.slice(0, MAX_KNOWN);
  const data: IssueData = {
    ...{ v: 1, digest: seal, at: today, left: uses.length, gone: goneSoFar },
    known: known.join(""),
    ticked: off
      .map(({ key }) => key)
      .slice(0, MAX_KNOWN)
      .join(""),
    lines: STRETCHES.map((name) => lineMarksOf(stretches[name])).join(""),
    points: most === 0 ? [] : facts.points,
  };
  const words = wordsOf(kept, change.orphans);
  const body = [...placed(words, stretches), dataText(writeIssueData(data))].join("\n\n");
  const theirs = words.reduce((sum, piece) => sum + (piece.kind === "words" ? piece.text.length + 2 : 0), 0);
  const isFitting = body.length <= MAX_BODY && (body.length - theirs <= MAX_OURS || most === 0);
  return isFitting ? body : null;
}

/** Those that people wrote at first, then those that weigh most; in the order in which they were. */
function chosen(all: readonly Listed[], most: number): readonly Listed[] {
  const weight = ({ use, kept }: Listed): number => {
    if (kept && (kept.note !== "" || kept.under.length > 0)) return 0;
    if (kept?.isTicked) return 1;
    return use.level === "block" ? 2 : use.level === "warn" ? 3 : 4;
  };
  const needed = all.filter((one) => weight(one) === 0).length;
  const first = [...all].sort((a, b) => weight(a) - weight(b)).slice(0, Math.max(most, needed));
  const set = new Set(first);
  return all.filter((one) => set.has(one));
}

/** What people wrote, with what they wrote at items that are gone behind the list. */
function wordsOf({ pieces }: Kept, orphans: Kept["items"]): Kept["pieces"] {
  const lines = orphans.flatMap(({ label, note, under }) => [
    `- ${label ?? "gone"}${note === "" ? "" : ` ${note}`}`,
    ...under,
  ]);
  if (lines.length === 0) return pieces;
  const words = { kind: "words", text: lines.join("\n") } as const;
  const at = pieces.findIndex((piece) => piece.kind === "stretch" && piece.name === "list");
  return at < 0 ? [...pieces, words] : [...pieces.slice(0, at + 1), words, ...pieces.slice(at + 1)];
}

/** Each stretch where people left it; what is missing comes behind the one before it. */
function placed(
  pieces: Kept["pieces"],
  stretches: Readonly<Record<StretchName, readonly StretchLine[]>>,
): readonly string[] {
  const order: Kept["pieces"][number][] = [...pieces];
  for (const [i, name] of STRETCHES.entries()) {
    if (order.some((piece) => piece.kind === "stretch" && piece.name === name)) continue;
    const before = STRETCHES[i - 1];
    const at = order.findIndex((piece) => piece.kind === "stretch" && piece.name === before);
    order.splice(at + 1, 0, { kind: "stretch", name });
  }
  return order.map((piece) =>
    piece.kind === "words" ? piece.text : stretchText(piece.name, stretches[piece.name]),
  );
}
