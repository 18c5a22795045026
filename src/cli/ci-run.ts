import { sourceText } from "../parse/source-text.js";
import { analysisHere } from "../app/analyze-changes.js";
import { examineMergeGroup } from "../app/review-merge-group.js";
import { analyzePullRequest, type ReviewTools } from "../app/review-pull-request.js";
import { applyReviewPlan } from "../github/apply-review-plan.js";
import type { GitHubClient } from "../github/client.js";
import { errorLine, failureKind, statusOf } from "../github/errors.js";
import { mergeBase } from "../github/merge-base.js";
import { readPullRequest } from "../github/read-pull-request.js";
import { planCheck } from "../review/plan-check.js";
import { settleGroup } from "../review/plan-group.js";
import { planReview } from "../review/plan-review.js";
import type { PlannedCheck, ReviewPlan } from "../review/plan.js";
import { settle, type Settled } from "../review/settle.js";
import type { ReviewInput } from "../review/state.js";
import type { CiTarget } from "./ci-event.js";
import type { Io } from "./io.js";

/** What a run works with. */
export interface CiRun {
  readonly io: Io;
  readonly client: GitHubClient;
  readonly place: { readonly owner: string; readonly repo: string };
  readonly seal: ReviewInput["seal"];
  readonly baseUrl: string | null;
  /** Whether to write to the pull request. */
  readonly posts: boolean;
}

/** What came of a run. */
export type CiOutcome =
  | {
      readonly kind: "examined";
      readonly input: ReviewInput;
      readonly settled: Settled;
      readonly check: PlannedCheck;
      /** Why nothing was written to the pull request, where it was meant to be; null where it was, or was not meant to. */
      readonly unposted: string | null;
      readonly lineOf: (path: string, line: number) => string | null;
    }
  /** There is nothing to look at; that is no failure. */
  | { readonly kind: "nothing"; readonly why: string }
  /** What the run reports on was not looked at: it fails. */
  | { readonly kind: "stale"; readonly why: string };

/** What another try may mend. */
class Moved extends Error {
  override readonly name = "Moved";
}

const TRIES = 3;

/**
 * Looks at what a run is about: read, analyze, plan, and, for a pull request, apply. What failed for a while (a broken
 * connection, a push in between) starts over from reading, which shows what was written already.
 * @throws what the client throws
 */
export async function runCi(run: CiRun, target: CiTarget): Promise<CiOutcome> {
  if (target.kind === "nothing") return target;
  for (let tries = 1; ; tries++) {
    try {
      return target.kind === "pull-request" ? await ofPull(run, target) : await ofRange(run, target);
    } catch (error) {
      const mayPass = error instanceof Moved || failureKind(error, 0).kind === "transient";
      if (!mayPass || tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tries));
    }
  }
}

async function ofPull(
  run: CiRun,
  { number, headSha }: Extract<CiTarget, { kind: "pull-request" }>,
): Promise<CiOutcome> {
  const { client, place, seal } = run;
  const tools = await toolsOf(run);
  const data = await readPullRequest(client, { ...place, number, appId: null, seal }, tools);
  if (data === "closed") return { kind: "nothing", why: `#${String(number)} is not open` };
  if (data === "head-moved") throw new Moved("a push came in between");
  const now = data.pull.headSha;
  if (headSha !== null && now !== headSha) {
    // The verdict of this run is shown on the commit of its event. That of another one must not stand there: a push of
    // something harmless would clear what was pushed before it.
    const why = `#${String(number)} has got a newer commit, ${now}; the run for that one says what it brings in`;
    return { kind: "stale", why };
  }
  const input = forRuns(await analyzePullRequest(data, tools));
  const plan = planReview(input);
  const unposted = run.posts ? await post(run, input, plan, data.isConfirmed) : null;
  const texts = new Map(data.files.map(({ path, head }) => [path, sourceText(head)]));
  return {
    kind: "examined",
    input,
    settled: settle(input),
    check: there(plan.check),
    unposted,
    lineOf: (path, line) => texts.get(path)?.line(line) ?? null,
  };
}

/** Writes a plan; what GitHub does not allow costs the comments, never the verdict. */
async function post(
  { client }: CiRun,
  { pull }: ReviewInput,
  plan: ReviewPlan,
  isConfirmed: boolean,
): Promise<string | null> {
  try {
    const applied = await applyReviewPlan(client, pull, plan, { appId: null, isConfirmed, isQuick: true });
    if (applied.kind === "head-moved") throw new Moved("a push came in between");
    return applied.refused.length > 0 ? applied.refused.join("; ") : null;
  } catch (error) {
    // 422: on a pull request that the same account opened, GitHub takes no request for changes.
    const isRefused = statusOf(error) === 403 || statusOf(error) === 422;
    if (!isRefused || failureKind(error, 0).kind !== "permanent") throw error;
    return errorLine(error);
  }
}

async function ofRange(run: CiRun, target: Extract<CiTarget, { kind: "range" }>): Promise<CiOutcome> {
  const { client, place, seal } = run;
  const { base, headSha, branch, lastPull } = target;
  const baseSha = await mergeBase(client, place, base, headSha)();
  const ref = { ...place, appId: null, seal, baseSha, headSha, baseRef: branch, lastPull };
  const examined = await examineMergeGroup(client, ref, await toolsOf(run));
  if (!examined) return { kind: "nothing", why: `the commit ${headSha} is gone` };
  const input = forRuns(examined.input);
  const settled = settleGroup(input, examined.members);
  const check = there(planCheck(input, settled));
  return { kind: "examined", input, settled, check, unposted: null, lineOf: () => null };
}

async function toolsOf({ io, seal, baseUrl }: CiRun): Promise<ReviewTools> {
  return {
    ...analysisHere(await io.parser()),
    seal,
    today: io.today(),
    baseUrl,
    rerun: null,
    wantsHowToFix: false,
  };
}

/** The verdict is that of a job, of whatever name: what the branch requires of the App's check says nothing here. */
function forRuns(input: ReviewInput): ReviewInput {
  const { requiresResolution = false, hasMergeQueue = false } = input.branchRules ?? {};
  return {
    ...input,
    branchRules: { isRequired: true, isPinned: true, requiresResolution, hasMergeQueue },
  };
}

/** Without an app there is no check on the head that could be it already. */
function there(check: PlannedCheck | null): PlannedCheck {
  if (!check) throw new Error("there is a check already");
  return check;
}
