import { requirePermission } from "./auth.js";
import type { GraphqlContext } from "./graphql.js";
import type { RestContext } from "./rest.js";
import { checkBody } from "./rules.js";
import { ApiError, type StoredIssue, type StoredRepository } from "./state.js";

/** Pull requests have the numbers below. */
const FIRST_NUMBER = 501;

/** Somebody opens an issue. */
export function openIssue(
  repository: StoredRepository,
  author: string,
  { title, body, labels = [] }: { title: string; body: string; labels?: readonly string[] },
): StoredIssue {
  const issue: StoredIssue = {
    number: FIRST_NUMBER + repository.issues.length,
    ...{ author, title, body, labels: new Set(labels), state: "open", stateReason: null, edits: 0 },
  };
  repository.issues.push(issue);
  repository.touched.unshift(issue);
  return issue;
}

/** The REST operations about issues. */
export const ISSUE_HANDLERS = {
  "POST /repos/{owner}/{repo}/issues": (context: RestContext) => {
    const repository = writable(context);
    const { title, body, labels } = context.body as { title: string; body: string; labels?: string[] };
    checkBody(body);
    const { number } = openIssue(repository, context.actor.login, { title, body, labels: labels ?? [] });
    return { status: 201, data: { number } };
  },

  "PATCH /repos/{owner}/{repo}/issues/{issue_number}": (context: RestContext) => {
    const repository = writable(context);
    const number = Number(context.operation.parameters["issue_number"]);
    const issue = repository.issues.find((one) => one.number === number);
    if (!issue) throw new ApiError(404, "Not Found");
    const { body, state, state_reason } = context.body as {
      body?: string;
      state?: "open" | "closed";
      state_reason?: StoredIssue["stateReason"];
    };
    if (body !== undefined) {
      checkBody(body);
      issue.body = body;
    }
    if (state !== undefined && state !== issue.state) {
      issue.state = state;
      issue.stateReason = state_reason ?? (state === "open" ? "reopened" : "completed");
    }
    issue.edits++;
    repository.touched.splice(0, 0, ...repository.touched.splice(repository.touched.indexOf(issue), 1));
    return { status: 200, data: { number } };
  },
};

function writable(context: RestContext): StoredRepository {
  requirePermission(context.app, context.actor, "issues", "write");
  const { owner = "", repo = "" } = context.operation.parameters;
  const repository = context.repository(owner, repo);
  if (!repository.hasIssues) throw new ApiError(410, "Issues has been disabled in this repository.");
  return repository;
}

/** The fields of a repository about issues. */
export function issueFields(context: GraphqlContext, repository: StoredRepository): object {
  const node = (issue: StoredIssue): object => ({
    number: issue.number,
    closed: issue.state === "closed",
    stateReason: () => issue.stateReason?.toUpperCase() ?? null,
    body: issue.body,
    viewerDidAuthor: issue.author === context.actor.login,
  });
  return {
    hasIssuesEnabled: repository.hasIssues,
    isArchived: false,
    issue: ({ number }: { number: number }) => {
      requirePermission(context.app, context.actor, "issues", "read");
      const found = repository.issues.find((one) => one.number === number);
      return found ? node(found) : null;
    },
    issues: ({
      first,
      filterBy,
      orderBy,
    }: {
      first: number;
      filterBy?: { labels?: readonly string[] };
      orderBy: { field: string };
    }) => {
      requirePermission(context.app, context.actor, "issues", "read");
      const all = orderBy.field === "UPDATED_AT" ? repository.touched : repository.issues;
      const wanted = all.filter(({ labels }) => (filterBy?.labels ?? []).every((label) => labels.has(label)));
      return { nodes: wanted.slice(0, first).map(node) };
    },
  };
}
