import type { GitHubClient } from "./client.js";
import { sendDocument, type AnswerOf, type GraphqlDocument } from "./graphql-document.js";

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
        userContentEdits(first: 100) {
          pageInfo { hasNextPage }
          nodes { diff deletedAt }
        }
        timelineItems(first: 100, itemTypes: [ASSIGNED_EVENT]) {
          pageInfo { hasNextPage }
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
 * its commits, and, where a bot opened it, those that it did so for: those who are or were assigned, and whom its text names,
 * or ever named, as having asked.
 * Null where that cannot be told: there is more than can be looked at, or somebody deleted what the text was once.
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
      if (isHistoryCut(pull)) return null;
      for (const assignee of pull.assignees.nodes ?? []) add(assignee?.login);
      // Who was assigned once took part, whoever took it back.
      for (const event of pull.timelineItems.nodes ?? [])
        if (event?.__typename === "AssignedEvent" && event.assignee?.__typename === "User")
          add(event.assignee.login);
      const earlier = (pull.userContentEdits?.nodes ?? []).map((edit) => edit?.diff ?? "");
      for (const text of [pull.body, ...earlier]) for (const login of askedBy(text)) add(login);
    }
    if (!pull.commits.pageInfo.hasNextPage) return logins;
    after = pull.commits.pageInfo.endCursor;
  }
  return null;
}

type PullNode = NonNullable<NonNullable<AnswerOf<"NoPickleContributors">["repository"]>["pullRequest"]>;

/** Whether something that the text said, or somebody who was assigned, is not to be seen. */
function isHistoryCut({ userContentEdits, timelineItems }: PullNode): boolean {
  const edits = userContentEdits?.nodes ?? [];
  return (
    userContentEdits?.pageInfo.hasNextPage === true ||
    timelineItems.pageInfo.hasNextPage ||
    edits.some((edit) => edit !== null && edit.deletedAt !== null)
  );
}

/** How agents say in the text of a pull request who asked for it, with what follows on the line and the next. */
const ASKED_BY =
  /\b(?:on behalf of|prompt(?:ed)? (?:from|by)|(?:requested|started|triggered|initiated|created|opened|asked|assigned|invoked|delegated)(?: for)? by)\b([^\n]{0,200}(?:\n[^\n]{0,200})?)/gi;

/** A person, by a mention or by a link to the profile. */
const PERSON = /(?:@|\bgithub\.com\/)([a-z\d][a-z\d-]{0,38})/gi;

/** Whom the text of a pull request names as having asked for it. */
function askedBy(text: string): string[] {
  return [...text.matchAll(ASKED_BY)].flatMap(([, rest = ""]) =>
    [...rest.matchAll(PERSON)].flatMap(([, login]) => (login === undefined ? [] : [login])),
  );
}

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
