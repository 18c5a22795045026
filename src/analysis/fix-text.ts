import { ruleById } from "../rules/registry.js";
import type { Edit, FixCandidate } from "../rule-kit/rule.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { analyzeSource } from "./analyze-source.js";
import type { FileKind } from "./file-kind.js";
import { applyEdits } from "./prove-fix.js";
import {
  isAllowed,
  isFixable,
  leftOf,
  type AppliedFix,
  type FixChoice,
  type LeftFinding,
} from "./fix-choice.js";
import type { Candidate, SourceAnalysis } from "./source-analysis.js";
import { removalsOfUnused } from "./unused-imports.js";

/** A text after its fixes. */
export interface FixedText {
  readonly text: string;
  readonly applied: readonly AppliedFix[];
  readonly left: readonly LeftFinding[];
}

/** So many characters may be analyzed to prove the fixes of one file, in all. */
const MAX_ANALYZED = 40_000_000;
const MAX_PASSES = 10;

/**
 * Applies the proven fixes of a text until none is left: after each the file parses as before, the finding is gone, and nothing
 * new has come. What an import was needed for alone is taken out with it. A text that does not parse stays as it is. Never throws.
 */
export function fixText(
  path: string,
  kind: FileKind,
  text: string,
  tools: AnalysisTools,
  choice: FixChoice,
): FixedText {
  const lineEnd = text.includes("\r\n") && !/[^\r]\n/.test(text) ? "\r\n" : "\n";
  const work: Work = {
    analyze: (changed) => analyzeSource(path, kind, changed, tools),
    apply: (before, edits) =>
      applyEdits(
        before,
        edits.map((edit) => withLineEnds(edit, lineEnd)),
      ),
    unneeded: (before, after) =>
      kind === "python" ? removalsOfUnused(path, before, after, tools.parse, choice) : [],
    room: MAX_ANALYZED,
  };
  let state: State = { text, analysis: work.analyze(text) };
  if (state.analysis.gaps.length > 0)
    return { text, applied: [], left: leftOf(path, state.analysis.candidates, choice, "not-read") };
  const applied: AppliedFix[] = [];
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const { next, fixes } = onePass(work, state, path, choice);
    if (fixes.length === 0) break;
    applied.push(...fixes);
    state = tried(work, next, [], work.unneeded(state.text, next.text)) ?? next;
  }
  return { text: state.text, applied, left: leftOf(path, state.analysis.candidates, choice, "not-proven") };
}

/** A text and what is found in it. */
interface State {
  readonly text: string;
  readonly analysis: SourceAnalysis;
}

interface Work {
  readonly analyze: (text: string) => SourceAnalysis;
  readonly apply: (text: string, edits: readonly Edit[]) => string;
  /** The edits of the second text that take out imports which only the first one needed. */
  readonly unneeded: (before: string, after: string) => readonly Edit[];
  /** How many characters may still be analyzed. */
  room: number;
}

/** A fix of a finding, to be proven together with others. */
interface Attempt {
  readonly candidate: Candidate;
  readonly fix: FixCandidate;
}

/** All fixes of a text that hold beside each other: first all at once, and where that fails in halves. */
function onePass(
  work: Work,
  state: State,
  path: string,
  choice: FixChoice,
): { readonly next: State; readonly fixes: readonly AppliedFix[] } {
  let accepted: readonly Attempt[] = [];
  let next = state;
  const add = (group: readonly Attempt[]): void => {
    const attempts = [...accepted, ...group];
    if (group.length === 0) return;
    const after = tried(
      work,
      state,
      attempts.map(({ candidate }) => candidate),
      editsOf(attempts),
    );
    if (after) {
      accepted = attempts;
      next = after;
    } else if (group.length > 1) {
      const middle = group.length >> 1;
      add(group.slice(0, middle));
      add(group.slice(middle));
    }
  };
  const wanted = state.analysis.candidates.filter((candidate) => isFixable(candidate, choice));
  const ways = Math.max(0, ...wanted.map(({ fixes }) => fixes.length));
  for (let way = 0; way < ways; way++) {
    const done = new Set(accepted.map(({ candidate }) => candidate));
    const taken = new Map(editsOf(accepted).map((edit) => [keyOf(edit), edit]));
    const group: Attempt[] = [];
    for (const candidate of wanted) {
      const fix = done.has(candidate)
        ? undefined
        : candidate.fixes.filter((one) => isAllowed(path, one, choice))[way];
      if (!fix || !isFree(fix.edits, taken)) continue;
      for (const edit of fix.edits) taken.set(keyOf(edit), edit);
      group.push({ candidate, fix });
    }
    add(group);
  }
  return {
    next,
    fixes: accepted.map(({ candidate: { finding }, fix: { caveat } }) => ({ finding, caveat })),
  };
}

