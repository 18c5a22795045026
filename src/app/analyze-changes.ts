import type { DeletedFile, FileAnalysis, TreeFile } from "../analysis/analyze-file.js";
import type { ArtifactFile } from "../analysis/artifact-file.js";
import { isPolicyChange } from "../analysis/analyze-policy-change.js";
import { analyzeFiles, examine, goneTexts, type AnalyzedFile } from "../analysis/analyze-files.js";
import { artifactsAmong } from "../analysis/artifacts-among.js";
import { prepareText, type TextWork } from "../analysis/prepare-text.js";
import type { SeenTexts } from "../analysis/seen-texts.js";
import { surroundingsOf } from "../analysis/surroundings.js";
import { holdChange } from "../audit/hold-change.js";
import type { RatchetTexts } from "../audit/ratchet-change.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import { loweringManifests } from "../dependencies/lowering-manifests.js";
import { pairRenames } from "../diff/similarity.js";
import type { Changes } from "../github/changes.js";
import type { ReadPolicy } from "../policy/effective-policy.js";
import type { Policy } from "../policy/policy.js";
import type { Parser } from "../parse/syntax-tree.js";
import type { ReviewInput } from "../review/state.js";

/** What there is to analyze, as plain values that can be sent to another thread. */
export interface AnalysisWork {
  readonly files: readonly (Changes["files"][number] | ArtifactFile | DeletedFile | TreeFile)[];
  readonly around: Changes["around"];
  /** Files that the change does not touch, and that its Python may load. */
  readonly loaded?: readonly ArtifactFile[];
  readonly policy: Policy;
  readonly organization?: ReadPolicy | null;
  readonly isOrganization?: boolean;
}

/** Analyzes the files of a change, in this thread or in others. Results are in the order of the files. Never rejects. */
export type AnalyzeFiles = (work: AnalysisWork) => Promise<readonly FileAnalysis[]>;

/** All work on the texts of a change: what it takes grows with what a stranger wrote. */
export interface Analysis extends TextWork {
  readonly analyze: AnalyzeFiles;
}

/**
 * Analyzes in this thread, file by file.
 * @param seen earlier analyses, which are reused for texts that are the same
 */
export function analyzeInTurn(
  { files, around, loaded = [], ...decided }: AnalysisWork,
  parser: Parser,
  seen?: SeenTexts,
): AsyncGenerator<AnalyzedFile> {
  const changed = files.flatMap((file): [string, string][] => {
    if ("head" in file) return [[file.path, file.head]];
    // Of a tree, the manifests that count for all files are among those around.
    return file.kind === "text" && !isManifest(file.path) ? [[file.path, file.text]] : [];
  });
  const surroundings = surroundingsOf(new Map([...around, ...changed]));
  const artifacts = [...loaded, ...files.filter((file) => "kind" in file && file.kind === "artifact")];
  const artifactAt = artifactsAmong(
    new Map(artifacts.map(({ path, content }) => [path, content])),
    decided.policy,
  );
  return analyzeFiles(files, parser, {
    ...decided,
    ...surroundings,
    gone: goneTexts(files),
    changed: new Set(files.flatMap((file) => ("head" in file && file.head !== file.base ? [file.path] : []))),
    before: new Map(
      files.flatMap((file): [string, string | null][] =>
        "head" in file && file.head !== file.base ? [[file.path, file.base]] : [],
      ),
    ),
    artifactAt,
    ...(seen && { seen }),
  });
}

/** Does it in this thread. */
export function analysisHere(parser: Parser): Analysis {
  return {
    prepare: (texts) => Promise.resolve(texts.map(prepareText)),
    pair: (added, removed) => Promise.resolve(pairRenames(added, removed)),
    lowering: (changed, around) => Promise.resolve(loweringManifests(changed, around)),
    analyze: async (work) => {
      const analyses: FileAnalysis[] = [];
      for await (const { analysis } of analyzeInTurn(work, parser)) analyses.push(analysis);
      return analyses;
    },
  };
}

/**
 * Analyzes a change under a policy and applies the policy's waivers and its ratchet.
 * @param today the day it is, `YYYY-MM-DD`
 */
export async function analyzeChanges(
  changes: Changes & { readonly filesChanged: number },
  decided: Omit<AnalysisWork, "files" | "around" | "loaded">,
  analyze: AnalyzeFiles,
  today: string,
  ratchet: RatchetTexts | null = null,
): Promise<ReviewInput["examined"]> {
  const { artifacts, loaded, deleted, around, hunks, filesChanged } = changes;
  // The policy first: whatever the other files take, it is compared.
  const files = [...changes.files].sort((a, b) => Number(isPolicyChange(b)) - Number(isPolicyChange(a)));
  const analyses =
    files.length + artifacts.length + deleted.length === 0
      ? []
      : await analyze({ ...decided, files: [...files, ...artifacts, ...deleted], around, loaded });
  const { policy } = decided;
  const found = examine(analyses, policy, today);
  const examined = {
    ...found,
    notScanned: [...changes.notScanned, ...found.notScanned],
    filesChanged,
    filesScanned: files.filter((file) => !isPolicyChange(file)).length + artifacts.length,
    hunks,
  };
  return holdChange(examined, ratchet, policy, today);
}
