import { commentableHunk, linesOf, type Hunk } from "../diff/hunk.js";
import { LEVELS, type Finding } from "../findings/finding.js";
import { renderComment } from "../report/comment.js";
import { isOfFile, isOfPolicy, spokenForBy } from "../policy/spoken-for.js";
import { writeMark, type MarkKit } from "./marker.js";
import type { PlannedComment, PlannedFileComment } from "./plan.js";

/** The most comments that one review carries. */
export const MAX_COMMENTS = 30;
/** GitHub's limit on a body, in characters. */
export const MAX_BODY = 65_536;

/** Comments that have a place in the diff, and findings that have none. */
export interface PlacedComments {
  readonly comments: readonly PlannedComment[];
  /** Those on files: of a policy that is gone no line is left, and somebody has to be able to accept that in a thread. */
  readonly fileComments: readonly PlannedFileComment[];
  readonly unplaced: readonly Finding[];
}

/** What placing needs to know of the pull request. */
export interface PlacingContext {
  readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
  /** All findings of the review, those without a comment of their own among them. */
  readonly findings: readonly Finding[];
  readonly baseRef: string;
  readonly baseUrl: string | null;
  readonly kit: MarkKit;
}

/**
 * Turns findings into comments on lines of the diff. Repeats of a rule in a file that have no one-click fix speak through
 * the first; what has no line in a hunk, or is one too many, is left over.
 */
export function placeComments(findings: readonly Finding[], context: PlacingContext): PlacedComments {
  const comments: PlannedComment[] = [];
  const fileComments: PlannedFileComment[] = [];
  const unplaced: Finding[] = [];
  for (const group of groupsOf(findings, context)) {
    const [first, ...others] = group;
    if (!first) continue;
    const place = placeOf(first, context);
    const isOnFile = place === null && (isOfPolicy(first) || isOfFile(first));
    if ((!place && !isOnFile) || comments.length === MAX_COMMENTS) {
      unplaced.push(...group);
      continue;
    }
    const fingerprints = group.map(({ fingerprint }) => fingerprint);
    const { withSuggestion, ...lines } = place ?? { withSuggestion: false, line: 0, startLine: null };
    const { baseRef, baseUrl } = context;
    const spokenFor = context.findings.filter(spokenForBy(group));
    const text = renderComment(first, { others, spokenFor, withSuggestion, baseRef, baseUrl });
    const level = LEVELS.find((one) => group.some((finding) => finding.level === one)) ?? first.level;
    const bases = group.map(({ basis }) => basis);
    const body = `${text}\n${writeMark({ kind: "thread", level, fingerprints, bases }, context.kit)}`;
    if (body.length > MAX_BODY) unplaced.push(...group);
    else if (isOnFile) fileComments.push({ path: first.path, body, fingerprints });
    else comments.push({ path: first.path, ...lines, body, fingerprints });
  }
  return { comments, fileComments, unplaced };
}

/** Findings that share a comment, the one that speaks first. */
function groupsOf(findings: readonly Finding[], context: PlacingContext): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const place = placeOf(finding, context);
    const alone = !isOfPolicy(finding) && (place?.withSuggestion ?? true);
    const key = alone ? finding.fingerprint + finding.path : `${finding.ruleId} ${finding.path}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

interface Place {
  readonly line: number;
  readonly startLine: number | null;
  readonly withSuggestion: boolean;
}

function placeOf(finding: Finding, context: PlacingContext): Place | null {
  const hunks = context.hunks.get(finding.path) ?? [];
  if (finding.fix) {
    const start = finding.fix.startLine + 1;
    const end = finding.fix.endLine + 1;
    if (takesSuggestion(hunks, start, end)) {
      return { line: end, startLine: start === end ? null : start, withSuggestion: true };
    }
  }
  for (let line = finding.range.startLine + 1; line <= finding.range.endLine + 1; line++) {
    if (commentableHunk(hunks, line, line) !== -1) {
      return { line, startLine: null, withSuggestion: false };
    }
  }
  // What was taken out of a policy has no line left: one that the change shows will do.
  const shown = isOfPolicy(finding) ? hunks.find(({ newLines }) => newLines > 0) : undefined;
  return shown ? { line: shown.newStart, startLine: null, withSuggestion: false } : null;
}

/** A suggestion replaces lines of one hunk, and GitHub refuses it where deleted lines lie between them. */
function takesSuggestion(hunks: readonly Hunk[], start: number, end: number): boolean {
  const hunk = hunks[commentableHunk(hunks, start, end)];
  if (!hunk) return false;
  const lines = linesOf(hunk);
  const from = lines.findIndex(({ newLine }) => newLine === start);
  const to = lines.findIndex(({ newLine }) => newLine === end);
  return lines.slice(from, to + 1).every(({ kind }) => kind !== "deleted");
}
