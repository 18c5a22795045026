import type { IssuePlan } from "../audit/plan-issue.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";

/**
 * Writes an issue as it was planned. A write is never repeated: who fails reads again, and finds what was written.
 * @returns its number
 * @throws what the client throws
 */
export async function writeIssue(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  plan: Exclude<IssuePlan, { kind: "none" }>,
): Promise<number> {
  const { body } = plan;
  if (plan.kind === "create") {
    const { title, label } = plan;
    const made = { ...REQUEST_DEFAULTS, ...place, title, body, labels: [label] };
    const { data } = await client.request("POST /repos/{owner}/{repo}/issues", made);
    return data.number;
  }
  const { number, state } = plan;
  const ended = { state: "closed", state_reason: "completed" } as const;
  await client.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
    ...REQUEST_DEFAULTS,
    ...place,
    issue_number: number,
    body,
    ...(state === "open" ? { state } : state === "closed" ? ended : {}),
  });
  return number;
}
