import type { Artifact } from "../artifacts/artifact.js";
import { NO_FLOORS } from "../dependencies/floor.js";
import type { Range } from "../findings/finding.js";
import { fingerprint } from "../findings/fingerprint.js";
import { levelUnder } from "../policy/levels.js";
import { isTestPath } from "../rule-kit/test-paths.js";
import type { Policy } from "../policy/policy.js";
import { buildFileModel, enclosingName, type DocumentParts, type FileModel } from "../python/file-model.js";
import { dataLeaves } from "../python/data-leaves.js";
import { useBasis } from "../python/use-basis.js";
import type { KnownNames } from "../python/known-names.js";
import type { ExtractedPython } from "../parse/notebook.js";
import { sourceText, type SourceText } from "../parse/source-text.js";
import { childOf, nodeAt, type Span, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";
import type { FixCandidate, RuleFinding } from "../rule-kit/rule.js";
import { kinOf } from "../rule-kit/same-use.js";
import { statementText } from "../rule-kit/statement.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { inlineWaivers } from "./inline-waivers.js";
import { changedBehind } from "./changed-behind.js";
import { KNOWN_NAMES } from "./known-names.js";
import { folderOf, isReexport } from "./module-files.js";
import type { NestedModel } from "./nested-code.js";
import { filesThatGive } from "./module-names.js";
import { neverRuns } from "./dead-loads.js";
import { bodyAround, isByIdleImports, isDecorated, isOfUnboundName } from "./place-of-use.js";
import { projectNames } from "./project-names.js";
import type { Remark } from "./remark.js";
import { MAX_FINDINGS, runRules } from "./run-rules.js";
import { mayHoldFinding } from "./sieve.js";
import type { Candidate, Gap, SourceAnalysis } from "./source-analysis.js";
import { sourcesElsewhere, type SourceElsewhere } from "./sources-elsewhere.js";

/** Where a text of Python stands in its file. */
export interface Placement {
  /** The file, with its lines: of a notebook all of its JSON. */
  readonly file: SourceText;
  /** The span of the file that a span of the Python comes from. */
  readonly originalSpan: ExtractedPython["originalSpan"];
  /** The number of the cell at an offset, for a notebook. */
  readonly cellAt?: ExtractedPython["cellAt"];
  /** What the text holds besides, where it is what a document sets. */
  readonly document?: DocumentParts;
  /** What a fix of the Python is in the file; null where it is none there. */
  readonly fixInFile?: (fix: FixCandidate) => FixCandidate | null;
  /** By what a use is known again, where its statement would be all that a document sets. */
  readonly statementOf?: (range: Range) => string;
  /** How often a use was found in what stands before this in the file. */
  readonly ordinals?: Map<string, number>;
}

/** Finds every unsafe use in one text of Python, whatever words it holds. Never throws; what went wrong is in `gaps`. */
export function analyzePython(
  path: string,
  code: string,
  placement: Placement,
  tools: AnalysisTools,
): SourceAnalysis {
  const { file, originalSpan, cellAt, document, fixInFile, ordinals = new Map<string, number>() } = placement;
  const known = namesAround(path, code, tools);
  const parsed = tools.parse(code);
  if (!parsed.ok) return { candidates: [], gaps: [{ line: null, reason: parsed.problem }], parsed: false };
  const gaps: Gap[] = syntaxErrors(parsed.tree, originalSpan, file);
  const candidates: Candidate[] = [];
  let remarks: readonly Remark[] = [];
  try {
    const place = { path, floors: tools.floors ?? NO_FLOORS };
    const model = buildFileModel(parsed.tree, known, {
      ...place,
      ...(cellAt === undefined ? { source: fixInFile ? linesIn(file, code, originalSpan) : file } : {}),
      ...(document && { document }),
    });
    const hits = runRules(
      model,
      nestedModels(tools, place, MAX_NESTING),
      (reason) => gaps.push({ line: null, reason }),
      (named) => readNamed(path, named, tools),
      (named) => artifactNamed(path, named, tools),
    );
    const rangeOf = (span: Span): Range => file.rangeOf(originalSpan(span));
    const allowed = inlineWaivers(model, rangeOf);
    remarks = allowed.remarks;
    const isTest = isTestPath(path);
    const behind = changedBehind(path, code, tools.repository, tools.changed);
    const elsewhere = hits.length > 0 ? sourcesElsewhere(model, path, code, tools) : null;
    for (const { rule, found: reported, sentBy: sentHere = null } of hits) {
      if (candidates.length > MAX_FINDINGS) break;
      // A stub file is never run.
      const sent = sentHere === null && reported.data && elsewhere ? elsewhere(reported.data) : null;
      const found = sent ? withSource(reported, sent) : reported;
      const sentBy = sentHere ?? sent?.what ?? null;
      const own = path.endsWith(".pyi") ? "note" : ((isTest ? found.levelInTests : null) ?? found.level);
      if (found.wrapper !== undefined && isTrusted(found.wrapper, tools.policy)) continue;
      const level = levelUnder(tools.policy, path, rule, own);
      if (level === null) continue;
      const node = nodeAt(model.tree, found.span);
      const range = rangeOf(found.span);
      const waiver = allowed.find(rule.meta.id, found.span);
      const statement = placement.statementOf?.(range) ?? statementText(model, node);
      const enclosing = enclosingName(model, node);
      const { symbol } = found;
      const key = JSON.stringify([rule.meta.id, symbol, enclosing, statement]);
      const ordinal = ordinals.get(key) ?? 0;
      ordinals.set(key, ordinal + 1);
      candidates.push({
        statement,
        identity: {
          ...kinOf(rule, found),
          ...{ level, symbol, enclosing, statement, sentBy },
          leaves:
            level === "note" && waiver === null
              ? null
              : dataLeaves(model, found.data ?? node, TAKING_PATHS.test(symbol)),
          isImport: rule.subject === "import",
          isOfWrapper: found.wrapper !== undefined,
          ownWrapper: found.ownWrapper ?? null,
          isDecorated: isDecorated(model, node),
          isIdle:
            isTest || neverRuns(model, node) || isByIdleImports(model, found) || isOfUnboundName(model, node),
          given: givenTo(model, node),
          body: bodyAround(model, node),
        },
        inlineWaiver: waiver,
        fixes: fixesOf(found.fixes ?? [], fixInFile),
        finding: {
          ruleId: rule.meta.id,
          level,
          message: cellAt ? `${found.message} (Cell ${String(cellAt(found.span.start))}.)` : found.message,
          path,
          range,
          symbol,
          enclosing,
          related: (found.related ?? []).map(({ span, label }) => ({
            range: rangeOf(span),
            label,
          })),
          origin: "existing",
          fingerprint: fingerprint({ ruleId: rule.meta.id, symbol, enclosing, statement, ordinal }),
          basis: level === "note" ? "" : useBasis(model, node, found.data, behind),
          fix: null,
          need: found.need ?? null,
        },
      });
    }
    if (model.evaluator.exhausted()) {
      gaps.push({ line: null, reason: "too entangled: names could not all be followed" });
    }
  } catch (error) {
    gaps.push({ line: null, reason: `the analysis failed: ${errorText(error)}` });
  }
  return { candidates, gaps, parsed: true, ...(remarks.length > 0 && { remarks }) };
}

function withSource(found: RuleFinding, { what, file }: SourceElsewhere): RuleFinding {
  const message = `${found.message} What it reads comes from ${what}, in \`${file.replaceAll("`", "'")}\`.`;
  return { ...found, message };
}

/** The lines of a program with the numbers that they have in the file around it. */
function linesIn(file: SourceText, code: string, originalSpan: Placement["originalSpan"]): SourceText {
  const own = sourceText(code);
  const positionOf: SourceText["positionOf"] = (offset) => ({
    line: file.positionOf(originalSpan({ start: offset, end: offset + 1 }).start).line,
    column: own.positionOf(offset).column,
  });
  return { ...own, positionOf, lineCount: own.lineCount };
}

function fixesOf(fixes: readonly FixCandidate[], inFile: Placement["fixInFile"]): readonly FixCandidate[] {
  return inFile ? fixes.flatMap((fix) => inFile(fix) ?? []) : fixes;
}

/** What a call is given, without white space: what stays the same where only the callee is spelled anew. */
function givenTo({ tree }: FileModel, node: SyntaxNode): string {
  const list = node.type === "call" ? childOf(node, "arguments") : null;
  return list && list.end - list.start < 2000
    ? tree.text.slice(list.start, list.end).replace(/\s+|,(?=\s*\)$)/g, "")
    : "";
}

