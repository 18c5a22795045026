import { schema as github } from "@octokit/graphql-schema";
import { buildSchema, execute, GraphQLError, parse, validate, type GraphQLSchema } from "graphql";

import { requirePermission, type RegisteredApp } from "./auth.js";
import { changedFiles } from "./rest.js";
import type { ApiError } from "./state.js";
import {
  type Actor,
  type StoredComment,
  type StoredPull,
  type StoredRepository,
  type StoredThread,
} from "./state.js";

let schema: GraphQLSchema | undefined;

/** GitHub's own schema; takes a second to build, so it is built once. */
function githubSchema(): GraphQLSchema {
  schema ??= buildSchema(github.idl, { assumeValidSDL: true });
  return schema;
}

/** What the resolvers work with. */
export interface GraphqlContext {
  readonly app: RegisteredApp;
  readonly actor: Actor;
  readonly webUrl: string;
  readonly repository: (owner: string, name: string) => StoredRepository;
  readonly repositories: () => Iterable<StoredRepository>;
  /** Blob texts longer than this are cut, as GitHub cuts them at about half a megabyte. */
  readonly textLimit: number;
}

/** Validates a query against GitHub's schema and executes it on the stand-in's state. */
export async function runGraphql(
  request: { readonly query: string; readonly variables?: Record<string, unknown> },
  context: GraphqlContext,
): Promise<object> {
  const document = parse(request.query);
  const problems = validate(githubSchema(), document);
  if (problems.length > 0) return { errors: problems.map(({ message }) => ({ message })) };
  const result = await execute({
    schema: githubSchema(),
    document,
    rootValue: { ...queries(context), ...mutations(context) },
    variableValues: request.variables ?? {},
  });
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors
      ? {
          errors: result.errors.map((error) => ({
            type: error.extensions["type"],
            message: error.message,
            path: error.path,
          })),
        }
      : {}),
  };
}

function queries(context: GraphqlContext): object {
  return {
    repository: ({ owner, name }: { owner: string; name: string }) => {
      requirePermission(context.app, context.actor, "metadata", "read");
      const repository = context.repository(owner, name);
      return {
        url: `${context.webUrl}/${owner}/${name}`,
        object: ({ oid }: { oid: string }) => commitNode(context, repository, oid),
        pullRequest: ({ number }: { number: number }) => {
          requirePermission(context.app, context.actor, "pull_requests", "read");
          const pull = repository.pulls.get(number);
          return pull ? pullNode(context, repository, pull) : null;
        },
      };
    },
  };
}

function pullNode(context: GraphqlContext, repository: StoredRepository, pull: StoredPull): object {
  const { git } = repository;
  const head = git.head(pull.headRef);
  const base = git.head(pull.baseRef);
  const files = changedFiles(repository, pull);
  return {
    state: pull.state === "open" ? "OPEN" : "CLOSED",
    isDraft: pull.isDraft,
    headRefOid: head,
    baseRefName: pull.baseRef,
    baseRefOid: base,
    changedFiles: files.length,
    baseRef: { target: commitNode(context, repository, base) },
    files: ({ first }: { first: number }) => ({
      nodes: files.slice(0, first).map(({ path, status }) => ({ path, changeType: CHANGE_TYPES[status] })),
    }),
    reviewThreads: ({ first, after }: { first: number; after?: string | null }) => {
      const start = after ? Number(after) : 0;
      const end = start + first;
      return {
        pageInfo: { hasNextPage: end < pull.threads.length, endCursor: String(end) },
        nodes: pull.threads.slice(start, end).map((thread) => threadNode(context, thread)),
      };
    },
    reviews: ({ last }: { last: number }) => ({
      nodes: pull.reviews.slice(-last).map((review) => ({
        fullDatabaseId: String(review.id),
        state: review.state,
        body: review.body,
        viewerDidAuthor: review.author === context.actor.login,
      })),
    }),
    commits: { nodes: [{ commit: commitNode(context, repository, head) }] },
  };
}

const CHANGE_TYPES: Readonly<Record<string, string>> = {
  added: "ADDED",
  removed: "DELETED",
  modified: "MODIFIED",
  renamed: "RENAMED",
  copied: "COPIED",
  changed: "CHANGED",
};

