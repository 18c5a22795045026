import type { FoundIssue } from "../audit/plan-issue.js";
import { ISSUE_LABEL } from "../audit/plan-issue.js";
import { hasIssueMark } from "../audit/issue-marks.js";
import type { GitHubClient } from "./client.js";
import { numbered, sendDocument, type GraphqlDocument } from "./graphql-document.js";
import type { OwnIssueFragment } from "./graphql-types.js";

/** What is to be known before an issue is written. */
export interface IssuePlace {
  /** The address of the repository. */
  readonly url: string;
  /** Whether issues can be written there at all. */
  readonly isOpenForIssues: boolean;
  /** Ours; null where there is none. */
  readonly found: FoundIssue | null;
}

const OWN_ISSUE = `fragment OwnIssue on Issue {
    number
    state
    stateReason(enableDuplicate: true)
    viewerDidAuthor
    body
  }`;

/**
 * The issues that may be ours. Whether we wrote one is GitHub's to say (`viewerDidAuthor`): to ask for those of an author by
 * name finds those of apps on some servers only. The last ones are looked at because somebody may have taken off the label.
 */
export const ISSUES_QUERY: GraphqlDocument<"NoPickleIssues"> = {
  name: "NoPickleIssues",
  text: `
  query NoPickleIssues($owner: String!, $repo: String!, $label: String!) {
    repository(owner: $owner, name: $repo) {
      url
      hasIssuesEnabled
      isArchived
      labeled: issues(first: 30, filterBy: { labels: [$label] }, orderBy: { field: CREATED_AT, direction: ASC }) {
        nodes { ...OwnIssue }
      }
      recent: issues(first: 100, orderBy: { field: UPDATED_AT, direction: DESC }) {
        nodes { number viewerDidAuthor }
      }
    }
  }
  ${OWN_ISSUE}`,
};

/** The most issues of ours that are looked at without the label. */
const MAX_RECENT = 20;

/**
 * Finds the issue: the oldest one that the asking account wrote itself and that has our marks. One that somebody else wrote
 * is never it, whatever stands in it.
 * @throws what the client throws; where issues may not be read, that is an error of the type FORBIDDEN
 */
export async function readIssue(
  client: GitHubClient,
  { owner, repo }: { readonly owner: string; readonly repo: string },
): Promise<IssuePlace> {
  const { repository } = await sendDocument(client, ISSUES_QUERY, { owner, repo, label: ISSUE_LABEL });
  const url = repository?.url ?? "";
  const isOpenForIssues = repository?.hasIssuesEnabled === true && !repository.isArchived;
  const labeled = oursIn(repository?.labeled.nodes ?? []);
  if (labeled !== null || !isOpenForIssues) return { url, isOpenForIssues, found: labeled };
  const own = (repository.recent.nodes ?? []).flatMap((node) =>
    node?.viewerDidAuthor === true ? [node.number] : [],
  );
  const found = own.length === 0 ? null : await among(client, { owner, repo }, own.slice(0, MAX_RECENT));
  return { url, isOpenForIssues, found };
}

async function among(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  numbers: readonly number[],
): Promise<FoundIssue | null> {
  const variables = Object.fromEntries(numbers.map((number, i) => [numbered("n", i), number]));
  const { repository } = await sendDocument(client, issuesByNumber(numbers), { ...place, ...variables });
  return oursIn(numbers.map((_, i) => repository?.[numbered("i", i)] ?? null));
}

/** Issues by their numbers. */
export function issuesByNumber(numbers: readonly number[]): GraphqlDocument<"NoPickleIssuesByNumber"> {
  const declared = numbers.map((_, i) => `$${numbered("n", i)}: Int!`);
  const fields = numbers.map(
    (_, i) => `${numbered("i", i)}: issue(number: $${numbered("n", i)}) { ...OwnIssue }`,
  );
  return {
    name: "NoPickleIssuesByNumber",
    text: `query NoPickleIssuesByNumber(${["$owner: String!, $repo: String!", ...declared].join(", ")}) {
    repository(owner: $owner, name: $repo) { ${fields.join("\n")} }
  }
  ${OWN_ISSUE}`,
  };
}

function oursIn(issues: readonly (OwnIssueFragment | null)[]): FoundIssue | null {
  const ours = issues
    .filter((issue) => issue !== null)
    .filter(({ viewerDidAuthor, body }) => viewerDidAuthor && hasIssueMark(body))
    .sort((a, b) => a.number - b.number);
  const [first] = ours;
  if (!first) return null;
  const { number, body, state, stateReason } = first;
  const isOpen = state === "OPEN";
  return { number, body, isOpen, reason: isOpen ? null : (stateReason?.toLowerCase() ?? null) };
}
