import { analyzeFile, type FileAnalysis, type SourceFile } from "../src/analysis/analyze-file.js";
import { examine, goneTexts } from "../src/analysis/analyze-files.js";
import { surroundingsOf } from "../src/analysis/surroundings.js";
import type { Hunk } from "../src/diff/hunk.js";
import { parsePatch } from "../src/diff/parse-patch.js";
import { unifiedDiff } from "../src/diff/unified-diff.js";
import type { NotScanned } from "../src/findings/finding.js";
import type { ParsePython } from "../src/parse/syntax-tree.js";
import { effectivePolicy } from "../src/policy/effective-policy.js";
import { parsePolicy } from "../src/policy/parse-policy.js";
import type { PolicyProblem } from "../src/policy/policy.js";
import { planReview } from "../src/review/plan-review.js";
import type { PlannedCheck, PlannedComment, PlannedFileComment } from "../src/review/plan.js";
import { sealOf } from "../src/review/seal.js";
import { NOTHING_SAID, type ReviewInput } from "../src/review/state.js";
import type { Finding } from "../src/findings/finding.js";

/** A file of a change that is shown: its text before and after. `base` is null where it is new. */
export interface TextChange {
  readonly path: string;
  readonly base: string | null;
  readonly head: string;
}

/** A new file that may run something when it is loaded. */
export interface NewArtifact {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A change to review, and under what. */
export interface ReviewedChange {
  readonly files: readonly (TextChange | NewArtifact)[];
  /** The text of the policy file on the base branch; null where there is none. */
  readonly policy: string | null;
  /** The day it is, `YYYY-MM-DD`. */
  readonly today: string;
  /** Where the pages of rules are: below it, at `rules/<id>`. */
  readonly siteUrl: string;
}

/** What no-pickle would write on a pull request with that change. Plain data: it is sent between threads. */
export interface ShownReview {
  readonly findings: readonly Finding[];
  readonly notScanned: readonly NotScanned[];
  readonly problems: readonly PolicyProblem[];
  /** The text of the review; null where there is none. */
  readonly body: string | null;
  readonly requestsChanges: boolean;
  readonly comments: readonly PlannedComment[];
  readonly fileComments: readonly PlannedFileComment[];
  readonly check: Pick<PlannedCheck, "conclusion" | "title">;
  /** By path. */
  readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
}

/** Reviews a change as the App would review a pull request that makes it. Never throws. */
export function reviewChange(change: ReviewedChange, parse: ParsePython): ShownReview {
  const { today } = change;
  const read = change.policy === null ? null : parsePolicy(change.policy);
  const { policy } = effectivePolicy(read?.ok === true ? read : null, null);
  const files = change.files.map(sourceFile);
  const hunks = new Map(
    files.flatMap((file) => ("head" in file && file.hunks ? [[file.path, file.hunks] as const] : [])),
  );
  const heads = files.flatMap((file) => ("head" in file ? [[file.path, file.head] as const] : []));
  const tools = { parse, policy, ...surroundingsOf(new Map(heads)), gone: goneTexts(files) };
  const analyses: FileAnalysis[] = files.map((file) => analyzeFile(file, tools));
  const examined = {
    ...examine(analyses, policy, today),
    filesChanged: files.length,
    filesScanned: files.length,
    hunks,
  };
  const problems = read?.ok === false ? read.problems : [];
  const plan = planReview({
    ...NOBODY_YET,
    examined,
    policy,
    policySource: change.policy === null ? { kind: "built-in" } : { kind: "given" },
    policyProblems: problems,
    today,
    baseUrl: change.siteUrl,
  });
  return {
    findings: examined.findings,
    notScanned: examined.notScanned,
    problems,
    body: plan.review?.body ?? null,
    requestsChanges: plan.review?.event === "REQUEST_CHANGES",
    comments: plan.review?.comments ?? [],
    fileComments: plan.fileComments,
    check: {
      conclusion: plan.check?.conclusion ?? "success",
      title: plan.check?.title ?? "",
    },
    hunks,
  };
}

function sourceFile(file: TextChange | NewArtifact): SourceFile {
  if ("bytes" in file) return { path: file.path, kind: "artifact", content: file.bytes, base: null };
  const { path, base, head } = file;
  return { path, base, head, hunks: hunksBetween(base ?? "", head) };
}

/** The hunks between two texts, as GitHub's; null where they cannot be told. */
function hunksBetween(base: string, head: string): readonly Hunk[] | null {
  const [, , ...hunks] = unifiedDiff("a", base, head).split("\n");
  const parsed = parsePatch(hunks.join("\n"));
  return parsed.ok ? parsed.hunks : null;
}

/** A pull request that nothing was said on. */
const NOBODY_YET: Pick<ReviewInput, "pull" | "said" | "branchRules" | "seal" | "rerun" | "wantsHowToFix"> = {
  pull: {
    owner: "you",
    repo: "project",
    number: 1,
    repositoryId: 1,
    nodeId: "",
    headSha: "",
    baseRef: "main",
    landsOn: "main",
    author: "you",
    isDraft: false,
    repositoryUrl: "https://github.com/you/project",
  },
  said: NOTHING_SAID,
  branchRules: null,
  seal: sealOf([]),
  rerun: null,
  wantsHowToFix: false,
};
