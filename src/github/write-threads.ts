import type { Reply, ThreadAction } from "../review/plan.js";
import type { PullRequestIdentity } from "../review/state.js";
import type { GitHubClient } from "./client.js";

/** A mutation with its variables: name, type, value. */
interface Step {
  readonly mutation: (name: (variable: string) => string) => string;
  readonly variables: readonly (readonly [name: string, type: string, value: string])[];
}

/** Steps sent in one request. */
const BATCH = 40;

/**
 * Carries out what was decided about threads and comments, as few requests as possible. What GitHub forbids, or what
 * somebody deleted meanwhile, does not stop the rest.
 * @returns what was refused, as sentences
 */
export async function writeThreads(
  client: GitHubClient,
  pull: PullRequestIdentity,
  actions: readonly ThreadAction[],
  replies: readonly Reply[],
): Promise<string[]> {
  const steps = [...actions.flatMap(stepsOfAction), ...replies.map((reply) => stepOfReply(reply, pull))];
  const refused: string[] = [];
  for (let start = 0; start < steps.length; start += BATCH) {
    refused.push(...(await send(client, steps.slice(start, start + BATCH))));
  }
  return refused;
}

async function send(client: GitHubClient, steps: readonly Step[]): Promise<string[]> {
  const fields = steps.map((step, i) => `s${String(i)}: ${step.mutation((name) => `$${name}${String(i)}`)}`);
  const variables = steps.flatMap((step, i) =>
    step.variables.map(([name, type, value]) => [`${name}${String(i)}`, type, value] as const),
  );
  const declared = variables.map(([name, type]) => `$${name}: ${type}`).join(", ");
  try {
    await client.graphql(
      `mutation NoPickleThreads(${declared}) {\n${fields.join("\n")}\n}`,
      Object.fromEntries(variables.map(([name, , value]) => [name, value])),
    );
    return [];
  } catch (error) {
    const { errors } = error as { readonly errors?: readonly { type?: unknown; message?: unknown }[] };
    const isDenied = ({ type }: { type?: unknown }): boolean => type === "FORBIDDEN" || type === "NOT_FOUND";
    if (!Array.isArray(errors) || errors.length === 0 || !errors.every(isDenied)) throw error;
    return errors.map(({ type }) => `GitHub refused to change a thread or comment (${String(type)})`);
  }
}

function stepsOfAction(action: ThreadAction): Step[] {
  const { commentId } = action;
  if (action.kind === "delete") return [deletion(commentId)];
  const edit: Step = {
    mutation: (name) =>
      `updatePullRequestReviewComment(input: {pullRequestReviewCommentId: ${name("c")}, body: ${name("b")}}) { clientMutationId }`,
    variables: [
      ["c", "ID!", commentId],
      ["b", "String!", action.body],
    ],
  };
  switch (action.kind) {
    case "edit":
      return [edit];
    case "close":
      return [edit, action.resolve ? onThread("resolveReviewThread", action.threadId) : minimize(commentId)];
    case "reopen":
      return [
        edit,
        action.unresolve ? onThread("unresolveReviewThread", action.threadId) : unminimize(commentId),
      ];
  }
}

function onThread(mutation: "resolveReviewThread" | "unresolveReviewThread", threadId: string): Step {
  return {
    mutation: (name) => `${mutation}(input: {threadId: ${name("t")}}) { clientMutationId }`,
    variables: [["t", "ID!", threadId]],
  };
}

function minimize(commentId: string): Step {
  return {
    mutation: (name) =>
      `minimizeComment(input: {subjectId: ${name("c")}, classifier: RESOLVED}) { clientMutationId }`,
    variables: [["c", "ID!", commentId]],
  };
}

function unminimize(commentId: string): Step {
  return {
    mutation: (name) => `unminimizeComment(input: {subjectId: ${name("c")}}) { clientMutationId }`,
    variables: [["c", "ID!", commentId]],
  };
}

function deletion(commentId: string): Step {
  return {
    mutation: (name) => `deletePullRequestReviewComment(input: {id: ${name("c")}}) { clientMutationId }`,
    variables: [["c", "ID!", commentId]],
  };
}

function stepOfReply(reply: Reply, pull: PullRequestIdentity): Step {
  switch (reply.kind) {
    case "reaction":
      return {
        mutation: (name) =>
          `addReaction(input: {subjectId: ${name("c")}, content: THUMBS_UP}) { clientMutationId }`,
        variables: [["c", "ID!", reply.commentId]],
      };
    case "in-thread":
      return {
        mutation: (name) =>
          `addPullRequestReviewThreadReply(input: {pullRequestReviewThreadId: ${name("t")}, body: ${name("b")}}) { clientMutationId }`,
        variables: [
          ["t", "ID!", reply.threadId],
          ["b", "String!", reply.body],
        ],
      };
    case "in-conversation":
      return {
        mutation: (name) =>
          `addComment(input: {subjectId: ${name("p")}, body: ${name("b")}}) { clientMutationId }`,
        variables: [
          ["p", "ID!", pull.nodeId],
          ["b", "String!", reply.body],
        ],
      };
  }
}
