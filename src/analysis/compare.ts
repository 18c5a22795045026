import { addedLines, oldLineOf, type Hunk } from "../diff/hunk.js";
import { compareLevels, type Finding, type Origin } from "../findings/finding.js";
import { otherData } from "../python/data-leaves.js";
import { functionOf, type Candidate, type UseIdentity } from "./source-analysis.js";
import { callsOfToldLoads, importsOfOldUses } from "./spoken-for.js";

/** How the lines of the new text relate to the old one; 1-based lines. */
export interface LineMap {
  readonly added: ReadonlySet<number>;
  /** The old line of an unchanged new line; null where it was added. */
  readonly oldLine: (newLine: number) => number | null;
}

/** That of a file with these hunks. */
export function lineMap(hunks: readonly Hunk[]): LineMap {
  return { added: addedLines(hunks), oldLine: oldLineOf(hunks) };
}

/** A candidate of the new text with its origin, and the one of the old text that is the same use; null where none is. */
export interface OriginatedCandidate extends Candidate {
  readonly origin: Origin;
  readonly was: Candidate | null;
}

/** The findings of the new text with their origins, and what became of none of the old ones. */
export interface Compared {
  readonly candidates: readonly OriginatedCandidate[];
  readonly gone: readonly UseIdentity[];
}

/**
 * Says of each finding of the new text where it comes from. Every finding of the old text is used up once, so that one
 * old use never excuses two new ones. Without a line map (the diff is not known) whatever is new counts as introduced.
 * @param baseText the old text: what was no function in it is new
 */
export function compareWithBase(
  head: readonly Candidate[],
  base: readonly Candidate[],
  lines: LineMap | null,
  baseText = "",
): Compared {
  const remaining = new Set(base);
  const found = new Map<Candidate, Pick<OriginatedCandidate, "origin" | "was">>();
  for (const [sameUse, origin] of matchers(lines, base, baseText)) {
    for (const candidate of head) {
      if (found.has(candidate)) continue;
      const old = [...remaining].find((other) => sameUse(candidate, other));
      if (!old) continue;
      remaining.delete(old);
      found.set(candidate, { origin, was: old });
    }
  }
  for (const candidate of head) {
    if (!found.has(candidate) && isExtracted(candidate, head, base))
      found.set(candidate, { origin: "touched", was: null });
  }
  const candidates = head.map((candidate) => {
    const origin = isAdded(candidate.finding, lines) ? ("introduced" as const) : ("exposed" as const);
    return { ...candidate, ...(found.get(candidate) ?? { origin, was: null }) };
  });
  const isSpokenFor = importsOfOldUses(candidates);
  const isToldAtLoad = callsOfToldLoads(candidates);
  return {
    candidates: candidates.map((candidate) =>
      isSpokenFor(candidate) || isToldAtLoad(candidate)
        ? { ...candidate, origin: "touched" as const }
        : candidate,
    ),
    gone: [...remaining].map(({ identity }) => identity),
  };
}

/** Whether a call of a function that loads stands where that load stood before it was moved into a function. */
function isExtracted(call: Candidate, head: readonly Candidate[], base: readonly Candidate[]): boolean {
  if (!call.identity.isOfWrapper) return false;
  const { symbol, enclosing } = call.finding;
  const loads = (side: readonly Candidate[]): number =>
    side.filter(
      ({ finding, identity }) =>
        !identity.isOfWrapper && finding.symbol === symbol && finding.enclosing === enclosing,
    ).length;
  return loads(head) < loads(base);
}

type SameUse = (head: Candidate, base: Candidate) => boolean;

/** From the surest match to the loosest. */
function matchers(
  lines: LineMap | null,
  base: readonly Candidate[],
  baseText: string,
): readonly (readonly [SameUse, Origin])[] {
  const unchanged: SameUse = (head, base) => {
    if (!isNotWorse(head.identity, base.identity)) return false;
    if (!lines) return head.finding.enclosing === base.finding.enclosing && head.statement === base.statement;
    if (isAdded(head.finding, lines)) return false;
    const oldLine = lines.oldLine(head.finding.range.startLine + 1);
    return oldLine === base.finding.range.startLine + 1 && head.statement === base.statement;
  };
  return [
    [unchanged, "existing"],
    ...MOVES.map((moved): readonly [SameUse, Origin] => [
      (head, base) => isNotWorse(head.identity, base.identity) && moved(head.identity, base.identity),
      "touched",
    ]),
    [movedAndEdited(base, baseText), "touched"],
  ];
}

/**
 * Tells whether a load took the place of one that was edited while its function was renamed, taken out of another or put into
 * it: it is the same call, and what it loads comes from the same place. In a function that was there before, and had nothing
 * to do with that load, it is a new one.
 */
