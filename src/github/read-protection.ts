import type { RequiredCheck } from "./branch-rules.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { failureKind, statusOf } from "./errors.js";

/**
 * The checks that classic protection of a branch requires: of that GraphQL tells administrators only. None where there is no
 * protection; null where it cannot be seen.
 * @throws what the client throws
 */
export async function readProtection(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string; readonly branch: string },
): Promise<readonly RequiredCheck[] | null> {
  try {
    const { data } = await client.request("GET /repos/{owner}/{repo}/branches/{branch}", {
      ...REQUEST_DEFAULTS,
      ...place,
    });
    if (!data.protected) return [];
    // The description says that there always is one; servers of another age leave it out.
    const required = (data as Partial<typeof data>).protection?.required_status_checks;
    if (!required) return null;
    const checks = (required as Partial<typeof required>).checks ?? [];
    const named = checks.map(({ context, app_id }) => ({ context, app: app_id ?? null }));
    const others = required.contexts.filter((context) => !named.some((one) => one.context === context));
    return [...named, ...others.map((context) => ({ context, app: null }))];
  } catch (error) {
    if (failureKind(error, 0).kind === "gone" || statusOf(error) === 403) return null;
    throw error;
  }
}
