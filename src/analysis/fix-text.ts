import type { Finding } from "../findings/finding.js";
import { ruleById } from "../rules/registry.js";
import type { Edit, FixCandidate } from "../rule-kit/rule.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { analyzeSource } from "./analyze-source.js";
import type { FileKind } from "./file-kind.js";
import { applyEdits } from "./prove-fix.js";
import { removalsOfUnused } from "./unused-imports.js";
import type { Candidate, SourceAnalysis } from "./source-analysis.js";

/** Which fixes somebody wants. */
export interface FixChoice {
  /** Those that may refuse honest data, too. */
  readonly unsafe: boolean;
  /** Whether a finding is to be fixed at all: it may be waived, or left out. */
  readonly isWanted: (finding: Finding) => boolean;
  /** Whether another file imports a name from this one. */
  readonly isImportedElsewhere: (name: string) => boolean;
}

/** A fix that was applied, with the finding that it took away, as it stood in the text that the fix was applied to. */
export interface AppliedFix {
  readonly finding: Finding;
  readonly caveat: string | null;
}

/**
 * Why a finding is left.
 * - `needs-unsafe`: its fix may refuse honest data, and was not asked for;
 * - `not-proven`: there is a fix, but with it the file does not come out right;
 * - `no-fix`: there is none, a person has to decide what to write.
 */
export type WhyLeft = "needs-unsafe" | "not-proven" | "no-fix" | "not-read";

/** A finding that is left. */
export interface LeftFinding {
  readonly finding: Finding;
  readonly why: WhyLeft;
  /** What the fix would change besides, where there is one. */
  readonly caveat: string | null;
}

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
    room: MAX_ANALYZED,
  };
  let state: State = { text, analysis: work.analyze(text) };
  if (state.analysis.gaps.length > 0) return { text, applied: [], left: leftOf(state, choice, "not-read") };
  const applied: AppliedFix[] = [];
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const { next, fixes } = onePass(work, state, choice);
    if (fixes.length === 0) break;
    applied.push(...fixes);
    const removals =
      kind === "python" ? removalsOfUnused(path, state.text, next.text, tools.parse, choice) : [];
    state = tried(work, next, [], removals) ?? next;
  }
  return { text: state.text, applied, left: leftOf(state, choice, "not-proven") };
}

/** A text and what is found in it. */
interface State {
  readonly text: string;
  readonly analysis: SourceAnalysis;
}

interface Work {
  readonly analyze: (text: string) => SourceAnalysis;
  readonly apply: (text: string, edits: readonly Edit[]) => string;
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
        : candidate.fixes.filter((one) => isAllowed(one, choice))[way];
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

/** The text with edits, if these findings are gone from it then and no other has come; else null. */
function tried(work: Work, before: State, fixed: readonly Candidate[], edits: readonly Edit[]): State | null {
  if (edits.length === 0) return null;
  const text = work.apply(before.text, edits);
  work.room -= text.length;
  if (work.room < 0) return null;
  const analysis = work.analyze(text);
  return isProven(before.analysis.candidates, fixed, analysis) ? { text, analysis } : null;
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

function isFixable({ finding, inlineWaiver }: Candidate, { isWanted }: FixChoice): boolean {
  return inlineWaiver === null && isWanted(finding);
}

function isAllowed({ refusesOnlyCode }: FixCandidate, { unsafe }: FixChoice): boolean {
  return unsafe || refusesOnlyCode === true;
}

function leftOf({ analysis }: State, choice: FixChoice, why: "not-proven" | "not-read"): LeftFinding[] {
  const left = analysis.candidates.filter(
    (candidate) => isFixable(candidate, choice) && !ruleById(candidate.finding.ruleId)?.ofChanges,
  );
  return left.map(({ finding, fixes }) => {
    const [fix] = fixes;
    if (why === "not-read" || !fix)
      return { finding, why: why === "not-read" ? why : "no-fix", caveat: null };
    const isTried = fixes.some((one) => isAllowed(one, choice));
    return { finding, why: isTried ? why : "needs-unsafe", caveat: fix.caveat };
  });
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