function movedAndEdited(base: readonly Candidate[], baseText: string): SameUse {
  const calling = new Set(base.flatMap(({ identity }) => (identity.isOfWrapper ? [identity.enclosing] : [])));
  let defined: ReadonlySet<string> | undefined;
  const isNew = (name: string): boolean => name !== "" && !(defined ??= definedIn(baseText)).has(name);
  return ({ identity }, { identity: old }) => {
    if (!isNotWorse(identity, old) || !loadsTheSame(identity, old)) return false;
    const name = functionOf(identity);
    const wasWithin = identity.enclosing !== "" && old.enclosing.startsWith(`${identity.enclosing}.`);
    return name === functionOf(old) || wasWithin || isNew(name) || calling.has(identity.enclosing);
  };
}

type SameIdentity = (head: UseIdentity, base: UseIdentity) => boolean;

/** What shows that a use is one that was there before, from the surest sign to the loosest. */
const MOVES: readonly SameIdentity[] = [
  (head, base) => head.enclosing === base.enclosing && head.statement === base.statement,
  isMovedWhole,
  (head, base) => head.enclosing === base.enclosing && !isHandedInNow(head, base),
  (head, base) => head.isImport || (head.given !== "" && head.given === base.given),
];

/** The names of the functions and classes of a text. */
function definedIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\b(?:def|class)[ \t]+([^\s(:[]+)/g)].map(([, name = ""]) => name));
}

/** Whether a use was moved with its function, and edited. */
export function isMovedEdited(head: UseIdentity, base: UseIdentity): boolean {
  return functionOf(head) !== "" && functionOf(head) === functionOf(base) && loadsTheSame(head, base);
}

/**
 * Whether it is the same call, of a file that is opened there as it was before. Bytes and streams that are handed in can come from anywhere: of those an edited load is a new one.
 */
function loadsTheSame({ isImport, symbol, leaves, isDecorated }: UseIdentity, base: UseIdentity): boolean {
  if (isImport || symbol !== base.symbol || !leaves?.isOpened || !base.leaves?.isOpened) return false;
  return otherData(base.leaves, leaves) === null && (!isDecorated || base.isDecorated);
}

/** Whether a use was moved with its function, whatever class or file that was moved into or out of. */
export function isMovedWhole(head: UseIdentity, base: UseIdentity): boolean {
  if (head.isImport) return true;
  const isSame = head.statement === base.statement || (head.given !== "" && head.given === base.given);
  return isSame && functionOf(head) === functionOf(base);
}

/**
 * Whether the very same load stands in another function now: it opens a file, and who chose which one, as the user of the
 * command line, chooses it still.
 */
export function isMovedRenamed(head: UseIdentity, base: UseIdentity): boolean {
  const isChosen = (head.leaves?.sources.length ?? 0) > 0 && (!isHandedIn(head) || isHandedIn(base));
  return isChosen && head.statement === base.statement && loadsTheSame(head, base);
}

/**
 * Whether the whole function around a load that opens a file has another name now, and nothing else is new about it: no
 * method, which others may call by its name, and nothing that a decorator hands to somebody.
 */
export function isRenamedWhole(head: UseIdentity, base: UseIdentity): boolean {
  const isSameBody = head.body !== "" && head.body === base.body;
  return isSameBody && !head.isDecorated && !head.enclosing.includes(".") && loadsTheSame(head, base);
}

/** Whether a use may pass for an old one: it does no more, runs no more often, and what it loads comes from no
 * worse place. */
export function isNotWorse(head: UseIdentity, base: UseIdentity): boolean {
  return (
    head.family === base.family &&
    (head.isIdle || !base.isIdle) &&
    Math.max(head.power, 0) <= Math.max(base.power, 0) &&
    // An import that nothing uses any more is judged as one that could be used: less than it was is left of it.
    (compareLevels(head.level, base.level) >= 0 || (head.isImport && head.power < 0)) &&
    // In a function that something hands to whoever asks for it, and did not before, it is another use.
    (!head.isDecorated || base.isDecorated || (head.enclosing === base.enclosing && !isHandedIn(head))) &&
    (head.sentBy === null || head.sentBy === base.sentBy)
  );
}

/** Whether bytes are loaded that are handed in, where it was something of the file's own before. */
function isHandedInNow(head: UseIdentity, base: UseIdentity): boolean {
  const { leaves } = base;
  return (
    isHandedIn(head) && !head.leaves?.isOpened && leaves?.isHandedIn === false && leaves.sources.length === 0
  );
}

/** Whether callers choose what is loaded. */
function isHandedIn({ leaves }: UseIdentity): boolean {
  return leaves?.isHandedIn === true;
}

/** Whether a finding stands on a line that the change adds. */
export function isAdded(finding: Finding, lines: LineMap | null): boolean {
  if (!lines) return true;
  const { startLine, endLine } = finding.range;
  for (let line = startLine; line <= endLine; line++) {
    if (lines.added.has(line + 1)) return true;
  }
  return false;
}
