import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Permissions } from "./github/auth.js";
import type { GitHubStandIn } from "./github/stand-in.js";
import type { StoredPull, StoredRepository } from "./github/state.js";
import { temporaryFolder } from "./temporary-folder.js";

/** What a workflow has to give its token for a review. */
export const PERMISSIONS: Permissions = { metadata: "read", contents: "read", pull_requests: "write" };

/** The payload of an event of a pull request. */
export function pullPayload(repository: StoredRepository, pull: StoredPull): object {
  return {
    action: "synchronize",
    ...repositoryPayload(repository),
    pull_request: { number: pull.number, head: { sha: repository.git.head(pull.headRef) } },
  };
}

/** The repository, as every payload has it. */
export function repositoryPayload({ owner, name }: StoredRepository): object {
  return { repository: { name, owner: { login: owner }, default_branch: "main" } };
}

/**
 * What a run of GitHub Actions gives a step: its environment (an empty workspace, as nothing is checked out), and the files
 * that the step writes. The token is for those steps that ask for it.
 */
export function workflowRun(
  github: GitHubStandIn,
  event: string,
  payload: object,
): { readonly env: Record<string, string>; readonly written: () => { summary: string; outputs: string } } {
  const folder = temporaryFolder("run");
  const file = (name: string, text = ""): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const workspace = join(folder, "workspace");
  mkdirSync(workspace);
  const env = {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: workspace,
    GITHUB_SERVER_URL: `http://${github.host}`,
    GITHUB_GRAPHQL_URL: `http://${github.host}/api/graphql`,
    GITHUB_REPOSITORY: "acme/project",
    GITHUB_WORKFLOW: "no-pickle",
    GITHUB_JOB: "no-pickle",
    GITHUB_RUN_ID: "1",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_ACTOR: "author",
    RUNNER_OS: "Linux",
    RUNNER_ARCH: "X64",
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(payload)),
    GITHUB_API_URL: `http://${github.host}/api/v3`,
    GITHUB_TOKEN: github.installationToken(),
    GITHUB_OUTPUT: file("output"),
    GITHUB_STEP_SUMMARY: file("summary.md"),
    RUNNER_TEMP: folder,
  };
  const written = () => ({
    summary: readFileSync(env.GITHUB_STEP_SUMMARY, "utf8"),
    outputs: readFileSync(env.GITHUB_OUTPUT, "utf8"),
  });
  return { env, written };
}
