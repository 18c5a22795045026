import { isClosedBody, markedFingerprints } from "../review/marker.js";
import type { OwnCheck, OwnReview, Said, Thread } from "../review/state.js";
import type { CommitNode, PullRequestNode, ReviewNode, ThreadNode } from "./pull-request-query.js";

/**
 * What no-pickle has already said, out of GitHub's answer. Only texts that GitHub says the asking account wrote count:
 * anybody can copy a mark.
 * @param appId the app whose check counts; null counts any (a user's token sees checks, but writes none)
 */
export function readSaid(
  pull: PullRequestNode,
  threads: readonly (ThreadNode | null)[],
  appId: number | null,
): Said {
  const head = pull.commits.nodes[0]?.commit;
  return {
    threads: threads.flatMap((node) => (node ? readThread(node) : [])),
    reviews: (pull.reviews?.nodes ?? []).flatMap((node) => (node ? readReview(node) : [])),
    check: head?.oid === pull.headRefOid ? readCheck(head, appId) : null,
  };
}

function readThread(node: ThreadNode): Thread[] {
  const first = node.comments.nodes[0];
  const fingerprints = first?.viewerDidAuthor ? markedFingerprints(first.body) : null;
  if (!first || !fingerprints) return [];
  return [
    {
      id: node.id,
      path: node.path,
      fingerprints,
      isResolved: node.isResolved,
      isClosed: isClosedBody(first.body),
      viewerCanResolve: node.viewerCanResolve,
      viewerCanUnresolve: node.viewerCanUnresolve,
      commentId: first.id,
      body: first.body,
    },
  ];
}

function readReview(node: ReviewNode): OwnReview[] {
  const fingerprints = node.viewerDidAuthor ? markedFingerprints(node.body) : null;
  if (!fingerprints) return [];
  return [{ id: Number(node.fullDatabaseId), state: node.state, fingerprints }];
}

function readCheck(commit: CommitNode, appId: number | null): OwnCheck | null {
  const runs = (commit.checkSuites?.nodes ?? [])
    .filter((suite) => suite && (appId === null || suite.app?.databaseId === appId))
    .flatMap((suite) => suite?.checkRuns?.nodes ?? [])
    .flatMap((run) => (run?.databaseId ? [{ ...run, databaseId: run.databaseId }] : []));
  const latest = runs.sort((a, b) => b.databaseId - a.databaseId)[0];
  if (!latest) return null;
  return {
    id: latest.databaseId,
    concluded: latest.status === "COMPLETED",
    externalId: latest.externalId,
  };
}
