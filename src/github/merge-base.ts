import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";

/**
 * The merge base of two commits: the last commit that they have in common, which is what a pull request is compared with
 * (not the tip of its base branch).
 * @returns a function that asks GitHub when it is called first, and gives the same answer each time
 */
export function mergeBase(
  client: GitHubClient,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  base: string,
  head: string,
): () => Promise<string> {
  let answer: Promise<string> | null = null;
  const ask = async (): Promise<string> => {
    const { data } = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
      basehead: `${base}...${head}`,
      per_page: 1,
    });
    return data.merge_base_commit.sha;
  };
  return () => (answer ??= ask());
}
