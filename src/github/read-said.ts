import { readMarks, type MarkKit } from "../review/marker.js";
import { isClosedBody } from "../review/notes.js";
import type { Comment, OwnCheck, OwnReview, Said, Thread } from "../review/state.js";
import type {
  ChecksFragment,
  ConversationCommentFragment,
  ReviewFragment,
  ThreadCommentFragment,
  ThreadFragment,
} from "./graphql-types.js";
import type { PullRequestNode } from "./pull-request-query.js";

/**
 * What was said on a pull request: threads, reviews, comments and our check run. A thread or review counts as ours only if
 * GitHub says that our account wrote it and it has a genuine mark (a signed, invisible part of what we write).
 * One of the two is not enough: anybody can copy a mark, and people with write access can edit our comments. What somebody
 * else edited last is no longer ours: its mark may be that of another comment, and its words were not what people answered.
 * @param appId the app whose check counts; null counts any (a user's token sees checks, but writes none)
 */
export function readSaid(
  pull: PullRequestNode,
  threads: readonly (ThreadFragment | null)[],
  appId: number | null,
  kit: MarkKit,
): Omit<Said, "permissions" | "contributors"> {
  const head = pull.commits.nodes?.[0]?.commit;
  return {
    threads: threads.flatMap((node) => (node ? readThread(node, kit) : [])),
    reviews: (pull.reviews?.nodes ?? []).flatMap((node) => (node ? readReview(node, kit) : [])),
    check: head?.oid === pull.headRefOid ? readCheck(head, appId) : null,
    failsFor: head?.oid === pull.headRefOid ? failsFor(head, pull, appId) : [],
    conversation: (pull.conversation?.nodes ?? []).flatMap((node) => (node ? [readComment(node)] : [])),
  };
}

function readThread(node: ThreadFragment, kit: MarkKit): Thread[] {
  const first = node.first.nodes?.[0];
  const marks = first?.viewerDidAuthor && !isEditedByOther(first) ? readMarks(first.body, kit) : [];
  const mark = marks.find((one) => one.kind === "thread");
  if (!first || !mark) return [];
  return [
    {
      id: node.id,
      path: node.path,
      movedTo: null,
      mark,
      isResolved: node.isResolved,
      isOutdated: node.isOutdated,
      isClosed: isClosedBody(first.body),
      viewerCanResolve: node.viewerCanResolve,
      viewerCanUnresolve: node.viewerCanUnresolve,
      commentId: first.id,
      body: first.body,
      replies: (node.replies.nodes ?? []).flatMap((reply) =>
        reply && reply.id !== first.id ? [readComment(reply)] : [],
      ),
      hasAllReplies: node.replies.totalCount <= (node.replies.nodes ?? []).length,
      openedAt: first.originalCommit?.oid ?? null,
    },
  ];
}

function readComment(node: ThreadCommentFragment | ConversationCommentFragment): Comment {
  const { id, body, author } = node;
  return {
    id,
    body,
    author: author?.login ?? null,
    isOurs: node.viewerDidAuthor,
    isBot: author?.__typename === "Bot",
    editedByOther: isEditedByOther(node),
    on: node.createdAt.slice(0, 10),
    hasReaction: (node.reactionGroups ?? []).some(({ viewerHasReacted }) => viewerHasReacted),
  };
}

/** What GitHub says of a review of ours stays true when somebody edits its body; what the body lists does not. */
function readReview(node: ReviewFragment, kit: MarkKit): OwnReview[] {
  if (!node.viewerDidAuthor) return [];
  const { state } = node;
  const id = Number(node.fullDatabaseId);
  if (isEditedByOther(node)) return [{ id, state, fingerprints: [] }];
  const mark = readMarks(node.body, kit).find((one) => one.kind === "review");
  return mark ? [{ id, state, fingerprints: mark.fingerprints }] : [];
}

/** Whether somebody else than its author changed a text last. */
function isEditedByOther({ author, editor }: Pick<ReviewFragment, "author" | "editor">): boolean {
  if (editor === null) return false;
  // The name of a bot has its suffix in some answers of GitHub, and in some not.
  const name = (login: string | undefined): string | undefined => login?.replace(/\[bot\]$/, "");
  return editor.__typename !== author?.__typename || name(editor.login) !== name(author.login);
}

/**
 * Other open pull requests with the same head whose own last check failed. A check belongs to a commit: one that passes for
 * a pull request to some other branch must not cover up that.
 */
function failsFor(
  commit: Partial<ChecksFragment> & Pick<NonNullable<HeadCommit>, "associatedPullRequests">,
  { number, headRefOid }: PullRequestNode,
  appId: number | null,
): number[] | null {
  const { totalCount = 0, nodes } = commit.associatedPullRequests ?? {};
  if (totalCount > (nodes ?? []).length) return null;
  const others = (nodes ?? []).flatMap((pull) =>
    pull?.state === "OPEN" && pull.headRefOid === headRefOid && pull.number !== number ? [pull.number] : [],
  );
  const runs = runsOf(commit, appId);
  // What is not seen may have failed.
  const isCut = suitesOf(commit, appId).some(
    ({ checkRuns }) => (checkRuns?.totalCount ?? 0) > (checkRuns?.nodes ?? []).length,
  );
  return others.filter((other) => {
    const last = runs.find(({ externalId }) => externalId?.startsWith(`${String(other)}:`));
    return last ? last.conclusion === "FAILURE" : isCut;
  });
}

type HeadCommit = NonNullable<NonNullable<PullRequestNode["commits"]["nodes"]>[number]>["commit"];

/** The newest check run with our name on a commit, and older ones that were never concluded. */
export function readCheck(commit: Partial<ChecksFragment>, appId: number | null): OwnCheck | null {
  const [latest, ...older] = runsOf(commit, appId);
  if (!latest) return null;
  return {
    id: latest.databaseId,
    concluded: latest.status === "COMPLETED",
    externalId: latest.externalId,
    annotations: latest.annotations?.totalCount ?? 0,
    open: older.filter(({ status }) => status !== "COMPLETED").map(({ databaseId }) => databaseId),
  };
}

/** The check runs with our name on a commit, the newest first. */
function runsOf(commit: Partial<ChecksFragment>, appId: number | null) {
  return suitesOf(commit, appId)
    .flatMap(({ checkRuns }) => checkRuns?.nodes ?? [])
    .flatMap((run) => (run?.databaseId ? [{ ...run, databaseId: run.databaseId }] : []))
    .sort((a, b) => b.databaseId - a.databaseId);
}

function suitesOf(commit: Partial<ChecksFragment>, appId: number | null) {
  return (commit.checkSuites?.nodes ?? []).flatMap((suite) =>
    suite && (appId === null || suite.app?.databaseId === appId) ? [suite] : [],
  );
}
