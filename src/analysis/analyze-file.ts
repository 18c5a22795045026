import { addedLines, oldLineOf, type Hunk } from "../diff/hunk.js";
import { compareFindings, type Finding, type NotScanned, type Origin } from "../findings/finding.js";
import { ruleById } from "../rules/registry.js";
import { covers, type WaivableUse } from "../policy/apply-waivers.js";
import type { Waived } from "../policy/waived.js";
import { isIgnored } from "../policy/levels.js";
import { analyzePolicyChange, isPolicyChange } from "./analyze-policy-change.js";
import { analyzeArtifact } from "./analyze-artifact.js";
import type { ArtifactFile } from "./artifact-file.js";
import { analyzeManifest } from "./analyze-manifest.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { analyzeSource } from "./analyze-source.js";
import { compareWithBase, type LineMap } from "./compare.js";
import { fileKind, type FileKind } from "./file-kind.js";
import type { FileText } from "./file-text.js";
import type { InlineWaiver } from "./inline-waivers.js";
import { fixProver } from "./prove-fix.js";
import type { Candidate, Gap, SourceAnalysis, UseIdentity } from "./source-analysis.js";

/** One file before and after a change. */
export interface ChangedFile {
  /** Its path after the change. */
  readonly path: string;
  /** Its path before the change, where it was renamed: what the policy lets pass there, it may not let pass here. */
  readonly previousPath?: string;
  /** Its text after the change. */
  readonly head: string;
  /** Its text before, under its old name if it was renamed; null where it is new. */
  readonly base: string | null;
  /** The diff between the two; null where it is not known. */
  readonly hunks: readonly Hunk[] | null;
  /** Of a policy file that is not there any more, what became of it: "is deleted". Its `head` is empty. */
  readonly gone?: string;
}

/** A file that a change takes away, with the text that it had: what stood there may stand somewhere else now. */
export interface DeletedFile {
  readonly path: string;
  readonly kind: "deleted";
  readonly base: string;
}

/** A file as it goes into the analysis: of a change, or of a tree as it is; or one of which there is no text. */
export type SourceFile = ChangedFile | DeletedFile | ArtifactFile | ({ readonly path: string } & FileText);

/** What came of one file. */
export interface FileAnalysis {
  readonly findings: readonly Finding[];
  readonly notScanned: readonly NotScanned[];
  /** What comments in the code let through that were there before the change. */
  readonly waived: readonly Waived[];
  /** Uses that were there before the change and that waivers of the policy may have been written for. */
  readonly before: readonly WaivableUse[];
  /** The uses that are new in this file; they may have been moved here from another one. */
  readonly come: readonly NewUse[];
  /** The uses that this file had before the change, and has no more. */
  readonly gone: readonly UseIdentity[];
}

/** A use that is new in a file. */
export interface NewUse {
  /** The place of its finding in `findings`. */
  readonly finding: number;
  readonly identity: UseIdentity;
}

/** What came of a file that holds nothing. */
export const NOTHING_FOUND: FileAnalysis = {
  findings: [],
  notScanned: [],
  waived: [],
  before: [],
  come: [],
  gone: [],
};

/** Finds what a change brings into a file, or everything in a file of a tree. Never throws. */
export function analyzeFile(file: SourceFile, tools: AnalysisTools): FileAnalysis {
  if ("head" in file) return analyzeChangedFile(file, tools);
  const { path } = file;
  switch (file.kind) {
    case "text":
      return analyzeWholeFile(path, file.text, tools);
    case "not-scanned":
      return {
        ...NOTHING_FOUND,
        notScanned: [{ path, reason: file.reason, blocking: file.blocking ?? true }],
      };
    case "no-code":
      return NOTHING_FOUND;
    case "artifact":
      return { ...NOTHING_FOUND, findings: analyzeArtifact(file, tools) };
    case "deleted":
      return { ...NOTHING_FOUND, gone: usesThatWere(file, tools) };
  }
}

function usesThatWere({ path, base }: DeletedFile, tools: AnalysisTools): readonly UseIdentity[] {
  if (kindOf(path) === "manifest") return [];
  return payable(analyzeBase({ path }, base, tools).candidates.map(({ identity }) => identity));
}

/** The uses that are gone and can pay for new ones. */
function payable(gone: readonly UseIdentity[]): readonly UseIdentity[] {
  return gone.filter(({ level }) => level !== "note");
}

