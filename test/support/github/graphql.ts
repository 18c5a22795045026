import { schema as github } from "@octokit/graphql-schema";
import {
  buildSchema,
  execute,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";

import { requirePermission, type RegisteredApp } from "./auth.js";
import { issueFields } from "./issues.js";
import { checkBody } from "./rules.js";
import { newComment, changedFiles } from "./rest.js";
import {
  ApiError,
  type Actor,
  type StoredCheckRun,
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
  /** Whether an owner is a person, and no organization. */
  readonly isPerson: (owner: string) => boolean;
  /** Blob texts longer than this are cut, as GitHub cuts them at about half a megabyte. */
  readonly textLimit: number;
  readonly nextId: () => number;
  /** GraphQL points that are left. */
  readonly remaining: () => number;
}

/** Validates a query against GitHub's schema and executes it on the stand-in's state. */
export async function runGraphql(
  request: { readonly query: string; readonly variables?: Record<string, unknown> },
  context: GraphqlContext,
): Promise<object> {
  const { document, problems } = checkedQuery(request.query);
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
            type: typeOf(error),
            message: error.message,
            path: error.path,
          })),
        }
      : {}),
  };
}

interface CheckedQuery {
  readonly document: DocumentNode;
  readonly problems: readonly GraphQLError[];
}

/** The texts of queries are few, and to check one takes longer than to answer it. */
const checkedQueries = new Map<string, CheckedQuery>();

function checkedQuery(text: string): CheckedQuery {
  const found = checkedQueries.get(text);
  if (found) return found;
  const document = parse(text);
  const checked = { document, problems: validate(githubSchema(), document) };
  checkedQueries.set(text, checked);
  return checked;
}

/** GraphQL names the kind of an error where REST has a status. */
function typeOf(error: GraphQLError): unknown {
  const { originalError } = error;
  if (!(originalError instanceof ApiError)) return error.extensions["type"];
  return originalError.status === 403 ? "FORBIDDEN" : originalError.status === 404 ? "NOT_FOUND" : undefined;
}

function queries(context: GraphqlContext): object {
  return {
    rateLimit: { remaining: context.remaining() },
    repositoryOwner: ({ login }: { login: string }) => ownerNode(context, login),
    repository: ({ owner, name }: { owner: string; name: string }) => {
      requirePermission(context.app, context.actor, "metadata", "read");
      const repository = context.repository(owner, name);
      return {
        databaseId: repository.id,
        name: repository.name,
        owner: { __typename: "Organization", login: repository.owner },
        url: `${context.webUrl}/${repository.owner}/${repository.name}`,
        ...issueFields(context, repository),
        defaultBranchRef: () => refNode(context, repository, repository.defaultBranch),
        ref: ({ qualifiedName }: { qualifiedName: string }) => refNode(context, repository, qualifiedName),
        object: ({ oid }: { oid: string }) =>
          commitNode(context, repository, oid) ?? treeNode(repository, oid),
        mergeQueue: () => {
          requirePermission(context.app, context.actor, "merge_queues", "read");
          const nodes = repository.mergeQueue.map(({ pullNumber, baseSha, headSha }) => ({
            pullRequest: { number: pullNumber },
            baseCommit: { oid: baseSha },
            headCommit: { oid: headSha },
          }));
          return repository.hasMergeQueue ? { entries: { nodes } } : null;
        },
        pullRequests: ({ first, after }: { first: number; after?: string | null }) => {
          const open = [...repository.pulls.values()].filter(({ state }) => state === "open");
          const sorted = open.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
          const start = after ? Number(after) : 0;
          return {
            pageInfo: { hasNextPage: start + first < sorted.length, endCursor: String(start + first) },
            nodes: sorted.slice(start, start + first).map((pull) => pullNode(context, repository, pull)),
          };
        },
        pullRequest: ({ number }: { number: number }) => {
          requirePermission(context.app, context.actor, "pull_requests", "read");
          const pull = repository.pulls.get(number);
          return pull ? pullNode(context, repository, pull) : null;
        },
      };
    },
  };
}

