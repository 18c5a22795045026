import type { Hunk } from "../diff/hunk.js";
import { mayInstall } from "../dependencies/installs.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import { compareFindings, type Finding, type NotScanned, type Origin } from "../findings/finding.js";
import { ruleById } from "../rules/registry.js";
import type { WaivableUse } from "../policy/apply-waivers.js";
import type { Waived } from "../policy/waived.js";
import { isIgnored } from "../policy/levels.js";
import { asAccepted, isWaived, speaksOfObeyed, usesForWaivers, wasMilder } from "./accepted.js";
import { analyzePolicyChange, isPolicyChange } from "./analyze-policy-change.js";
import { analyzeArtifact } from "./analyze-artifact.js";
import type { ArtifactFile } from "./artifact-file.js";
import { analyzeLines } from "./analyze-lines.js";
import { analyzeGiven } from "./analyze-given.js";
import { analyzeManifest } from "./analyze-manifest.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { toolsBefore } from "./gone-files.js";
import { analyzeSource } from "./analyze-source.js";
import { compareWithBase, lineMap, type OriginatedCandidate } from "./compare.js";
import { kindOf, type FileKind } from "./file-kind.js";
import type { FileText } from "./file-text.js";
import { isOfOtherKind, noPython, onePerFile, toNotScanned } from "./gaps.js";
import { waivedInline } from "./inline-waivers.js";
import { fixProver } from "./prove-fix.js";
import type { Remark } from "./remark.js";
import type { Candidate, SourceAnalysis, UseIdentity } from "./source-analysis.js";
import { artifactStanding, standing, type Standing } from "./standing.js";

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
export type SourceFile = ChangedFile | DeletedFile | ArtifactFile | TreeFile;

/** A file of a tree. */
export type TreeFile = FileText & {
  readonly path: string;
  /** What it is taken for, whatever its name tells: somebody named it outright. */
  readonly as?: "python";
};

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
  /** What is said of its lines besides. */
  readonly remarks?: readonly (Remark & { readonly path: string })[];
  /** All that stands in it after the change, where the policy names a ratchet. */
  readonly stands?: readonly Standing[];
}

/** A use that is new in a file. */
export interface NewUse {
  /** The place of its finding in `findings`. */
  readonly finding: number;
  readonly identity: UseIdentity;
  /** Whether the whole file is new. */ readonly isOfNewFile: boolean;
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
      return analyzeWholeFile(path, file.text, tools, file.as);
    case "not-scanned":
      return {
        ...NOTHING_FOUND,
        notScanned: [{ path, reason: file.reason, blocking: file.blocking ?? true }],
      };
    case "no-code":
      return NOTHING_FOUND;
    case "artifact":
      return { ...NOTHING_FOUND, findings: analyzeArtifact(file, tools), ...artifactStanding(file, tools) };
    case "deleted": {
      const { candidates } = analyzeBase({ path }, file.base, tools);
      return {
        ...NOTHING_FOUND,
        gone: payable(candidates.map(({ identity }) => identity)),
        findings: isManifest(path) ? analyzeManifest({ path, head: "", base: file.base }, tools) : [],
        ...standing({ path }, candidates, [], tools),
      };
    }
  }
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
  const { path, head, base } = file;
  const analysis = analyzeChange(file, kind, tools);
  const weaker = analyzeLines(file, analysis.findings, tools);
  const required = isRequired(path, kind, head)
    ? analyzeManifest({ path, head, base: base ?? "" }, tools)
    : [];
  const given = analyzeGiven(file, [...analysis.findings, ...weaker], tools);
  // What is new is told by its place among the findings: theirs come first.
  return { ...analysis, findings: [...analysis.findings, ...weaker, ...given, ...required] };
}

/** Whether a text decides which versions of others are installed. */
function isRequired(path: string, kind: FileKind, head: string): boolean {
  return isManifest(path) || (kind === "document" && mayInstall(head));
}

