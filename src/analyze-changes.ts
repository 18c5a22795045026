import { analyzeChangedFile } from "./analysis/analyze-file.js";
import { surroundingsOf } from "./analysis/surroundings.js";
import { compareFindings, type Finding, type NotScanned } from "./findings/finding.js";
import type { Changes } from "./github/read-changes.js";
import type { PolicyFile } from "./github/read-policy.js";
import { applyWaivers, type Waived } from "./policy/apply-waivers.js";
import { parsePolicy } from "./policy/parse-policy.js";
import { DEFAULT_POLICY, type Policy, type PolicyProblem } from "./policy/policy.js";
import type { Parser } from "./python/syntax-tree.js";
import type { Examined, PolicySource } from "./review/state.js";

/** The policy of a review, where it came from, and what is wrong with it. */
export interface DecidedPolicy {
  readonly policy: Policy;
  readonly policySource: PolicySource;
  readonly policyProblems: readonly PolicyProblem[];
}

/** The policy to review under: the one that was given, else the file that was read, else the defaults. */
export function decidePolicy(file: PolicyFile | null, given: Policy | undefined): DecidedPolicy {
  if (given) return { policy: given, policySource: { kind: "given" }, policyProblems: [] };
  if (!file) return { policy: DEFAULT_POLICY, policySource: { kind: "built-in" }, policyProblems: [] };
  const { source, content } = file;
  const parsed =
    content.kind === "text" ? parsePolicy(content.text) : { ok: false as const, problems: [content.problem] };
  return {
    policy: parsed.ok ? parsed.policy : DEFAULT_POLICY,
    policySource: source,
    policyProblems: parsed.ok ? [] : parsed.problems,
  };
}

/**
 * Analyzes a change under a policy and applies the policy's waivers.
 * @param today the day it is, `YYYY-MM-DD`
 */
export async function analyzeChanges(
  changes: Changes & { readonly filesChanged: number },
  policy: Policy,
  parser: Parser,
  today: string,
): Promise<Examined> {
  const findings: Finding[] = [];
  const waivedInline: Waived[] = [];
  const notScanned: NotScanned[] = [...changes.notScanned];
  const changed = changes.files.map(({ path, head }): [string, string] => [path, head]);
  const surroundings = surroundingsOf(new Map([...changes.around, ...changed]));
  for (const file of changes.files) {
    const result = analyzeChangedFile(file, { parse: parser.parse, policy, ...surroundings });
    findings.push(...result.findings);
    waivedInline.push(...result.waived);
    notScanned.push(...result.notScanned);
    await parser.settle();
  }
  const { findings: kept, waived, lapsed } = applyWaivers(findings, policy, today);
  return {
    findings: [...kept].sort(compareFindings),
    waived: [...waivedInline, ...waived],
    lapsed,
    notScanned,
    filesChanged: changes.filesChanged,
    filesScanned: changes.files.length,
    hunks: changes.hunks,
  };
}
