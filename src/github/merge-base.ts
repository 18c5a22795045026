import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";

/**
 * The merge base of two commits, asked for once and only if it is needed. Three-dot semantics: old texts are those of the
 * merge base, not of the tip of the base branch.
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
