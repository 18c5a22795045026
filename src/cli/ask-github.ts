import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";

import { errorLine, failureKind, graphqlErrors, isDenied } from "../github/errors.js";
import { visible } from "../report/escape.js";
import { SettingsError } from "../server/settings.js";
import { UsageError, type Io } from "./io.js";

/** Octokit would log failed requests; `explainFailure` says once what went wrong. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // Nothing is said.
}

/** A client of GitHub's API at this address that acts for the holder of a token. */
export function clientWithToken(io: Io, token: string, baseUrl: string): Octokit {
  return new Octokit({ auth: token, baseUrl, userAgent: agentOf(io), log: SILENT });
}

/** Who an App is, and where. */
export interface AppCredentials {
  readonly appId: number;
  /** A PEM. */
  readonly privateKey: string;
  readonly baseUrl: string;
}

/** A client of GitHub's API that acts for an App itself, or for an installation of it. */
export function clientOfApp(
  io: Io,
  { baseUrl, ...app }: AppCredentials,
  installationId: number | null = null,
): Octokit {
  const auth = { ...app, ...(installationId === null ? {} : { installationId }) };
  return new Octokit({ authStrategy: createAppAuth, auth, baseUrl, userAgent: agentOf(io), log: SILENT });
}

function agentOf({ version }: Io): string {
  return `no-pickle/${version}`;
}

/**
 * Turns what a command met while it talked to GitHub into one line that says what to do.
 * @param target what was asked about
 * @param credentials what proves who asks
 * @throws UsageError always
 */
export function explainFailure(target: string, credentials: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof UsageError) throw error;
    if (error instanceof SettingsError) throw new UsageError(error.message);
    const { kind } = failureKind(error, 0);
    const { status } = error as { status?: unknown };
    if (kind === "unauthorized") throw new UsageError(`${credentials} was refused (401): wrong, or expired`);
    if (kind === "gone") throw new UsageError(`${target} was not found, or ${credentials} may not see it`);
    if (status === 403 && kind === "permanent")
      throw new UsageError(`${credentials} may not do this on ${target} (403)`);
    const graphql = graphqlErrors(error);
    const needs = graphql.some(isDenied)
      ? `; ${credentials} needs contents: read and pull-requests: read`
      : "";
    throw new UsageError(`GitHub could not be asked about ${target}: ${visible(whatFailed(error))}${needs}`);
  };
}

/** The message of the client itself says of GraphQL only that there were errors. */
function whatFailed(error: unknown): string {
  if (graphqlErrors(error).length > 0) return errorLine(error);
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