/** The outside names that the rules know, and what the file's imports from its own repository stand for. */
function namesAround(path: string, code: string, { repository, parse }: AnalysisTools): KnownNames {
  if (!repository) return KNOWN_NAMES;
  const project = projectNames(path, code, filesThatGive(repository, parse));
  const known = { ...KNOWN_NAMES, isReexport: (name: string) => isReexport(path, name, repository) };
  return project ? { ...known, project } : known;
}

/** Whether the policy trusts calls of this function; source folders above the package do not count. */
function isTrusted(wrapper: string, { wrappers }: Policy): boolean {
  return wrappers.some((symbol) => wrapper === symbol || wrapper.endsWith(`.${symbol}`));
}

/** How often code may stand in a text of code. */
export const MAX_NESTING = 8;

/** A file that is named in the file at `path`: as it lies beside that, or in the repository. */
function readNamed(path: string, named: string, { repository }: AnalysisTools): string | null {
  const plain = named.replace(/^(?:\.?\/)+/, "");
  return repository?.read(folderOf(path) + plain) ?? repository?.read(plain) ?? null;
}

function artifactNamed(path: string, named: string, { artifactAt }: AnalysisTools): Artifact | null {
  const plain = named.replace(/^(?:\.?\/)+/, "");
  return artifactAt?.(folderOf(path) + plain) ?? artifactAt?.(plain) ?? null;
}

/** Models of code inside literals, down to this depth. */
function nestedModels(
  tools: AnalysisTools,
  place: Pick<FileModel, "path" | "floors">,
  depth: number,
): NestedModel {
  return (text) => {
    if (depth === 0 || !mayHoldFinding(text)) return null;
    const parsed = tools.parse(text);
    if (!parsed.ok) return null;
    return {
      model: buildFileModel(parsed.tree, KNOWN_NAMES, place),
      nested: nestedModels(tools, place, depth - 1),
    };
  };
}

function syntaxErrors(
  tree: SyntaxTree,
  originalSpan: ExtractedPython["originalSpan"],
  file: SourceText,
): Gap[] {
  return tree.errors.map((span) => ({
    line: file.positionOf(originalSpan(span).start).line,
    reason: "syntax error",
  }));
}

/** What an error says. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Loaders that are given a path, as a rule. */
const TAKING_PATHS = /^(?:torch|joblib|numpy|cupy|jax\.numpy)\.load$|^pandas\.read_pickle$/;
