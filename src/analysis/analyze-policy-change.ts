import type { Finding } from "../findings/finding.js";
import { fingerprint } from "../findings/fingerprint.js";
import { effectivePolicy, type ReadPolicy } from "../policy/effective-policy.js";
import { levelUnder } from "../policy/levels.js";
import { parsePolicy } from "../policy/parse-policy.js";
import { POLICY_PATH, type Policy } from "../policy/policy.js";
import { floorWeakenings, weakenings } from "../policy/weakened.js";
import type { Weakening } from "../policy/weakening.js";
import { RULES } from "../rules/registry.js";
import type { AnalysisTools } from "./analysis-tools.js";

/** A policy file before and after a change. */
export interface PolicyChange {
  readonly path: string;
  readonly previousPath?: string;
  readonly head: string;
  readonly base: string | null;
  /** Of a file that is not there any more, what became of it: "is deleted". */
  readonly gone?: string;
}

/** Whether a changed file is the repository's policy, or was it before. */
export function isPolicyChange({ path, previousPath }: Pick<PolicyChange, "path" | "previousPath">): boolean {
  return path === POLICY_PATH || previousPath === POLICY_PATH;
}

/** What a change of the policy lets through, by comparing what holds with the file as it was and as it is to be. */
export function analyzePolicyChange(file: PolicyChange, tools: AnalysisTools): Finding[] {
  const weaker = changesOf(file, tools).map((one) => ({ ...one, line: lineOf(file.head, one.key) }));
  return weakerPolicy(file.path, weaker, tools.policy);
}

/**
 * Findings that say what a change of a file, the policy or one that it names, lets through.
 * @param weaker each with its 0-based line in the file
 */
export function weakerPolicy(
  path: string,
  weaker: readonly (Weakening & { readonly line: number })[],
  policy: Policy,
): Finding[] {
  const rule = RULES.find(({ subject }) => subject === "policy");
  const level = rule ? levelUnder(policy, POLICY_PATH, rule, undefined) : null;
  if (!rule || level === null) return [];
  const { id: ruleId } = rule.meta;
  const seen = new Map<string, number>();
  return weaker.map(({ key: symbol, text, line }): Finding => {
    const ordinal = seen.get(text) ?? 0;
    seen.set(text, ordinal + 1);
    return {
      ...{ ruleId, level, path, symbol },
      message: `The policy becomes weaker: ${text}.`,
      range: { startLine: line, startColumn: 0, endLine: line, endColumn: symbol.length },
      enclosing: "",
      related: [],
      origin: "introduced",
      fingerprint: fingerprint({ ruleId, symbol, enclosing: "", statement: text, ordinal }),
      basis: "",
      fix: null,
      need: null,
    };
  });
}

function changesOf(
  { head, base, previousPath = POLICY_PATH, gone }: PolicyChange,
  tools: AnalysisTools,
): Weakening[] {
  const organization = tools.organization ?? null;
  // What was moved here was no policy before.
  const before = base === null || previousPath !== POLICY_PATH ? null : read(base);
  // What was broken let nothing through.
  if (before === "broken") return [];
  if (gone !== undefined) {
    return [{ key: "", text: `the file ${gone}` }, ...compared(before, null, organization, tools)];
  }
  const after = read(head);
  if (after === "broken")
    return [{ key: "", text: "the file is not valid any more, and every review fails" }];
  return compared(before, after, organization, tools);
}

function compared(
  before: ReadPolicy | null,
  after: ReadPolicy | null,
  organization: ReadPolicy | null,
  { isOrganization = false }: AnalysisTools,
): Weakening[] {
  // In the organization's own repository the file is the one that all others stand on.
  const around = isOrganization ? null : organization;
  const [from, to] = [effectivePolicy(before, around), effectivePolicy(after, around)];
  const floors = isOrganization
    ? floorWeakenings(before?.policy.floor ?? null, after?.policy.floor ?? null)
    : [];
  return [...weakenings(from.policy, to.policy), ...floors];
}

function read(text: string): ReadPolicy | "broken" {
  const parsed = parsePolicy(text);
  return parsed.ok ? parsed : "broken";
}

/** The 0-based line of a top-level key; the first where it is not there. */
function lineOf(text: string, key: string): number {
  if (key === "") return 0;
  const line = text.split("\n").findIndex((one) => one.replace(/^["']/, "").startsWith(key));
  return Math.max(line, 0);
}
