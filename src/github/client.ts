import type { Octokit } from "@octokit/rest";

/**
 * The part of Octokit that is used: Probot's and `@octokit/rest`'s clients both have it. `request` knows from its route
 * what GitHub takes and answers.
 */
export type GitHubClient = Pick<Octokit, "request" | "graphql">;

/** The version of the REST API that requests and answers follow. */
export const API_VERSION = "2022-11-28";

/** Parameters that every request carries: the version, and no retries by the client (see `errors.ts` for ours). */
export const REQUEST_DEFAULTS = {
  headers: { "x-github-api-version": API_VERSION },
  request: { retries: 0 },
} as const;
