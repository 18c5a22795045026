import { actionJobs, type ActionJob } from "./action-workflow.js";
import type { GitHubClient } from "./client.js";
import { takeSnapshot } from "./snapshot.js";

/** A workflow that has to do with no-pickle; `jobs` is null where it cannot be read as one. */
export interface FoundWorkflow {
  readonly path: string;
  readonly jobs: readonly ActionJob[] | null;
}

const FOLDER = ".github/workflows";

/** The most workflows that are looked at. */
const MAX_WORKFLOWS = 100;

/**
 * Looks for the Action in the workflows of a commit.
 * @throws what the client throws
 */
export async function readWorkflows(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  commit: string,
): Promise<readonly FoundWorkflow[]> {
  const snapshot = takeSnapshot(client, { ...place, number: 0, commit });
  await snapshot.load([FOLDER]);
  const names = snapshot.folder(FOLDER).map(({ name }) => name);
  const paths = names.filter((name) => /\.ya?ml$/.test(name)).map((name) => `${FOLDER}/${name}`);
  const looked = paths.slice(0, MAX_WORKFLOWS);
  await snapshot.load(looked);
  return looked.flatMap((path) => {
    const object = snapshot.entry(path)?.object;
    const text = object && "text" in object ? (object.text ?? "") : "";
    const jobs = text.includes("no-pickle") ? actionJobs(text) : [];
    return jobs?.length === 0 ? [] : [{ path, jobs }];
  });
}
