import type { Octokit } from "@octokit/rest";

/**
 * The part of Octokit that is used: Probot's and `@octokit/rest`'s clients both have it. `request` knows from its route
 * what GitHub takes and answers.
 */
export type GitHubClient = Pick<Octokit, "request" | "graphql">;

/** The version of the REST API that requests and answers follow. */
export const API_VERSION = "2022-11-28";

/** Parameters of every request: the version, and no retries by the client (`steady-requests.ts` has ours). */
export const REQUEST_DEFAULTS = {
  headers: { "x-github-api-version": API_VERSION },
  request: { retries: 0 },
} as const;
