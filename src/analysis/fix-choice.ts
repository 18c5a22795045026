import type { Finding } from "../findings/finding.js";
import { isTestPath } from "../rule-kit/test-paths.js";
import type { FixCandidate } from "../rule-kit/rule.js";
import { ruleById } from "../rules/registry.js";
import type { Candidate } from "./source-analysis.js";

/** Which fixes somebody wants. */
export interface FixChoice {
  /** Those that may refuse honest data, too. */
  readonly unsafe: boolean;
  /** Those also in test code, where what they take away may be what is tested, and any in what tests read. */
  readonly unsafeInTests: boolean;
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
 * - `in-tests`: it was asked for, but the file is test code, or its data: the unsafe form may be what is tested;
 * - `not-proven`: there is a fix, but with it the file does not come out right;
 * - `no-fix`: there is none, a person has to decide what to write.
 */
export type WhyLeft = "needs-unsafe" | "in-tests" | "not-proven" | "no-fix" | "not-read";

/** A finding that is left. */
export interface LeftFinding {
  readonly finding: Finding;
  readonly why: WhyLeft;
  /** What the fix would change besides, where there is one. */
  readonly caveat: string | null;
}

/** Whether a finding may be fixed at all. */
export function isFixable({ finding, inlineWaiver }: Candidate, { isWanted }: FixChoice): boolean {
  return inlineWaiver === null && isWanted(finding);
}

/** Whether a fix may be applied to the file at a path. */
export function isAllowed(
  path: string,
  { refusesOnlyCode }: FixCandidate,
  { unsafe, unsafeInTests }: FixChoice,
): boolean {
  if (refusesOnlyCode === true) return unsafeInTests || !isTestData(path);
  return unsafe && (unsafeInTests || !isInTests(path));
}

/** What tests read, which has to stay as it is. */
function isTestData(path: string): boolean {
  return isInTests(path) && /\/(?:test_?)?(?:data|cases|fixtures|samples|snapshots)\//i.test(path);
}

/** Test code by its name, or in a folder that is called so in one of the ways that there are. */
function isInTests(path: string): boolean {
  return isTestPath(path) || /(?:^|\/)(?:t|testing|unit_?tests?|test_?suite)\//i.test(path);
}

/** What is left of what was to be fixed, and why. */
export function leftOf(
  path: string,
  candidates: readonly Candidate[],
  choice: FixChoice,
  why: "not-proven" | "not-read",
): LeftFinding[] {
  const left = candidates.filter(
    (candidate) => isFixable(candidate, choice) && !ruleById(candidate.finding.ruleId)?.ofChanges,
  );
  return left.map(({ finding, fixes }) => {
    const [fix] = fixes;
    if (why === "not-read" || !fix)
      return { finding, why: why === "not-read" ? why : "no-fix", caveat: null };
    if (fixes.some((one) => isAllowed(path, one, choice))) return { finding, why, caveat: fix.caveat };
    const isAskedFor = choice.unsafe || fixes.some(({ refusesOnlyCode }) => refusesOnlyCode === true);
    return { finding, why: isAskedFor ? "in-tests" : "needs-unsafe", caveat: fix.caveat };
  });
}