/** Finds what a change brings into one file: everything but the origin `existing`. Never throws. */
export function analyzeChangedFile(file: ChangedFile, tools: AnalysisTools): FileAnalysis {
  if (isPolicyChange(file)) return { ...NOTHING_FOUND, findings: analyzePolicyChange(file, tools) };
  const kind = kindOf(file.path);
  if (isIgnored(tools.policy, file.path)) return NOTHING_FOUND;
  if (kind === "manifest") {
    const { path, head, base } = file;
    return base === null
      ? NOTHING_FOUND
      : { ...NOTHING_FOUND, findings: analyzeManifest({ path, head, base }, tools) };
  }
  const head = analyzeSource(file.path, kind, file.head, tools);
  const base = file.base === null ? null : analyzeBase(file, file.base, tools);
  const lines = file.hunks === null ? null : lineMap(file.hunks);
  const notScanned = head.gaps.map((gap) => toNotScanned(file.path, gap, kind, lines, base));
  const compared = compareWithBase(head.candidates, base?.candidates ?? [], lines);
  const prove = fixProver(file.path, file.head, head.candidates, tools);
  const found: { readonly finding: Finding; readonly identity: UseIdentity }[] = [];
  const waived: Waived[] = [];
  for (const candidate of compared.candidates) {
    const { origin, inlineWaiver, was } = candidate;
    if (origin === "existing") continue;
    const finding = withOrigin(candidate, origin, prove);
    // Both the use and the comment beside it were there before: a change cannot waive what it brings in, nor what it makes
    // of a harmless line that somebody put a comment on.
    if (inlineWaiver && was?.inlineWaiver) waived.push(waivedInline(finding, inlineWaiver));
    else found.push({ finding, identity: candidate.identity });
  }
  const before = usesForWaivers(file.path, base?.candidates ?? [], tools);
  found.sort((one, other) => compareFindings(one.finding, other.finding));
  return {
    findings: found.map(({ finding }) => finding),
    notScanned: merge(notScanned),
    waived,
    before,
    come: found.flatMap(({ finding, identity }, i) =>
      finding.level === "note" ? [] : [{ finding: i, identity }],
    ),
    // What cannot be read may still hold them.
    gone: head.gaps.length === 0 ? payable(compared.gone) : [],
  };
}

/** What of the old text takes waivers of the policy: all that is more than a note and has no waiver of its own. */
function usesForWaivers(
  path: string,
  base: readonly Candidate[],
  { policy }: AnalysisTools,
): readonly WaivableUse[] {
  const waivers = policy.waivers.filter((waiver) => waiver.path === path);
  if (waivers.length === 0) return [];
  return base
    .filter(({ finding, inlineWaiver }) => finding.level !== "note" && inlineWaiver === null)
    .map(({ finding: { ruleId, symbol } }) => ({ ruleId, symbol, path }))
    .filter((use) => waivers.some((waiver) => covers(waiver, use)));
}

/** Under its old name, with the levels of that: a file that is moved out of an ignored folder brings its findings along. */
function analyzeBase(
  { path, previousPath = path }: Pick<ChangedFile, "path" | "previousPath">,
  text: string,
  tools: AnalysisTools,
): SourceAnalysis {
  if (isIgnored(tools.policy, previousPath)) return { candidates: [], gaps: [], parsed: false };
  return analyzeSource(previousPath, kindOf(previousPath), text, tools);
}

/** Whoever names a file whose name tells of something else has seen that its first line tells of Python. */
function kindOf(path: string): FileKind {
  return fileKind(path) ?? "script";
}

/** Finds everything in one text; each finding has the origin `existing`. Never throws. */
export function analyzeWholeFile(path: string, text: string, tools: AnalysisTools): FileAnalysis {
  const kind = kindOf(path);
  if (kind === "manifest" || isIgnored(tools.policy, path)) return NOTHING_FOUND;
  const { candidates, gaps } = analyzeSource(path, kind, text, tools);
  const prove = fixProver(path, text, candidates, tools);
  const findings: Finding[] = [];
  const waived: Waived[] = [];
  for (const candidate of candidates) {
    const finding = withOrigin(candidate, "existing", prove);
    if (candidate.inlineWaiver) waived.push(waivedInline(finding, candidate.inlineWaiver));
    else
      findings.push(ruleById(finding.ruleId)?.ofChanges ? { ...finding, level: "note" as const } : finding);
  }
  return {
    ...NOTHING_FOUND,
    findings: findings.sort(compareFindings),
    notScanned: merge(gaps.map((gap) => toNotScanned(path, gap, kind, null, null))),
    waived,
    before: [],
  };
}

function waivedInline(finding: Finding, { reason }: InlineWaiver): Waived {
  return { finding, by: { kind: "inline", reason, expires: null } };
}

function withOrigin(
  candidate: Candidate,
  origin: Origin,
  prove: (candidate: Candidate) => Finding["fix"],
): Finding {
  // A use that was there before is mentioned; it never blocks.
  if (origin === "touched") return { ...candidate.finding, origin, level: "note" };
  return { ...candidate.finding, origin, fix: prove(candidate) };
}

function lineMap(hunks: readonly Hunk[]): LineMap {
  return { added: addedLines(hunks), oldLine: oldLineOf(hunks) };
}

/** A syntax error away from the change, in a file that had errors before, is reported but does not block. */
function toNotScanned(
  path: string,
  gap: Gap,
  kind: FileKind,
  lines: LineMap | null,
  base: SourceAnalysis | null,
): NotScanned {
  if (gap.line === null) return { path, reason: gap.reason, blocking: true };
  // The grammar is that of Python: what others add to it cannot be parsed.
  if (kind === "cython" || kind === "dialect") {
    const what = kind === "cython" ? "Cython" : "text is Python and";
    const where = `from line ${String(gap.line + 1)} on not all of the ${what} could be read`;
    return { path, reason: `${where}; the rest was analyzed`, blocking: false };
  }
  const old = base?.gaps.some((other) => other.line !== null) ?? false;
  const near = !lines || [0, 1, 2].some((i) => lines.added.has((gap.line ?? 0) + i));
  const place = `${gap.reason} at line ${String(gap.line + 1)}`;
  const rest = kind === "notebook" ? "the other cells were analyzed" : "the rest was analyzed";
  return { path, reason: `${place}; ${rest}`, blocking: !old || near };
}

/** One entry a file: the first blocking gap, else the first. */
function merge(gaps: readonly NotScanned[]): NotScanned[] {
  const first = gaps.find((gap) => gap.blocking) ?? gaps[0];
  return first ? [first] : [];
}