/** An organization, or a person, with what it has; null where there is none of that name. */
function ownerNode(context: GraphqlContext, login: string): object | null {
  const same = (name: string): boolean => name.toLowerCase() === login.toLowerCase();
  const own = [...context.repositories()].filter(({ owner }) => same(owner));
  const [first] = own;
  if (!first) return null;
  return {
    __typename: context.isPerson(first.owner) ? "User" : "Organization",
    login: first.owner,
    repositories: ({ first: count, after }: { first: number; after?: string | null }) => {
      const start = Number(after ?? 0);
      const sorted = own.sort((a, b) => (a.name < b.name ? -1 : 1));
      return {
        totalCount: sorted.length,
        pageInfo: { hasNextPage: start + count < sorted.length, endCursor: String(start + count) },
        nodes: sorted.slice(start, start + count).map((repository) => ({
          name: repository.name,
          isPrivate: repository.isPrivate,
          isArchived: repository.isArchived,
          isFork: repository.isFork,
          isDisabled: false,
          defaultBranchRef: () => refNode(context, repository, repository.defaultBranch),
        })),
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
    id: pull.nodeId,
    number: pull.number,
    updatedAt: pull.updatedAt,
    author: actorNode(pull.author),
    body: pull.body,
    assignees: { nodes: pull.assignees.map((login) => ({ login })) },
    userContentEdits: {
      pageInfo: { hasNextPage: false },
      nodes: pull.edits.map((diff) => ({ diff, deletedAt: diff === null ? "2026-03-01T12:00:00Z" : null })),
    },
    timelineItems: {
      pageInfo: { hasNextPage: false },
      nodes: pull.everAssigned.map((login) => ({
        __typename: "AssignedEvent",
        assignee: { __typename: "User", login },
      })),
    },
    comments: ({ last }: { last: number }) => ({
      nodes: pull.conversation.slice(-last).map((comment) => commentNode(context, comment)),
    }),
    state: pull.state === "open" ? "OPEN" : "CLOSED",
    isDraft: pull.isDraft,
    headRefOid: head,
    baseRefName: pull.baseRef,
    baseRefOid: base,
    changedFiles: files.length,
    baseRef: refNode(context, repository, pull.baseRef),
    files: ({ first }: { first: number }) => ({
      nodes: files.slice(0, first).map(({ path, status, additions, deletions }) => ({
        path,
        changeType: CHANGE_TYPES[status],
        additions,
        deletions,
      })),
    }),
    reviewThreads: ({ first, after }: { first: number; after?: string | null }) => {
      const start = after ? Number(after) : 0;
      const end = start + first;
      return {
        pageInfo: { hasNextPage: end < pull.threads.length, endCursor: String(end) },
        nodes: pull.threads.slice(start, end).map((thread) => threadNode(context, repository, head, thread)),
      };
    },
    reviews: ({ last }: { last: number }) => ({
      nodes: pull.reviews.slice(-last).map((review) => ({
        fullDatabaseId: String(review.id),
        state: review.state,
        body: review.body,
        viewerDidAuthor: review.author === context.actor.login,
        author: actorNode(review.author),
        editor: review.editor && actorNode(review.editor),
      })),
    }),
    commits: ({ last, first = 0, after }: { last?: number; first?: number; after?: string | null }) => {
      if (last) return { nodes: [{ commit: commitNode(context, repository, head) }] };
      const user = (login: string | null): object => ({ user: login === null ? null : { login } });
      const all = git.people(base, head).map(({ authors, committer }) => ({
        commit: { committer: user(committer), authors: { nodes: authors.map(user) } },
      }));
      const start = Number(after ?? 0);
      const pageInfo = { hasNextPage: start + first < all.length, endCursor: String(start + first) };
      return { pageInfo, nodes: all.slice(start, start + first) };
    },
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

function threadNode(
  context: GraphqlContext,
  { git }: StoredRepository,
  head: string,
  thread: StoredThread,
): object {
  const mayResolve = context.app.permissions["contents"] === "write" || context.actor.appId === null;
  const lineAt = (commit: string, line: number): string | undefined =>
    git.entry(commit, thread.path)?.bytes?.toString("utf8").split("\n")[line - 1];
  const own = lineAt(thread.commitSha, thread.line);
  const now = git.entry(head, thread.path)?.bytes?.toString("utf8").split("\n") ?? [];
  const comments = thread.comments.map((comment) => ({
    ...commentNode(context, comment),
    originalCommit: { oid: thread.commitSha },
  }));
  return {
    id: thread.nodeId,
    path: thread.path,
    isResolved: thread.resolvedBy !== null,
    // GitHub loses the place of a thread when its line is changed or taken away.
    isOutdated: thread.line === 0 ? false : own === undefined || !now.includes(own),
    viewerCanResolve: mayResolve && thread.resolvedBy === null,
    viewerCanUnresolve: mayResolve && thread.resolvedBy !== null,
    comments: ({ first, last }: { first?: number | null; last?: number | null }) => ({
      totalCount: comments.length,
      nodes: first ? comments.slice(0, first) : comments.slice(-(last ?? 100)),
    }),
  };
}

/** A person or a bot, by a login that ends in `[bot]` for bots. */
function actorNode(login: string): object {
  const name = login.replace(/\[bot\]$/, "");
  return { __typename: name === login ? "User" : "Bot", login: name };
}

function commentNode(context: GraphqlContext, comment: StoredComment): object {
  return {
    id: comment.nodeId,
    body: comment.body,
    createdAt: "2026-03-01T12:00:00Z",
    isMinimized: comment.minimized !== null,
    viewerDidAuthor: comment.author === context.actor.login,
    author: comment.author && {
      __typename: comment.authorType,
      login: comment.author.replace(/\[bot\]$/, ""),
    },
    editor: comment.editor && actorNode(comment.editor),
    reactionGroups: [{ viewerHasReacted: comment.reactions.has(context.actor.login) }],
  };
}

function refNode(context: GraphqlContext, repository: StoredRepository, name: string): object | null {
  if (!repository.git.has(`${name}^{commit}`)) return null;
  return {
    name: name.replace(/^refs\/heads\//, ""),
    target: commitNode(context, repository, repository.git.head(name)),
    rules: {
      nodes: [
        ...(repository.requiredChecks.length > 0
          ? [
              {
                type: "REQUIRED_STATUS_CHECKS",
                parameters: {
                  __typename: "RequiredStatusChecksParameters",
                  requiredStatusChecks: repository.requiredChecks,
                },
              },
            ]
          : []),
        ...(repository.requiresResolution
          ? [
              {
                type: "PULL_REQUEST",
                parameters: { __typename: "PullRequestParameters", requiredReviewThreadResolution: true },
              },
            ]
          : []),
        ...(repository.hasMergeQueue ? [{ type: "MERGE_QUEUE", parameters: null }] : []),
      ],
    },
    // Classic protection is for administrators to see.
    branchProtectionRule: () => {
      throw forbidden();
    },
  };
}

function treeNode({ git }: StoredRepository, oid: string): object | null {
  return git.has(`${oid}^{tree}`)
    ? { __typename: "Tree", oid: git.treeOf(oid), entries: git.listFolder(oid) }
    : null;
}

function commitNode(context: GraphqlContext, repository: StoredRepository, oid: string): object | null {
  if (!repository.git.has(`${oid}^{commit}`)) return null;
  return {
    __typename: "Commit",
    oid,
    file: ({ path }: { path: string }) => {
      requirePermission(context.app, context.actor, "contents", "read");
      const entry = repository.git.entry(oid, path);
      const object = entry?.bytes ? blobNode(context, entry.bytes) : entry && treeNode(repository, entry.oid);
      return entry && { mode: entry.mode, oid: entry.oid, object };
    },
    tree: () => treeNode(repository, oid),
    checkSuites: ({ filterBy }: { filterBy?: { checkName?: string } }) => {
      requirePermission(context.app, context.actor, "checks", "read");
      const runs = repository.checkRuns.filter(
        (run) => run.headSha === oid && (!filterBy?.checkName || run.name === filterBy.checkName),
      );
      const apps = [...new Set(runs.map(({ appId }) => appId))];
      return {
        nodes: apps.map((appId) => ({
          app: { databaseId: appId },
          checkRuns: ({ first }: { first: number }) => {
            const own = runs.filter((run) => run.appId === appId);
            return { totalCount: own.length, nodes: own.slice(0, first).map(runNode) };
          },
        })),
      };
    },
  };
}

function runNode(run: StoredCheckRun): object {
  return {
    databaseId: run.id,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    externalId: run.externalId,
    annotations: { totalCount: run.annotations.length },
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
    const comments = all(context, ({ threads, conversation }) => [
      ...threads.flatMap((thread) => thread.comments),
      ...conversation,
    ]);
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
    deletePullRequestReviewComment: ({ input }: Input<{ id: string }>) => {
      const found = comment(input.id);
      for (const pull of allPulls(context)) {
        for (const thread of pull.threads) {
          const index = thread.comments.indexOf(found);
          if (index !== -1) thread.comments.splice(index, 1);
        }
        const empty = pull.threads.findIndex(({ comments }) => comments.length === 0);
        if (empty !== -1) pull.threads.splice(empty, 1);
      }
      return { clientMutationId: null };
    },
    addReaction: ({ input }: Input<{ subjectId: string }>) => {
      comment(input.subjectId).reactions.add(context.actor.login);
      return { clientMutationId: null };
    },
    addComment: ({ input }: Input<{ subjectId: string; body: string }>) => {
      requirePermission(context.app, context.actor, "pull_requests", "write");
      const pull = allPulls(context).find(({ nodeId }) => nodeId === input.subjectId);
      if (!pull) throw notFound();
      checkBody(input.body);
      pull.conversation.push(newComment(`IC_${String(context.nextId())}`, context.actor, input.body));
      return { clientMutationId: null };
    },
    addPullRequestReviewThreadReply: ({
      input,
    }: Input<{ pullRequestReviewThreadId: string; body: string }>) => {
      requirePermission(context.app, context.actor, "pull_requests", "write");
      const thread = all(context, ({ threads }) => threads).find(
        ({ nodeId }) => nodeId === input.pullRequestReviewThreadId,
      );
      if (!thread) throw notFound();
      checkBody(input.body);
      thread.comments.push(newComment(`PRRC_${String(context.nextId())}`, context.actor, input.body));
      return { clientMutationId: null };
    },
    updatePullRequestReviewComment: ({
      input,
    }: Input<{ pullRequestReviewCommentId: string; body: string }>) => {
      const found = comment(input.pullRequestReviewCommentId);
      found.body = input.body;
      found.editor = context.actor.login;
      return { clientMutationId: null };
    },
  };
}

function allPulls(context: GraphqlContext): StoredPull[] {
  return [...context.repositories()].flatMap(({ pulls }) => [...pulls.values()]);
}

function all<Item>(context: GraphqlContext, of: (pull: StoredPull) => readonly Item[]): Item[] {
  return allPulls(context).flatMap((pull) => [...of(pull)]);
}

function forbidden(): GraphQLError {
  return new GraphQLError("Resource not accessible by integration", { extensions: { type: "FORBIDDEN" } });
}

function notFound(): GraphQLError {
  return new GraphQLError("Could not resolve to a node", { extensions: { type: "NOT_FOUND" } });
}
