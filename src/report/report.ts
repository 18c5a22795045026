import type { Examined } from "../analysis/analyze-files.js";
import type { Finding, Level, NotScanned } from "../findings/finding.js";
import type { Lapsed } from "../policy/apply-waivers.js";
import { spokenForBy } from "../policy/spoken-for.js";
import type { Alternative, Rule } from "../rule-kit/rule.js";
import { ruleById } from "../rules/registry.js";

/** A finding that is accepted, and why. */
export interface Suppressed {
  readonly finding: Finding;
  readonly reason: string;
  readonly expires: string | null;
}

/** What a report is about. */
export interface Scope {
  /** What was looked at: "the work tree against HEAD". */
  readonly looked: string;
  /** The policy that it was looked at under, and where that came from. */
  readonly policy: string;
  /** What to know besides: what was left out and why, what this run cannot see. */
  readonly notes: readonly string[];
}

/** Something that is said of a line; `line` is 0-based. */
export interface LineRemark {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Everything that one run of the engine has to say; each format renders it. */
export interface Report {
  readonly version: string;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly notScanned: readonly NotScanned[];
  readonly remarks: readonly LineRemark[];
  /** Null where nobody said. */
  readonly scope: Scope | null;
  readonly stats: {
    readonly filesChanged: number;
    readonly filesScanned: number;
    readonly durationMs: number;
  };
  /** A 0-based line of a file as it was analyzed, or null if it is not at hand. */
  readonly lineOf: (path: string, line: number) => string | null;
}

/** The report of what was examined. */
export function reportOf(
  examined: Examined,
  { version, durationMs, lineOf, scope = null }: ReportDetails,
): Report {
  const { findings, waived, notScanned, filesChanged, filesScanned, lapsed, remarks = [] } = examined;
  return {
    version,
    findings,
    suppressed: waived.map(({ finding, by: { reason, expires } }) => ({ finding, reason, expires })),
    notScanned,
    remarks: [...remarks, ...lapsed.map(ofLapsed)],
    scope,
    stats: { filesChanged, filesScanned, durationMs },
    lineOf,
  };
}

/** What a report says besides what was found. */
export interface ReportDetails extends Pick<Report, "version" | "lineOf"> {
  readonly durationMs: number;
  readonly scope?: Scope | null;
}

/** What is said of a use whose waiver is past. */
export function ofLapsed({ finding: { path, range, ruleId }, expires, reason }: Lapsed): LineRemark {
  const text = `the waiver of ${ruleId} (${reason}) is not in force: its last day, ${expires}, is past or no date`;
  return { path, line: range.startLine, text };
}

/** The page of a rule, on the server at this address; null without one. */
export function rulePage(ruleId: string, baseUrl: string | null): string | null {
  return baseUrl === null ? null : `${baseUrl.replace(/(?<!\/)\/+$/, "")}/rules/${ruleId}`;
}

/** Markdown that leads to the page of a rule, where there is one. Ids of rules need no escape. */
export function linkToRule(ruleId: string, baseUrl: string | null, text = ruleId): string {
  const address = rulePage(ruleId, baseUrl);
  return address === null ? text : `[${text}](${address})`;
}

/** The alternative that fits a finding. */
export function alternativeFor(finding: Finding, rule: Rule): Alternative {
  const { alternatives } = rule.meta;
  return alternatives.find(({ need }) => need === finding.need) ?? alternatives[0];
}

/**
 * The rule of a finding.
 * @throws Error if there is none, which only a finding made outside the engine can cause
 */
export function ruleOf(finding: Finding): Rule {
  const rule = ruleById(finding.ruleId);
  if (!rule) throw new Error(`no rule ${finding.ruleId}`);
  return rule;
}

/** How many findings have each level. */
export function countLevels(findings: readonly Pick<Finding, "level">[]): Readonly<Record<Level, number>> {
  const counts = { block: 0, warn: 0, note: 0 };
  for (const { level } of findings) counts[level]++;
  return counts;
}

/** How many problems block: an import that is named by a load that blocks is no problem of its own. */
export function countBlocking(findings: readonly Finding[]): number {
  const blocking = findings.filter(({ level }) => level === "block");
  const isSpokenFor = spokenForBy(blocking);
  return blocking.filter((finding) => !isSpokenFor(finding)).length;
}

/** "3 findings", "1 finding". */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${String(count)} ${count === 1 ? noun : many}`;
}