function analyzeChange(file: ChangedFile, kind: FileKind, tools: AnalysisTools): FileAnalysis {
  const head = analyzeSource(file.path, kind, file.head, tools);
  const base = file.base === null ? null : analyzeBase(file, file.base, tools);
  const lines = file.hunks === null ? null : lineMap(file.hunks);
  const notScanned = head.gaps.map((gap) => toNotScanned(file.path, gap, kind, lines, base));
  const compared = compareWithBase(head.candidates, base?.candidates ?? [], lines, file.base ?? "");
  const prove = fixProver(file.path, kind, file.head, head.candidates, tools);
  const found: (Pick<OriginatedCandidate, "finding" | "identity"> & { readonly mayBeMoved: boolean })[] = [];
  const waived: Waived[] = [];
  const candidates = compared.candidates.map((candidate) => asAccepted(file.path, candidate, lines, tools));
  for (const candidate of candidates) {
    const { origin, inlineWaiver, identity, was } = candidate;
    if (origin === "existing" || speaksOfObeyed(candidate, candidates)) continue;
    const finding = withOrigin(candidate, origin, prove);
    if (inlineWaiver && isWaived(candidate)) waived.push(waivedInline(finding, inlineWaiver));
    else found.push({ finding, identity, mayBeMoved: was === null && !wasMilder(candidate, base) });
  }
  const before = usesForWaivers(file.path, base?.candidates ?? [], tools);
  found.sort((one, other) => compareFindings(one.finding, other.finding));
  return {
    findings: found.map(({ finding }) => finding),
    notScanned: onePerFile(notScanned),
    waived,
    before,
    come: found.flatMap(({ finding, identity, mayBeMoved }, i) =>
      finding.level === "note" || !mayBeMoved
        ? []
        : [{ finding: i, identity, isOfNewFile: file.base === null }],
    ),
    // What cannot be read may still hold them.
    gone: head.gaps.length === 0 ? payable(compared.gone) : [],
    ...remarksOf(file.path, head),
    ...standing(file, base?.candidates ?? [], candidates, tools),
  };
}

/** Under its old name, with the levels of that: a file that is moved out of an ignored folder brings its findings along. */
function analyzeBase(
  { path, previousPath = path }: Pick<ChangedFile, "path" | "previousPath">,
  text: string,
  tools: AnalysisTools,
): SourceAnalysis {
  if (isIgnored(tools.policy, previousPath)) return { candidates: [], gaps: [], parsed: false };
  return analyzeSource(previousPath, kindOf(previousPath), text, toolsBefore(tools));
}

function remarksOf(path: string, { remarks }: SourceAnalysis): Pick<FileAnalysis, "remarks"> {
  return remarks === undefined ? {} : { remarks: remarks.map((remark) => ({ path, ...remark })) };
}

/**
 * Finds everything in one text; each finding has the origin `existing`. Never throws.
 * @param as what the text is taken for, where that is not for its name to tell
 */
export function analyzeWholeFile(
  path: string,
  text: string,
  tools: AnalysisTools,
  as?: "python",
): FileAnalysis {
  const kind = as ?? kindOf(path);
  if (isIgnored(tools.policy, path)) return NOTHING_FOUND;
  const analysis = analyzeSource(path, kind, text, tools);
  const { candidates, gaps } = analysis;
  const error = gaps.find(({ line }) => line !== null);
  if (as !== undefined && error && isOfOtherKind(path, text))
    return { ...NOTHING_FOUND, notScanned: [noPython(path, error)] };
  const prove = fixProver(path, kind, text, candidates, tools);
  const findings: Finding[] = [];
  const waived: Waived[] = [];
  const obeyed = new Set(candidates.map(({ inlineWaiver }) => inlineWaiver?.line));
  for (const candidate of candidates) {
    const finding = withOrigin(candidate, "existing", prove);
    const isOfChanges = ruleById(finding.ruleId)?.ofChanges === true;
    if (candidate.inlineWaiver) waived.push(waivedInline(finding, candidate.inlineWaiver));
    else if (!isOfChanges) findings.push(finding);
    // In a tree as it is, a comment that lets something through is obeyed: nothing is to be said of it.
    else if (!obeyed.has(finding.range.startLine)) findings.push({ ...finding, level: "note" });
  }
  return {
    ...NOTHING_FOUND,
    findings: findings.sort(compareFindings),
    notScanned: onePerFile(gaps.map((gap) => toNotScanned(path, gap, kind, null, null))),
    waived,
    before: [],
    ...remarksOf(path, analysis),
  };
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
