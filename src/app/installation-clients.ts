import { Probot, ProbotOctokit, type Logger } from "probot";

import type { GitHubClient } from "../github/client.js";
import { steadily, type RequestReport } from "../github/steady-requests.js";
import type { Settings } from "../server/settings.js";

/** What the clients are made with. */
export interface ClientOptions {
  readonly settings: Pick<Settings, "appId" | "privateKey" | "apiUrl">;
  readonly log: Logger;
  /** Told of every request of an installation. */
  readonly onRequest: (installationId: number, report: RequestReport) => void;
}

/** The GitHub clients of an app. */
export interface InstallationClients {
  /** The client that authenticates as the app itself. */
  readonly app: () => Promise<GitHubClient>;
  /** The client of an installation; with a new token, if the last one was refused. */
  readonly of: (installationId: number, isRefused?: boolean) => Promise<GitHubClient>;
}

/** How many clients are kept; the oldest is dropped first. */
const KEPT = 500;

/** Makes one client for each installation, and keeps it until GitHub refuses its token. */
export function createInstallationClients({ settings, log, onRequest }: ClientOptions): InstallationClients {
  const createProbot = (): Probot =>
    new Probot({
      appId: settings.appId,
      privateKey: settings.privateKey,
      log,
      ...(settings.apiUrl ? { baseUrl: settings.apiUrl } : {}),
      // The queue retries and waits for rate limits: a client that repeated a write on its own could post a review twice.
      Octokit: ProbotOctokit.defaults((instance: object) => ({
        ...instance,
        retry: { enabled: false },
        throttle: { enabled: false },
      })),
    });
  let probot = createProbot();
  const kept = new Map<number, Promise<GitHubClient>>();

  const make = async (installationId: number): Promise<GitHubClient> => {
    const client = await probot.auth(installationId);
    const around = steadily({
      onRequest: (report) => {
        onRequest(installationId, report);
      },
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    client.hook.wrap("request", around);
    return client;
  };

  return {
    app: async () => await probot.auth(),
    of: (installationId, isRefused = false) => {
      if (isRefused) {
        // Clients keep tokens for an hour, and GitHub ends some of them early. A new set of clients asks for new ones;
        // refreshing through the client would ask github.com even where a GitHub Enterprise Server is meant.
        probot = createProbot();
        kept.clear();
      }
      const known = kept.get(installationId);
      if (known) return known;
      const made = make(installationId);
      made.catch(() => kept.delete(installationId));
      kept.set(installationId, made);
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
      return made;
    },
  };
}
