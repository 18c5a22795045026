import { ISSUE_LABEL, type FoundIssue } from "../audit/plan-issue.js";
import { hasIssueMark } from "../audit/issue-marks.js";
import type { GitHubClient } from "./client.js";
import { numbered, sendDocument, type GraphqlDocument } from "./graphql-document.js";

/** What is to be known before an issue is written. */
export interface IssuePlace {
  /** The address of the repository. */
  readonly url: string;
  /** Whether issues can be written there at all. */
  readonly isOpenForIssues: boolean;
  /** Ours; null where there is none. */
  readonly found: FoundIssue | null;
}

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
      labeled: issues(first: 100, filterBy: { labels: [$label] }, orderBy: { field: CREATED_AT, direction: ASC }) {
        nodes { number viewerDidAuthor }
      }
      recent: issues(first: 100, orderBy: { field: UPDATED_AT, direction: DESC }) {
        nodes { number viewerDidAuthor }
      }
    }
  }`,
};

/** The most issues of ours that are read. */
const MAX_READ = 20;

interface Place {
  readonly owner: string;
  readonly repo: string;
}

/**
 * Finds the issue: the oldest one that the asking account wrote itself and that has our marks. One that somebody else wrote
 * is never it, whatever stands in it.
 * @throws what the client throws; where issues may not be read, that is an error of the type FORBIDDEN
 */
export async function readIssue(client: GitHubClient, place: Place): Promise<IssuePlace> {
  const { repository } = await sendDocument(client, ISSUES_QUERY, { ...place, label: ISSUE_LABEL });
  const url = repository?.url ?? "";
  const isOpenForIssues = repository?.hasIssuesEnabled === true && !repository.isArchived;
  const labeled = ownNumbers(repository?.labeled.nodes ?? []);
  const recent = ownNumbers(repository?.recent.nodes ?? []).filter((number) => !labeled.includes(number));
  const found = (await oldestOf(client, place, labeled)) ?? (await oldestOf(client, place, recent));
  return { url, isOpenForIssues, found };
}

function ownNumbers(
  nodes: readonly ({ readonly number: number; readonly viewerDidAuthor: boolean } | null)[],
): readonly number[] {
  const own = nodes.flatMap((node) => (node?.viewerDidAuthor === true ? [node.number] : []));
  return own.slice(0, MAX_READ).sort((a, b) => a - b);
}

/** The first of these issues that has our marks. */
async function oldestOf(
  client: GitHubClient,
  place: Place,
  numbers: readonly number[],
): Promise<FoundIssue | null> {
  if (numbers.length === 0) return null;
  const variables = Object.fromEntries(numbers.map((number, i) => [numbered("n", i), number]));
  const { repository } = await sendDocument(client, issuesByNumber(numbers), { ...place, ...variables });
  for (const [i, number] of numbers.entries()) {
    const issue = repository?.[numbered("i", i)];
    if (!issue || !hasIssueMark(issue.body)) continue;
    const isOpen = !issue.closed;
    return {
      number,
      body: issue.body,
      isOpen,
      reason: isOpen ? null : (issue.stateReason?.toLowerCase() ?? null),
    };
  }
  return null;
}

/** Issues by their numbers. */
export function issuesByNumber(numbers: readonly number[]): GraphqlDocument<"NoPickleIssuesByNumber"> {
  const declared = numbers.map((_, i) => `$${numbered("n", i)}: Int!`);
  const fields = numbers.map(
    (_, i) =>
      `${numbered("i", i)}: issue(number: $${numbered("n", i)}) { closed stateReason(enableDuplicate: true) body }`,
  );
  return {
    name: "NoPickleIssuesByNumber",
    text: `query NoPickleIssuesByNumber(${["$owner: String!, $repo: String!", ...declared].join(", ")}) {
    repository(owner: $owner, name: $repo) { ${fields.join("\n")} }
  }`,
  };
}