function threadNode(context: GraphqlContext, thread: StoredThread): object {
  const mayResolve = context.app.permissions["contents"] === "write" || context.actor.appId === null;
  return {
    id: thread.nodeId,
    path: thread.path,
    isResolved: thread.resolvedBy !== null,
    viewerCanResolve: mayResolve && thread.resolvedBy === null,
    viewerCanUnresolve: mayResolve && thread.resolvedBy !== null,
    comments: ({ first }: { first: number }) => ({
      nodes: thread.comments.slice(0, first).map((comment) => ({
        id: comment.nodeId,
        body: comment.body,
        isMinimized: comment.minimized !== null,
        viewerDidAuthor: comment.author === context.actor.login,
      })),
    }),
  };
}

function commitNode(context: GraphqlContext, repository: StoredRepository, oid: string): object | null {
  if (!repository.git.has(`${oid}^{commit}`)) return null;
  return {
    __typename: "Commit",
    oid,
    file: ({ path }: { path: string }) => {
      requirePermission(context.app, context.actor, "contents", "read");
      const entry = repository.git.entry(oid, path);
      return (
        entry && { mode: entry.mode, oid: entry.oid, object: entry.bytes && blobNode(context, entry.bytes) }
      );
    },
    checkSuites: ({ filterBy }: { filterBy?: { checkName?: string } }) => {
      requirePermission(context.app, context.actor, "checks", "read");
      const runs = repository.checkRuns.filter(
        (run) => run.headSha === oid && (!filterBy?.checkName || run.name === filterBy.checkName),
      );
      return {
        nodes: runs.map((run) => ({
          app: { databaseId: run.appId },
          checkRuns: {
            nodes: [{ databaseId: run.id, status: run.status.toUpperCase(), externalId: run.externalId }],
          },
        })),
      };
    },
  };
}

function blobNode(context: GraphqlContext, bytes: Buffer): object {
  const isBinary = bytes.includes(0);
  const isTruncated = bytes.length > context.textLimit;
  const text = bytes.subarray(0, context.textLimit).toString("utf8");
  return { __typename: "Blob", byteSize: bytes.length, isBinary, isTruncated, text: isBinary ? null : text };
}

interface Input<Fields> {
  readonly input: Fields;
}

function mutations(context: GraphqlContext): object {
  const resolve = (threadId: string, by: string | null): object => {
    if (context.actor.appId !== null && context.app.permissions["contents"] !== "write") throw forbidden();
    const thread = all(context, ({ threads }) => threads).find(({ nodeId }) => nodeId === threadId);
    if (!thread) throw notFound();
    thread.resolvedBy = by;
    return { clientMutationId: null };
  };
  const comment = (id: string): StoredComment => {
    requirePermission(context.app, context.actor, "pull_requests", "write");
    const comments = all(context, ({ threads }) => threads.flatMap((thread) => thread.comments));
    const found = comments.find(({ nodeId }) => nodeId === id);
    if (!found) throw notFound();
    return found;
  };
  return {
    resolveReviewThread: ({ input }: Input<{ threadId: string }>) =>
      resolve(input.threadId, context.actor.login),
    unresolveReviewThread: ({ input }: Input<{ threadId: string }>) => resolve(input.threadId, null),
    minimizeComment: ({ input }: Input<{ subjectId: string; classifier: string }>) => {
      comment(input.subjectId).minimized = input.classifier;
      return { clientMutationId: null };
    },
    unminimizeComment: ({ input }: Input<{ subjectId: string }>) => {
      comment(input.subjectId).minimized = null;
      return { clientMutationId: null };
    },
    updatePullRequestReviewComment: ({
      input,
    }: Input<{ pullRequestReviewCommentId: string; body: string }>) => {
      comment(input.pullRequestReviewCommentId).body = input.body;
      return { clientMutationId: null };
    },
  };
}

function all<Item>(context: GraphqlContext, of: (pull: StoredPull) => readonly Item[]): Item[] {
  return [...context.repositories()].flatMap(({ pulls }) =>
    [...pulls.values()].flatMap((pull) => [...of(pull)]),
  );
}

function forbidden(): GraphQLError {
  return new GraphQLError("Resource not accessible by integration", { extensions: { type: "FORBIDDEN" } });
}

function notFound(): GraphQLError {
  return new GraphQLError("Could not resolve to a node", { extensions: { type: "NOT_FOUND" } });
}

/** Errors of the REST kind as GraphQL answers them. */
export function asGraphqlErrors(error: ApiError): object {
  return { errors: [{ type: error.status === 403 ? "FORBIDDEN" : undefined, message: error.message }] };
}
