import type { Octokit } from "@octokit/rest";

import type { Known } from "../audit/organization.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "../github/client.js";
import { failureKind } from "../github/errors.js";
import { listRepositories } from "../github/read-installations.js";
import { apiUrlOf, readPrivateKey } from "../server/settings.js";
import { clientOfApp, clientWithToken } from "./ask-github.js";
import { UsageError, type Io } from "./io.js";

/** How an owner's repositories are asked about, and read. */
export interface Access {
  readonly client: GitHubClient;
  /** The App that a required check has to come from; null where none is known. */
  readonly appId: number | null;
  /** Where people see them: `https://github.com`. */
  readonly webUrl: string;
  /** A token for git that is good for a while. */
  readonly gitToken: () => Promise<string>;
  /** Whether the App was given a repository, by its name. */
  readonly app: (repository: string) => Known;
}

/** What proves who asks, as it is called in messages. */
export function credentialsIn({ env }: Pick<Io, "env">): string {
  return env["APP_ID"] ? "APP_ID with PRIVATE_KEY" : "GITHUB_TOKEN";
}

/**
 * With the App's key (`APP_ID`, `PRIVATE_KEY`) as its installation on the owner, else with `GITHUB_TOKEN`.
 * @param attempt wraps each request: to wait, and to ask again
 * @throws UsageError without either, and where the App is not installed; and what the client throws
 */
export async function accessTo(
  io: Io,
  owner: string,
  attempt: <Result>(request: () => Promise<Result>) => Promise<Result>,
): Promise<Access> {
  const { env } = io;
  const ofServer = apiUrlOf(env["GHE_HOST"], env["GHE_PROTOCOL"]);
  if (env["APP_ID"]) {
    const baseUrl = ofServer ?? "https://api.github.com";
    const privateKey = readPrivateKey(env["PRIVATE_KEY"], env["PRIVATE_KEY_PATH"]);
    const credentials = { appId: Number(env["APP_ID"]), privateKey, baseUrl };
    const id = await installationOn(clientOfApp(io, credentials), owner, attempt);
    if (id === null) throw new UsageError(`the App is not installed on ${owner}`);
    const client = clientOfApp(io, credentials, id);
    const given = await attempt(() => listRepositories(client));
    const names = new Set(given.map(({ repo }) => repo.toLowerCase()));
    return {
      client,
      appId: credentials.appId,
      webUrl: webUrlOf(baseUrl),
      gitToken: () => tokenOfInstallation(client),
      app: (repository) => (names.has(repository.toLowerCase()) ? "yes" : "no"),
    };
  }
  const token = env["GITHUB_TOKEN"] ?? "";
  if (token === "") throw new UsageError("set GITHUB_TOKEN, or APP_ID and PRIVATE_KEY");
  const baseUrl = env["GITHUB_API_URL"] ?? ofServer ?? "https://api.github.com";
  return {
    client: clientWithToken(io, token, baseUrl),
    appId: null,
    webUrl: webUrlOf(baseUrl),
    gitToken: () => Promise.resolve(token),
    // Whose App that would be is not known.
    app: () => "unknown",
  };
}

/** The number of the App's installation on an organization, or on a person; null where there is none. */
async function installationOn(
  app: GitHubClient,
  owner: string,
  attempt: <Result>(request: () => Promise<Result>) => Promise<Result>,
): Promise<number | null> {
  const asked = [
    () => app.request("GET /orgs/{org}/installation", { ...REQUEST_DEFAULTS, org: owner }),
    () => app.request("GET /users/{username}/installation", { ...REQUEST_DEFAULTS, username: owner }),
  ];
  for (const ask of asked) {
    try {
      return (await attempt(ask)).data.id;
    } catch (error) {
      if (failureKind(error, 0).kind !== "gone") throw error;
    }
  }
  return null;
}

/** A token is good for an hour: one that is used up soon is changed before a long clone begins. */
const AT_LEAST_MS = 20 * 60_000;

async function tokenOfInstallation({ auth }: Octokit): Promise<string> {
  const given = (await auth({ type: "installation" })) as InstallationToken;
  if (Date.parse(given.expiresAt) - Date.now() > AT_LEAST_MS) return given.token;
  return ((await auth({ type: "installation", refresh: true })) as InstallationToken).token;
}

interface InstallationToken {
  readonly token: string;
  readonly expiresAt: string;
}

/** The address that people use, by that of the API: of github.com, of ghe.com or of a server. */
function webUrlOf(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl);
  return `${protocol}//${host.replace(/^api\./, "")}`;
}
