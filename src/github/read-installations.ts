import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { CHECKS } from "./fragments.js";
import { sendDocument, type AnswerOf, type GraphqlDocument } from "./graphql-document.js";
import { checkOf, runsIn } from "./same-commit.js";

/** Where the app is installed. */
export interface Installation {
  readonly id: number;
  /** When that was; ISO 8601. */
  readonly since: string;
}

/** A repository of an installation. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** An open pull request whose head has no concluded check of ours. */
export interface UncheckedPull {
  readonly number: number;
  readonly headSha: string;
}

const PER_PAGE = 100;
/** The most pages of one list that are read. */
const MAX_PAGES = 50;

/** Every installation that is not suspended. */
export async function listInstallations(app: GitHubClient): Promise<Installation[]> {
  const all = await allPages(async (page) => {
    const { data } = await app.request("GET /app/installations", { ...REQUEST_DEFAULTS, ...page });
    return data;
  });
  return all
    .filter(({ suspended_at }) => typeof suspended_at !== "string")
    .map(({ id, created_at }) => ({ id, since: created_at }));
}

/** What the owner granted an installation: `{ issues: "write" }`. */
export async function readGrants(
  app: GitHubClient,
  installation_id: number,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { data } = await app.request("GET /app/installations/{installation_id}", {
    ...REQUEST_DEFAULTS,
    installation_id,
  });
  return data.permissions;
}

/** Every repository of the client's installation, archived ones aside. */
export async function listRepositories(client: GitHubClient): Promise<RepositoryName[]> {
  const all = await allPages(async (page) => {
    const { data } = await client.request("GET /installation/repositories", { ...REQUEST_DEFAULTS, ...page });
    return data.repositories;
  });
  return all
    .filter(({ archived }) => !archived)
    .map(({ name, owner }) => ({ owner: owner.login, repo: name }));
}

/** Every entry of a list; a page that is not full is the last one. */
async function allPages<Entry>(
  read: (page: { readonly per_page: number; readonly page: number }) => Promise<readonly Entry[]>,
): Promise<Entry[]> {
  const all: Entry[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const entries = await read({ per_page: PER_PAGE, page });
    all.push(...entries);
    if (entries.length < PER_PAGE) break;
  }
  return all;
}

/** The open pull requests of a repository with the checks of their heads, newest first. */
export const OPEN_PULLS_QUERY: GraphqlDocument<"NoPickleOpenPulls"> = {
  name: "NoPickleOpenPulls",
  text: `
  query NoPickleOpenPulls($owner: String!, $repo: String!, $after: String) {
    rateLimit { remaining }
    repository(owner: $owner, name: $repo) {
      pullRequests(states: OPEN, first: 50, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
        pageInfo { hasNextPage endCursor }
        nodes { number headRefOid updatedAt commits(last: 1) { nodes { commit { ...Checks } } } }
      }
    }
  }
  ${CHECKS}`,
};

/**
 * The open pull requests whose head has no concluded check, newest first.
 * @param since ISO 8601: pull requests that nobody has changed since then are left out, as older than the installation
 * @returns `remaining`: what is left of the hourly GraphQL points; null where GitHub sets no limit
 */
export async function listUnchecked(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  appId: number,
  since: string,
): Promise<{ readonly pulls: readonly UncheckedPull[]; readonly remaining: number | null }> {
  const pulls: UncheckedPull[] = [];
  let after: string | null = null;
  let remaining: number | null = null;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const variables = { owner, repo, after };
    const answer: AnswerOf<"NoPickleOpenPulls"> = await sendDocument(client, OPEN_PULLS_QUERY, variables);
    remaining = answer.rateLimit?.remaining ?? null;
    const list = answer.repository?.pullRequests;
    const nodes = list?.nodes ?? [];
    const fresh = nodes.flatMap((node) => (node && node.updatedAt >= since ? [node] : []));
    for (const { number, headRefOid, commits } of fresh) {
      const runs = runsIn(commits.nodes?.[0]?.commit ?? {}, appId);
      // Where there are too many to see, one of them was written for it.
      if (runs && !checkOf(runs, String(number))?.concluded) pulls.push({ number, headSha: headRefOid });
    }
    if (!list?.pageInfo.hasNextPage || fresh.length < nodes.length) break;
    after = list.pageInfo.endCursor;
  }
  return { pulls, remaining };
}
