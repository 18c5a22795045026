import type { IssueAudit } from "../audit/issue-facts.js";
import { planIssue, type IssuePlan } from "../audit/plan-issue.js";
import type { GitHubClient } from "../github/client.js";
import { readIssue } from "../github/read-issue.js";
import { writeIssue } from "../github/write-issue.js";
import { plural } from "../report/report.js";

/** What became of the issue of a repository. */
export type KeptIssue =
  | { readonly kind: "none"; readonly number: number | null; readonly why: string }
  | {
      readonly kind: "written";
      readonly number: number;
      readonly plan: Exclude<IssuePlan, { kind: "none" }>;
    };

/**
 * Brings the issue of a repository up to date: read, plan, write. It is read just before it is written, so that what people
 * write meanwhile is not lost.
 * @throws what the client throws
 */
export async function keepIssue(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  audit: IssueAudit,
): Promise<KeptIssue> {
  const { url, isOpenForIssues, found } = await readIssue(client, place);
  if (!isOpenForIssues) return { kind: "none", number: null, why: CLOSED_FOR_ISSUES };
  const plan = planIssue(found, audit, url);
  if (plan.kind === "none") return { kind: "none", number: found?.number ?? null, why: plan.why };
  return { kind: "written", number: await writeIssue(client, place, plan), plan };
}

/** Why there is no issue where there can be none. */
export const CLOSED_FOR_ISSUES = "the repository has its issues turned off, or is archived";

/** What became of it, in a line. */
export function issueLine(
  { owner, repo }: { readonly owner: string; readonly repo: string },
  kept: KeptIssue,
): string {
  const name = `${owner}/${repo}${kept.number === null ? "" : `#${String(kept.number)}`}`;
  if (kept.kind === "none") return `${name}: no issue was written: ${kept.why}`;
  const { plan } = kept;
  const { kind, left, came, gone } = plan;
  const state = plan.kind === "edit" ? plan.state : null;
  const done = kind === "create" ? "opened" : state === "open" ? "edited and opened again" : "edited";
  const counts = [
    `${plural(left, "use")} left`,
    `${String(gone)} gone`,
    `${String(came)} new since the last time`,
  ];
  const ended = state === "closed" ? "; nothing is left, and it was closed" : "";
  return `${name} was ${done}: ${kind === "create" ? (counts[0] ?? "") : counts.join(", ")}${ended}`;
}
