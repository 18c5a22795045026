import { readMarks, type MarkKit } from "../review/marker.js";
import { isClosedBody } from "../review/notes.js";
import type { Comment, OwnReview, Said, Thread } from "../review/state.js";
import type {
  ConversationCommentFragment,
  ReviewFragment,
  ThreadCommentFragment,
  ThreadFragment,
} from "./graphql-types.js";
import type { PullRequestNode } from "./pull-request-query.js";

/**
 * What was said on a pull request: threads, reviews and comments. A thread or review counts as ours only if
 * GitHub says that our account wrote it and it has a genuine mark (a signed, invisible part of what we write).
 * One of the two is not enough: anybody can copy a mark, and people with write access can edit our comments. What somebody
 * else edited last is no longer ours: its mark may be that of another comment, and its words were not what people answered.
 */
export function readSaid(
  pull: PullRequestNode,
  threads: readonly (ThreadFragment | null)[],
  kit: MarkKit,
): Pick<Said, "threads" | "reviews" | "conversation"> {
  return {
    threads: threads.flatMap((node) => (node ? readThread(node, kit) : [])),
    reviews: (pull.reviews?.nodes ?? []).flatMap((node) => (node ? readReview(node, kit) : [])),
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
