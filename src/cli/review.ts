import { analysisHere } from "../app/analyze-changes.js";
import { analyzePullRequest } from "../app/review-pull-request.js";
import { applyReviewPlan } from "../github/apply-review-plan.js";
import { readPullRequest } from "../github/read-pull-request.js";
import { sourceText } from "../parse/source-text.js";
import { visible } from "../report/escape.js";
import { reportOf } from "../report/report.js";
import type { ReviewPlan } from "../review/plan.js";
import { POLICY_PATH } from "../policy/policy.js";
import { planReview } from "../review/plan-review.js";
import { sealOf } from "../review/seal.js";
import { settle } from "../review/settle.js";
import type { ReviewInput } from "../review/state.js";
import { clientWithToken, explainFailure } from "./ask-github.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";
import { loadPolicy } from "./load-policy.js";
import { exitCode, printReport } from "./print-report.js";
import { selection } from "./selection.js";

/** The options of `no-pickle review`. */
export interface ReviewOptions extends CommonOptions {
  readonly post: boolean;
}

/**
 * `no-pickle review`: prints what a review of the pull request would say; posts it only with `--post`.
 * The token comes from `GITHUB_TOKEN`, another server than github.com from the URL or `GITHUB_API_URL`.
 */
export async function reviewCommand(io: Io, target: string, options: ReviewOptions): Promise<number> {
  const { owner, repo, number, apiUrl } = parseTarget(target, io.env["GITHUB_API_URL"]);
  const token = io.env["GITHUB_TOKEN"] ?? "";
  if (token === "")
    throw new UsageError("GITHUB_TOKEN is not set: a token that can read the pull request is needed");
  const octokit = clientWithToken(io, token, apiUrl);
  // The command has no webhook secret to verify the marks in comments with: it goes by the author of a comment alone.
  const seal = sealOf([]);
  const started = io.clock();
  const analysis = analysisHere(await io.parser());
  const ref = { owner, repo, number, appId: null, seal };
  const data = await readPullRequest(octokit, ref, analysis).catch(explainFailure(target, "GITHUB_TOKEN"));
  if (data === "closed") throw new UsageError(`${target} is not an open pull request`);
  if (data === "head-moved") throw new UsageError(`${target} got a new push while it was read; try again`);
  const own = options.policy !== undefined || !options.usePolicy;
  const given = own ? await loadPolicy(io, options, () => Promise.resolve(NONE)) : null;
  const input = await analyzePullRequest(data, {
    ...analysis,
    seal,
    today: io.today(),
    baseUrl: null,
    rerun: null,
    wantsHowToFix: false,
    ...(given ? { policy: given.policy } : {}),
  });
  const [problem] = input.policyProblems;
  if (problem) {
    throw new UsageError(
      `the policy of ${input.pull.baseRef} is not valid: line ${String(problem.line)}: ${problem.message}`,
    );
  }
  const plan = planReview(input);
  const { findings, waived } = settle(input);
  const texts = new Map(data.files.map(({ path, head }) => [path, sourceText(head)]));
  const report = reportOf(
    { ...input.examined, findings, waived },
    {
      version: io.version,
      durationMs: Math.round(io.clock() - started),
      lineOf: (path, line) => texts.get(path)?.line(line) ?? null,
      scope: {
        looked: `${owner}/${repo}#${String(number)} at ${input.pull.headSha.slice(0, 7)}`,
        policy: given?.described ?? policyOf(input),
        notes: [],
      },
    },
  );
  const shown = selection(options).select(report);
  printReport(io, shown, options);
  if (options.format === "text" && !options.quiet) io.out(`\n${describe(plan)}`);
  if (options.post) {
    const { isConfirmed } = data;
    const applied = await applyReviewPlan(octokit, data.pull, plan, {
      appId: null,
      isConfirmed,
      isQuick: true,
    }).catch(explainFailure(target, "GITHUB_TOKEN"));
    if (applied.kind === "head-moved")
      throw new UsageError(`${target} changed while it was reviewed; try again`);
    if (!options.quiet)
      io.err(
        plan.review ? `no-pickle: posted to ${target}\n` : `no-pickle: nothing new to post on ${target}\n`,
      );
  }
  return exitCode(shown, input.policy);
}

const NONE = { text: null, place: "", origin: null };

/** The policy of a review in words, and where it came from. */
export function policyOf({ policy, policySource, pull }: ReviewInput): string {
  const preset = `(preset ${policy.preset})`;
  switch (policySource.kind) {
    case "repository":
      return `${POLICY_PATH} of ${pull.landsOn} ${preset}`;
    case "organization":
      return `${POLICY_PATH} of ${pull.owner}/.github ${preset}`;
    default:
      return `built-in defaults ${preset}`;
  }
}

/** The plan in words, for the terminal. */
function describe(plan: ReviewPlan): string {
  const lines = plan.threads.map(({ kind }) => `${kind} a thread`);
  lines.push(
    ...plan.replies.map(({ kind }) => (kind === "reaction" ? "react to a comment" : "answer a comment")),
  );
  lines.push(
    ...plan.dismissals.map(({ reviewId }) => `withdraw the request for changes ${String(reviewId)}`),
  );
  if (plan.review) {
    lines.push(
      `submit a review (${plan.review.event}) with ${String(plan.review.comments.length)} comments:`,
    );
    for (const { path, line, startLine } of plan.review.comments) {
      lines.push(`  ${visible(path)}:${startLine === null ? "" : `${String(startLine)}-`}${String(line)}`);
    }
  }
  if (plan.check)
    lines.push(
      `conclude the check as ${plan.check.conclusion}: ${plan.check.title} (written by the app only)`,
    );
  return `Plan:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

interface Target {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly apiUrl: string;
}

/** `OWNER/REPO#N` or the address of the pull request, on github.com or on a GitHub Enterprise Server. */
function parseTarget(target: string, apiUrl: string | undefined): Target {
  const short = /^([\w.-]+)\/([\w.-]+)#(\d+)$/.exec(target);
  if (short) {
    const [, owner = "", repo = "", number = ""] = short;
    return { owner, repo, number: Number(number), apiUrl: apiUrl ?? "https://api.github.com" };
  }
  const url = /^(https?):\/\/([^/\s]+)\/([\w.-]+)\/([\w.-]+)\/pull\/(\d+)(?:[/?#].*)?$/.exec(target);
  if (!url) throw new UsageError(`"${visible(target)}" is no pull request: write OWNER/REPO#N or its URL`);
  const [, scheme = "", host = "", owner = "", repo = "", number = ""] = url;
  const server = host === "github.com" ? "https://api.github.com" : `${scheme}://${host}/api/v3`;
  return { owner, repo, number: Number(number), apiUrl: apiUrl ?? server };
}
