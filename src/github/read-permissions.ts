import type { Permission } from "../review/state.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { failureKind } from "./errors.js";

/** The most people whose rights are looked up for one review. */
const MAX_PEOPLE = 30;

/**
 * What these people may do in a repository, by lower-case login. GitHub's `author_association` would save the requests,
 * but it is out of date for a while and wrong for private members. Somebody who is not a collaborator may do nothing.
 */
export async function readPermissions(
  client: GitHubClient,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  logins: readonly string[],
): Promise<ReadonlyMap<string, Permission>> {
  const permissions = new Map<string, Permission>();
  const distinct = new Set(logins.map((login) => login.toLowerCase()));
  for (const username of [...distinct].slice(0, MAX_PEOPLE)) {
    try {
      const { data } = await client.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", {
        ...REQUEST_DEFAULTS,
        owner,
        repo,
        username,
      });
      const { permission } = data;
      permissions.set(username, permission === "admin" || permission === "write" ? "write" : "none");
    } catch (error) {
      const isUnknown = failureKind(error, 0).kind === "gone";
      if (!isUnknown) throw error;
      permissions.set(username, "none");
    }
  }
  return permissions;
}
