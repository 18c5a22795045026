import type { GitHubClient } from "./client.js";
import { sendDocument, type GraphqlDocument } from "./graphql-document.js";

/** The most pages of a hundred commits that are read. */
const MAX_PAGES = 10;

/** Who wrote the commits of a pull request, and who it is or was assigned to. Co-authors are among the authors. */
export const CONTRIBUTORS_QUERY: GraphqlDocument<"NoPickleContributors"> = {
  name: "NoPickleContributors",
  text: `
  query NoPickleContributors($owner: String!, $repo: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $repo) {
      pullRequest(number: $number) {
        body
        author { __typename }
        assignees(first: 100) { nodes { login } }
        timelineItems(first: 100, itemTypes: [ASSIGNED_EVENT]) {
          nodes { __typename ... on AssignedEvent { assignee { __typename ... on User { login } } } }
        }
        commits(first: 100, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes {
            commit {
              committer { user { login } }
              authors(first: 100) { nodes { user { login } } }
            }
          }
        }
      }
    }
  }`,
};

/**
 * Everybody who has a part in a pull request besides its author, by lower-case login: authors, co-authors and committers of
 * its commits, and, where a bot opened it, those that it did so for: those who are or were assigned, and whom it names as having asked.
 * Null where it has more commits than can be looked at.
 * @throws what the client throws
 */
export async function readContributors(
  client: GitHubClient,
  { owner, repo, number }: { readonly owner: string; readonly repo: string; readonly number: number },
): Promise<ReadonlySet<string> | null> {
  const logins = new Set<string>();
  const add = (login: string | undefined): void => {
    if (login) logins.add(login.toLowerCase());
  };
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const variables = { owner, repo, number, after };
    const answer: Awaited<ReturnType<typeof ask>> = await ask(client, variables);
    const pull = answer.repository?.pullRequest;
    if (!pull) return logins;
    for (const node of pull.commits.nodes ?? []) {
      add(node?.commit.committer?.user?.login);
      for (const author of node?.commit.authors.nodes ?? []) add(author?.user?.login);
    }
    if (pull.author?.__typename === "Bot") {
      for (const assignee of pull.assignees.nodes ?? []) add(assignee?.login);
      // Who was assigned once took part, whoever took it back.
      for (const event of pull.timelineItems.nodes ?? [])
        if (event?.__typename === "AssignedEvent" && event.assignee?.__typename === "User")
          add(event.assignee.login);
      for (const [, login] of pull.body.matchAll(ASKED_BY)) add(login);
    }
    if (!pull.commits.pageInfo.hasNextPage) return logins;
    after = pull.commits.pageInfo.endCursor;
  }
  return null;
}

/** How agents say in the text of a pull request who asked for it. */
const ASKED_BY =
  /\b(?:on behalf of|prompt from|(?:requested|started|triggered|initiated|created|opened|asked)(?: for)? by):?\s+\[?@([a-z\d](?:[a-z\d-]{0,38}))/gi;

function ask(
  client: GitHubClient,
  variables: {
    readonly owner: string;
    readonly repo: string;
    readonly number: number;
    readonly after: string | null;
  },
) {
  return sendDocument(client, CONTRIBUTORS_QUERY, variables);
}
