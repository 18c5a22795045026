import type { Reply, ThreadAction } from "../review/plan.js";
import type { PullRequestIdentity } from "../review/state.js";
import type { GitHubClient } from "./client.js";
import { graphqlErrors, isDenied } from "./errors.js";
import { numbered, sendDocument, type GraphqlDocument } from "./graphql-document.js";
import type * as types from "./graphql-schema-types.js";

/** The mutations that are used, with what they take. */
interface Inputs {
  readonly addComment: types.AddCommentInput;
  readonly addPullRequestReviewThreadReply: types.AddPullRequestReviewThreadReplyInput;
  readonly addReaction: types.AddReactionInput;
  readonly deletePullRequestReviewComment: types.DeletePullRequestReviewCommentInput;
  readonly minimizeComment: types.MinimizeCommentInput;
  readonly resolveReviewThread: types.ResolveReviewThreadInput;
  readonly unminimizeComment: types.UnminimizeCommentInput;
  readonly unresolveReviewThread: types.UnresolveReviewThreadInput;
  readonly updatePullRequestReviewComment: types.UpdatePullRequestReviewCommentInput;
}

/** One mutation with its input. */
type Step = {
  readonly [Name in keyof Inputs]: { readonly mutation: Name; readonly input: Inputs[Name] };
}[keyof Inputs];

/** Steps sent in one request. */
const BATCH = 40;

/**
 * Carries out what was decided about threads and comments, with as few requests as possible. What GitHub forbids, or what
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
  const document = threadsMutation(steps.map(({ mutation }) => mutation));
  const inputs = Object.fromEntries(steps.map(({ input }, i) => [numbered("s", i), input]));
  try {
    await sendDocument(client, document, inputs);
    return [];
  } catch (error) {
    const errors = graphqlErrors(error);
    if (errors.length === 0 || !errors.every(isDenied)) throw error;
    return errors.map(({ type }) => `GitHub refused to change a thread or comment (${String(type)})`);
  }
}

/** Mutations one after the other. The type of an input is called like its mutation, with a capital: `AddCommentInput`. */
export function threadsMutation(mutations: readonly (keyof Inputs)[]): GraphqlDocument<"NoPickleThreads"> {
  const declared = mutations.map(
    (name, i) => `$${numbered("s", i)}: ${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input!`,
  );
  const fields = mutations.map(
    (name, i) => `${numbered("s", i)}: ${name}(input: $${numbered("s", i)}) { clientMutationId }`,
  );
  return {
    name: "NoPickleThreads",
    text: `mutation NoPickleThreads(${declared.join(", ")}) {\n${fields.join("\n")}\n}`,
  };
}

function stepsOfAction(action: ThreadAction): Step[] {
  const { commentId } = action;
  if (action.kind === "delete") {
    return [{ mutation: "deletePullRequestReviewComment", input: { id: commentId } }];
  }
  const edit: Step = {
    mutation: "updatePullRequestReviewComment",
    input: { pullRequestReviewCommentId: commentId, body: action.body },
  };
  switch (action.kind) {
    case "edit":
      return [edit];
    case "close":
      return [
        edit,
        action.resolve
          ? { mutation: "resolveReviewThread", input: { threadId: action.threadId } }
          : { mutation: "minimizeComment", input: { subjectId: commentId, classifier: "RESOLVED" } },
      ];
    case "reopen":
      return [
        edit,
        action.unresolve
          ? { mutation: "unresolveReviewThread", input: { threadId: action.threadId } }
          : { mutation: "unminimizeComment", input: { subjectId: commentId } },
      ];
  }
}

function stepOfReply(reply: Reply, pull: PullRequestIdentity): Step {
  switch (reply.kind) {
    case "reaction":
      return { mutation: "addReaction", input: { subjectId: reply.commentId, content: "THUMBS_UP" } };
    case "in-thread":
      return {
        mutation: "addPullRequestReviewThreadReply",
        input: { pullRequestReviewThreadId: reply.threadId, body: reply.body },
      };
    case "in-conversation":
      return { mutation: "addComment", input: { subjectId: pull.nodeId, body: reply.body } };
  }
}
