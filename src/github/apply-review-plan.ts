import { CHECK_NAME } from "../review/plan-check.js";
import type { Annotation, PlannedCheck, PlannedReview, ReviewPlan, ThreadAction } from "../review/plan.js";
import type { PullRequestIdentity } from "../review/state.js";
import { withoutComments } from "../review/without-comments.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { failureKind } from "./errors.js";

/** What was written, and what GitHub did not allow. */
export interface Applied {
  readonly reviewPosted: boolean;
  readonly checkWritten: boolean;
  /** Things that could not be done and that somebody has to do by hand. */
  readonly refused: readonly string[];
}

/** Whether the client may write check runs: an app may, a user's token may not. */
export interface ApplyOptions {
  readonly writesChecks: boolean;
}

/** GitHub takes this many annotations in one request and appends those of later ones. */
const ANNOTATIONS = 50;

/**
 * Writes a plan to GitHub; the only code that writes reviews. The check comes last, so that nothing turns green before the
 * rest is done. No write is repeated here: after a failure the job starts over with reading, and finds what was written.
 * @throws what the client throws, except for refusals that leave the review whole
 */
export async function applyReviewPlan(
  client: GitHubClient,
  pull: PullRequestIdentity,
  plan: ReviewPlan,
  options: ApplyOptions,
): Promise<Applied> {
  const refused: string[] = [];
  if (plan.threads.length > 0) await applyThreads(client, plan.threads);
  for (const { reviewId, message } of plan.dismissals) {
    const done = await dismiss(client, pull, reviewId, message);
    if (!done)
      refused.push(
        "The request for changes could not be withdrawn: a branch rule restricts who may dismiss reviews.",
      );
  }
  if (plan.review) await submitReview(client, pull, plan.review);
  const check = options.writesChecks ? plan.check : null;
  if (check) await writeCheck(client, pull, withRefusals(check, refused));
  return { reviewPosted: plan.review !== null, checkWritten: check !== null, refused };
}

/** All threads in one GraphQL request. Resolving needs `contents: write`; without it the comment is minimized. */
async function applyThreads(client: GitHubClient, actions: readonly ThreadAction[]): Promise<void> {
  const fields = actions.map((action, i) => {
    const n = String(i);
    const edit = `e${n}: updatePullRequestReviewComment(input: {pullRequestReviewCommentId: $c${n}, body: $b${n}}) { clientMutationId }`;
    return `${edit}\n${visibility(action, n)}`;
  });
  const variables = actions.flatMap((action, i): [string, string, string][] => [
    [`c${String(i)}`, "ID!", action.commentId],
    [`b${String(i)}`, "String!", action.body],
    ...(action.mayResolve ? [[`t${String(i)}`, "ID!", action.threadId] as [string, string, string]] : []),
  ]);
  const declared = variables.map(([name, type]) => `$${name}: ${type}`).join(", ");
  await client.graphql(
    `mutation NoPickleThreads(${declared}) {\n${fields.join("\n")}\n}`,
    Object.fromEntries(variables.map(([name, , value]) => [name, value])),
  );
}

function visibility(action: ThreadAction, n: string): string {
  if (action.mayResolve) {
    const mutation = action.kind === "close" ? "resolveReviewThread" : "unresolveReviewThread";
    return `v${n}: ${mutation}(input: {threadId: $t${n}}) { clientMutationId }`;
  }
  return action.kind === "close"
    ? `v${n}: minimizeComment(input: {subjectId: $c${n}, classifier: RESOLVED}) { clientMutationId }`
    : `v${n}: unminimizeComment(input: {subjectId: $c${n}}) { clientMutationId }`;
}

async function dismiss(
  client: GitHubClient,
  { owner, repo, number }: PullRequestIdentity,
  reviewId: number,
  message: string,
): Promise<boolean> {
  try {
    await client.request("PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
      pull_number: number,
      review_id: reviewId,
      message,
    });
    return true;
  } catch (error) {
    const status = (error as { status?: unknown }).status;
    // 403: a branch rule forbids it. 422: it was dismissed meanwhile.
    if (status === 422) return true;
    if (status === 403 && failureKind(error, 0).kind !== "rate-limit") return false;
    throw error;
  }
}

/**
 * Submits a review in one request. If GitHub finds fault with the place of a comment it refuses the whole; then what the
 * comments say goes to the body, rather than being lost.
 */
async function submitReview(
  client: GitHubClient,
  pull: PullRequestIdentity,
  review: PlannedReview,
): Promise<void> {
  try {
    await postReview(client, pull, review);
  } catch (error) {
    const isRefused = (error as { status?: unknown }).status === 422 && !isAbuse(error);
    if (!isRefused || review.comments.length === 0) throw error;
    await postReview(client, pull, withoutComments(review));
  }
}

async function postReview(
  client: GitHubClient,
  { owner, repo, number, headSha }: PullRequestIdentity,
  review: PlannedReview,
): Promise<void> {
  await client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    pull_number: number,
    commit_id: headSha,
    event: review.event,
    body: review.body,
    comments: review.comments.map(({ path, line, startLine, body }) => ({
      path,
      body,
      line,
      side: "RIGHT",
      ...(startLine === null ? {} : { start_line: startLine, start_side: "RIGHT" }),
    })),
  });
}

function isAbuse(error: unknown): boolean {
  return failureKind(error, 0).kind === "rate-limit";
}

/** Writes a completed check run on the head commit. */
export async function writeCheck(
  client: GitHubClient,
  { owner, repo, headSha }: Pick<PullRequestIdentity, "owner" | "repo" | "headSha">,
  check: PlannedCheck,
): Promise<void> {
  const output = { title: check.title, summary: check.summary };
  const created = await client.request("POST /repos/{owner}/{repo}/check-runs", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    name: CHECK_NAME,
    head_sha: headSha,
    status: "completed",
    conclusion: check.conclusion,
    external_id: check.externalId,
    output: { ...output, annotations: check.annotations.slice(0, ANNOTATIONS).map(toApi) },
  });
  const { id } = created.data as { readonly id: number };
  for (let start = ANNOTATIONS; start < check.annotations.length; start += ANNOTATIONS) {
    await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
      check_run_id: id,
      output: { ...output, annotations: check.annotations.slice(start, start + ANNOTATIONS).map(toApi) },
    });
  }
}

function withRefusals(check: PlannedCheck, refused: readonly string[]): PlannedCheck {
  if (refused.length === 0) return check;
  return { ...check, summary: `${check.summary}\n\n${[...new Set(refused)].join("\n\n")}` };
}

function toApi(annotation: Annotation): object {
  const { startColumn, endColumn } = annotation;
  return {
    path: annotation.path,
    start_line: annotation.startLine,
    end_line: annotation.endLine,
    ...(startColumn !== null && endColumn !== null
      ? { start_column: startColumn, end_column: Math.max(startColumn, endColumn) }
      : {}),
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
  };
}
