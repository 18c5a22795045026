/**
 * The part of Octokit that is used. Probot's and `@octokit/rest`'s clients both have it; tests talk to a real server
 * through them.
 */
export interface GitHubClient {
  request(route: string, parameters?: Record<string, unknown>): Promise<GitHubResponse>;
  graphql<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
}

/** What a REST call answers. */
export interface GitHubResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

/** The version of the REST API that requests and answers follow. */
export const API_VERSION = "2022-11-28";

/** Parameters that every request carries: the version, and no retries by the client (see `errors.ts` for ours). */
export const REQUEST_DEFAULTS = {
  headers: { "x-github-api-version": API_VERSION },
  request: { retries: 0 },
} as const;
