import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { CHECKS, type CommitChecks } from "./pull-request-query.js";
import { readCheck } from "./read-said.js";

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
/** Pages of one list that are read at most. */
const MAX_PAGES = 50;

/** Every installation that is not suspended. */
export async function listInstallations(app: GitHubClient): Promise<Installation[]> {
  const all = await pages(app, "GET /app/installations", (data) => data as readonly InstallationEntry[]);
  return all
    .filter(({ suspended_at }) => typeof suspended_at !== "string")
    .map(({ id, created_at }) => ({ id, since: created_at }));
}

interface InstallationEntry {
  readonly id: number;
  readonly created_at: string;
  readonly suspended_at: string | null;
}

/** Every repository of the client's installation, archived ones aside. */
export async function listRepositories(client: GitHubClient): Promise<RepositoryName[]> {
  const all = await pages(
    client,
    "GET /installation/repositories",
    (data) => (data as { readonly repositories: readonly RepositoryEntry[] }).repositories,
  );
  return all
    .filter(({ archived }) => !archived)
    .map(({ name, owner }) => ({ owner: owner.login, repo: name }));
}

interface RepositoryEntry {
  readonly name: string;
  readonly owner: { readonly login: string };
  readonly archived: boolean;
}

async function pages<Entry>(
  client: GitHubClient,
  route: string,
  entriesOf: (data: unknown) => readonly Entry[],
): Promise<Entry[]> {
  const all: Entry[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { data } = await client.request(route, { ...REQUEST_DEFAULTS, per_page: PER_PAGE, page });
    const entries = entriesOf(data);
    all.push(...entries);
    if (entries.length < PER_PAGE) break;
  }
  return all;
}

interface OpenPulls {
  readonly rateLimit: { readonly remaining: number } | null;
  readonly repository: {
    readonly pullRequests: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly nodes: readonly ({
        readonly number: number;
        readonly headRefOid: string;
        readonly updatedAt: string;
        readonly commits: { readonly nodes: readonly ({ readonly commit: CommitChecks } | null)[] };
      } | null)[];
    };
  } | null;
}

const OPEN_PULLS = `
  query NoPickleOpenPulls($owner: String!, $repo: String!, $after: String) {
    rateLimit { remaining }
    repository(owner: $owner, name: $repo) {
      pullRequests(states: OPEN, first: 50, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
        pageInfo { hasNextPage endCursor }
        nodes { number headRefOid updatedAt commits(last: 1) { nodes { commit { ...Checks } } } }
      }
    }
  }
  ${CHECKS}`;

/**
 * The open pull requests whose head has no concluded check, newest first.
 * @param since those that nobody has touched since then are left alone: they are older than the installation
 * @returns null in `remaining` where GitHub sets no limit
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
    const answer: OpenPulls = await client.graphql<OpenPulls>(OPEN_PULLS, { owner, repo, after });
    remaining = answer.rateLimit?.remaining ?? null;
    const { nodes = [], pageInfo } = answer.repository?.pullRequests ?? {};
    const fresh = nodes.flatMap((node) => (node && node.updatedAt >= since ? [node] : []));
    for (const { number, headRefOid, commits } of fresh) {
      const check = readCheck(commits.nodes[0]?.commit ?? {}, appId);
      if (!check?.concluded) pulls.push({ number, headSha: headRefOid });
    }
    if (!pageInfo?.hasNextPage || fresh.length < nodes.length) break;
    after = pageInfo.endCursor;
  }
  return { pulls, remaining };
}
