import { CHECK_NAME } from "../review/plan-check.js";
import type { Annotation, PlannedCheck } from "../review/plan.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";

/** The commit that a check run belongs to. */
export interface CheckPlace {
  readonly owner: string;
  readonly repo: string;
  readonly headSha: string;
}

/** The most annotations that GitHub takes in one request. It adds them to those of earlier requests. */
const PER_REQUEST = 50;

/**
 * Writes a check run. One with more than fifty annotations is concluded with the last of them: if the job ends before that,
 * the next one sees an open run and sends only the annotations that are missing.
 */
export async function writeCheck(
  client: GitHubClient,
  place: CheckPlace,
  check: PlannedCheck,
): Promise<void> {
  const { annotations, begun } = check;
  let id = begun?.id ?? null;
  let written = begun?.annotations ?? 0;
  if (id === null) {
    const isWhole = annotations.length <= PER_REQUEST;
    id = await createRun(client, place, check, isWhole);
    written = PER_REQUEST;
    if (!isWhole) await continueRun(client, place, id, check, written);
  } else await continueRun(client, place, id, check, written);
  for (const older of check.supersedes) await conclude(client, place, older, check);
}

async function createRun(
  client: GitHubClient,
  { owner, repo, headSha }: CheckPlace,
  check: PlannedCheck,
  isWhole: boolean,
): Promise<number> {
  const created = await client.request("POST /repos/{owner}/{repo}/check-runs", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    name: CHECK_NAME,
    head_sha: headSha,
    ...(isWhole ? concluded(check) : { status: "in_progress" }),
    external_id: check.externalId,
    output: outputOf(check, 0),
  });
  // In JSON this is a number; its type allows for a bigint, too.
  return Number(created.data.id);
}

/** Sends the annotations from the `written`th on; the last request concludes the run. */
async function continueRun(
  client: GitHubClient,
  { owner, repo }: CheckPlace,
  id: number,
  check: PlannedCheck,
  written: number,
): Promise<void> {
  let start = written;
  do {
    const isLast = start + PER_REQUEST >= check.annotations.length;
    await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
      check_run_id: id,
      ...(isLast ? concluded(check) : {}),
      output: outputOf(check, start),
    });
    start += PER_REQUEST;
  } while (start < check.annotations.length);
}

/** Concludes an older run that was left open, with the conclusion of the newer one. */
async function conclude(
  client: GitHubClient,
  { owner, repo }: CheckPlace,
  id: number,
  check: PlannedCheck,
): Promise<void> {
  await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
    ...REQUEST_DEFAULTS,
    owner,
    repo,
    check_run_id: id,
    status: "completed",
    conclusion: check.conclusion,
    output: { title: "Superseded", summary: "A newer run of this check has the whole result." },
  });
}

/** The buttons: GitHub shows them once the run is concluded, to people with write access. */
function concluded({ conclusion, annotations }: PlannedCheck) {
  const rerun = { label: "Re-run", description: "Review this commit again", identifier: "rerun" };
  const fix = {
    label: "How to fix",
    description: "Say for each finding what to write",
    identifier: "how-to-fix",
  };
  return {
    status: "completed" as const,
    conclusion,
    actions: annotations.length > 0 ? [rerun, fix] : [rerun],
  };
}

function outputOf(check: PlannedCheck, start: number) {
  return {
    title: check.title,
    summary: check.summary,
    annotations: check.annotations.slice(start, start + PER_REQUEST).map(toApi),
  };
}

function toApi(annotation: Annotation) {
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
