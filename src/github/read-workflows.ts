import { actionJobs, type ActionJob } from "./action-workflow.js";
import type { GitHubClient } from "./client.js";
import { sendDocument, type GraphqlDocument } from "./graphql-document.js";

/** A workflow of the default branch that has to do with no-pickle; `jobs` is null where it cannot be read as one. */
export interface FoundWorkflow {
  readonly path: string;
  readonly jobs: readonly ActionJob[] | null;
}

const FOLDER = ".github/workflows";

/** The workflows of a repository's default branch. */
export const WORKFLOWS_QUERY: GraphqlDocument<"NoPickleWorkflows"> = {
  name: "NoPickleWorkflows",
  text: `
  query NoPickleWorkflows($owner: String!, $repo: String!, $folder: String!) {
    repository(owner: $owner, name: $repo) {
      defaultBranchRef {
        target {
          ... on Commit {
            file(path: $folder) { object { ... on Tree { entries { name object { ... on Blob { text } } } } } }
          }
        }
      }
    }
  }`,
};

/**
 * Looks for the Action in the workflows of a repository's default branch.
 * @returns null where the files may not be seen
 * @throws what the client throws
 */
export async function readWorkflows(
  client: GitHubClient,
  { owner, repo }: { readonly owner: string; readonly repo: string },
): Promise<readonly FoundWorkflow[] | null> {
  const variables = { owner, repo, folder: FOLDER };
  const { repository } = await sendDocument(client, WORKFLOWS_QUERY, variables);
  const target = repository?.defaultBranchRef?.target;
  if (!target || !("file" in target)) return null;
  const tree = target.file?.object;
  const entries = tree && "entries" in tree ? (tree.entries ?? []) : [];
  return entries.flatMap(({ name, object }) => {
    const text = object && "text" in object ? (object.text ?? "") : "";
    if (!/\.ya?ml$/.test(name) || !text.includes("no-pickle")) return [];
    const jobs = actionJobs(text);
    return jobs?.length === 0 ? [] : [{ path: `${FOLDER}/${name}`, jobs }];
  });
}
