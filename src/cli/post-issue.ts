import type { IssueAudit } from "../audit/issue-facts.js";
import { issueLine, keepIssue, type KeptIssue } from "../app/keep-issue.js";
import type { GitHubClient } from "../github/client.js";
import { failureKind, graphqlErrors, isDenied, statusOf } from "../github/errors.js";
import { visible } from "../report/escape.js";
import { clientWithToken, explainFailure } from "./ask-github.js";
import { UsageError, type Io } from "./io.js";

/** Where an issue is to be kept, and with what. */
export interface IssueTarget {
  readonly place: { readonly owner: string; readonly repo: string };
  readonly client: GitHubClient;
}

/**
 * What `--issue OWNER/REPO` means; the token comes from `GITHUB_TOKEN`.
 * @throws UsageError if it names no repository, or there is no token
 */
export function issueTarget(io: Io, text: string): IssueTarget {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(text) ?? [];
  if (owner === undefined || repo === undefined)
    throw new UsageError(`"${visible(text)}" is no repository: write --issue OWNER/REPO`);
  const token = io.env["GITHUB_TOKEN"] ?? "";
  if (token === "") throw new UsageError("GITHUB_TOKEN is not set: a token that may write issues is needed");
  const url = io.env["GITHUB_API_URL"] ?? "https://api.github.com";
  return { place: { owner, repo }, client: clientWithToken(io, token, url) };
}

/**
 * Brings the issue up to date, and says on standard error what became of it.
 * @throws UsageError with one line, where GitHub does not let it be written
 */
export async function postIssue(
  io: Io,
  { place, client }: IssueTarget,
  audit: IssueAudit,
  isQuiet: boolean,
): Promise<KeptIssue> {
  const name = `${place.owner}/${place.repo}`;
  const kept = await keepIssue(client, place, audit).catch((error: unknown) => {
    if (isRefused(error))
      throw new UsageError(`GITHUB_TOKEN may not write issues of ${name}: it needs issues: write`);
    return explainFailure(name, "GITHUB_TOKEN")(error);
  });
  if (!isQuiet) io.err(`no-pickle: ${issueLine(place, kept)}\n`);
  return kept;
}

/** Whether the token is no token for issues. */
export function isRefused(error: unknown): boolean {
  const errors = graphqlErrors(error);
  const isForbidden = errors.length > 0 && errors.every((one) => isDenied(one) && one.type === "FORBIDDEN");
  return isForbidden || (statusOf(error) === 403 && failureKind(error, 0).kind === "permanent");
}