/**
 * The text with edits, if these findings are gone from it then and no other has come; else null. Where one is only there for
 * an import that nothing needs any more, the import goes with the edits.
 */
function tried(work: Work, before: State, fixed: readonly Candidate[], edits: readonly Edit[]): State | null {
  if (edits.length === 0) return null;
  const isRight = ({ analysis }: State): boolean => isProven(before.analysis.candidates, fixed, analysis);
  const after = analyzed(work, work.apply(before.text, edits));
  if (!after || isRight(after)) return after;
  const removals = after.analysis.gaps.length > 0 ? [] : work.unneeded(before.text, after.text);
  const without = removals.length > 0 ? analyzed(work, work.apply(after.text, removals)) : null;
  return without && isRight(without) ? without : null;
}

function analyzed(work: Work, text: string): State | null {
  work.room -= text.length;
  return work.room < 0 ? null : { text, analysis: work.analyze(text) };
}

function isProven(before: readonly Candidate[], fixed: readonly Candidate[], after: SourceAnalysis): boolean {
  if (after.gaps.length > 0) return false;
  const gone = new Set(fixed);
  const allowed = levelsByUse(before.filter((candidate) => !gone.has(candidate)));
  return [...levelsByUse(after.candidates)].every(([use, levels]) => {
    const were = allowed.get(use) ?? [];
    return levels.length <= were.length && levels.every((level, i) => level >= (were[i] ?? 0));
  });
}

/** How serious the findings of each use are, most serious first: less of each is no new finding. */
function levelsByUse(candidates: readonly Candidate[]): ReadonlyMap<string, readonly number[]> {
  const levels = new Map<string, number[]>();
  for (const { finding } of candidates) {
    if (ruleById(finding.ruleId)?.ofChanges) continue;
    const use = JSON.stringify([finding.ruleId, finding.symbol, finding.enclosing]);
    const list = levels.get(use) ?? [];
    list.push(["block", "warn", "note"].indexOf(finding.level));
    levels.set(use, list);
  }
  for (const list of levels.values()) list.sort((a, b) => a - b);
  return levels;
}

/** The edits of some fixes; what several of them change in the same way is changed once. */
function editsOf(attempts: readonly Attempt[]): readonly Edit[] {
  const edits = new Map<string, Edit>();
  for (const edit of attempts.flatMap(({ fix }) => fix.edits)) edits.set(keyOf(edit), edit);
  return [...edits.values()];
}

/** Whether edits can be made beside others: they touch none of them, or are the same. */
function isFree(edits: readonly Edit[], taken: ReadonlyMap<string, Edit>): boolean {
  const others = [...taken.values()];
  return edits.every(
    (edit) =>
      taken.has(keyOf(edit)) ||
      others.every(({ span }) => edit.span.end < span.start || span.end < edit.span.start),
  );
}

function keyOf({ span, text }: Edit): string {
  return JSON.stringify([span.start, span.end, text]);
}

function withLineEnds({ span, text }: Edit, lineEnd: string): Edit {
  return { span, text: text.replace(/\r?\n/g, lineEnd) };
}
