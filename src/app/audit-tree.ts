import { examine } from "../analysis/analyze-files.js";
import type { IssueAudit, IssueUse } from "../audit/issue-facts.js";
import { ownersBy } from "../audit/codeowners.js";
import { nextStepOf } from "../audit/next-step.js";
import type { TreeTexts } from "../github/read-tree.js";
import { isTestPath } from "../rule-kit/test-paths.js";
import type { Policy } from "../policy/policy.js";
import type { AnalyzeFiles } from "./analyze-changes.js";

/** What an audit of one commit is told besides its files. */
export interface TreeFacts {
  readonly ref: IssueAudit["ref"];
  readonly policy: Policy;
  /** The day it is, `YYYY-MM-DD`. */
  readonly today: string;
}

/** What stands in the files of one commit, as an audit that knows nothing of the history. */
export async function auditTree(
  texts: TreeTexts,
  facts: TreeFacts,
  analyze: AnalyzeFiles,
): Promise<IssueAudit> {
  const { ref, policy, today } = facts;
  const { files, manifests, codeowners } = texts;
  // Where the time runs out, it was not for tests.
  const ordered = [...files].sort((a, b) => Number(isTestPath(a.path)) - Number(isTestPath(b.path)));
  const analyses = files.length === 0 ? [] : await analyze({ files: ordered, around: manifests, policy });
  const { findings, notScanned } = examine(analyses, policy, today);
  const owners = codeowners === null ? () => [] : ownersBy(codeowners);
  const uses = findings.map((finding): IssueUse => {
    const { ruleId, level, path, range, symbol, fingerprint } = finding;
    return {
      ...{ ruleId, level, path, line: range.startLine + 1, symbol, fingerprint },
      ...{ owners: owners(path), introduced: null, next: nextStepOf(finding) },
    };
  });
  return {
    ...{ ref, today, uses, fixed: [] },
    points: [{ commit: ref.commit, date: today, total: uses.length, byRule: {} }],
    notScanned: [...texts.notScanned, ...notScanned],
  };
}
