import type { ActionJob } from "./action-workflow.js";
import type { Diagnosis, Facts } from "./diagnosis.js";

/** A job that runs the Action, and the workflow that it is in. */
export type PlacedJob = ActionJob & { readonly path: string };

/** The number of the app that reports the jobs of GitHub Actions, on github.com. */
const GITHUB_ACTIONS = 15_368;

const SETTINGS = "Settings > Rules > Rulesets > Require status checks to pass";

/** The jobs of a repository's workflows that run the Action for changes. */
export function reviewJobs(facts: Pick<Facts, "workflows">): PlacedJob[] {
  return placedJobs(facts).filter((job) => !isByTheClock(job));
}

function placedJobs({ workflows }: Pick<Facts, "workflows">): PlacedJob[] {
  return (workflows ?? []).flatMap(({ path, jobs }) => (jobs ?? []).map((job) => ({ ...job, path })));
}

/** Whether a job looks at all there is, and at no change. */
function isByTheClock({ events }: PlacedJob): boolean {
  return (
    events.includes("schedule") && events.every((event) => /^(?:schedule|workflow_dispatch)$/.test(event))
  );
}

/** Says what is missing for the Action in the workflows of the default branch. */
export function diagnoseWorkflows(facts: Facts): Diagnosis[] {
  const { workflows, installation, branch } = facts;
  const isInstalled = installation !== null && installation !== "none" && !installation.isSuspended;
  if (!workflows) return [];
  const broken = workflows.flatMap(({ path, jobs }): Diagnosis[] =>
    jobs === null ? [{ kind: "fix", text: `${path} names no-pickle and is no valid workflow` }] : [],
  );
  const jobs = reviewJobs(facts);
  const [first] = jobs;
  broken.push(
    ...placedJobs(facts)
      .filter(isByTheClock)
      .flatMap((job) => diagnoseByTheClock(job, facts)),
  );
  if (first && isInstalled) {
    const text = `The App and ${first.path} both comment: remove the workflow, or the repository from the App`;
    return [...broken, { kind: "fix", text }];
  }
  if (!first && broken.length === 0 && !isInstalled) {
    const text = `No workflow of ${branch} runs the Action: where there is no App, no-pickle init --workflow writes one`;
    return [{ kind: "unknown", text }];
  }
  return [...broken, ...jobs.flatMap(diagnoseJob)];
}

/** Of a job by the clock, what it lacks for the issue that it is to keep. */
function diagnoseByTheClock(job: PlacedJob, { policy, installation }: Facts): Diagnosis[] {
  const { path, permissions, dashboard, hasOwnToken, checksOut } = job;
  if (!checksOut)
    return [fix(job, "looks at all there is, and checks nothing out: put actions/checkout before it")];
  if (!dashboard) return [{ kind: "ok", text: `${path} looks at all there is on a schedule` }];
  const isOfApp =
    policy.kind === "valid" && policy.dashboard && installation !== null && installation !== "none";
  if (isOfApp)
    return [
      fix(job, "keeps an issue, and so does the App: take dashboard out of the workflow or of the policy"),
    ];
  if (hasOwnToken || permissions === null)
    return [
      { kind: "unknown", text: `${path} keeps an issue: whether its token has issues: write is not seen` },
    ];
  const mayWrite =
    permissions === "write-all" || (permissions !== "read-all" && permissions["issues"] === "write");
  return mayWrite
    ? [{ kind: "ok", text: `${path} keeps an issue up to date on a schedule` }]
    : [fix(job, "keeps an issue, and does not give its token issues: write: add it to permissions")];
}

function diagnoseJob(job: PlacedJob): Diagnosis[] {
  const found = [...eventsOf(job), ...permissionsOf(job)];
  if (job.goesOn)
    found.push(
      fix(job, "passes whatever is found, by continue-on-error: take that out, or let another step fail"),
    );
  if (found.some(({ kind }) => kind === "fix")) return found;
  return [{ kind: "ok", text: `${job.path} runs ${job.uses ?? "no-pickle ci"} for pull requests` }, ...found];
}

function eventsOf(job: PlacedJob): Diagnosis[] {
  const found: Diagnosis[] = [];
  const { events, narrowed, checksOut } = job;
  if (!events.includes("pull_request_target")) {
    found.push(
      events.includes("pull_request")
        ? fix(
            job,
            "runs on pull_request: a change can alter it, and one from a fork gets no review; use pull_request_target",
          )
        : fix(job, "does not run for pull requests: add pull_request_target to its events"),
    );
  } else if (checksOut) {
    found.push(
      fix(job, "checks out code under pull_request_target, with a token that may write: take that step out"),
    );
  }
  for (const event of narrowed)
    found.push(
      fix(
        job,
        `runs on ${event} for some branches or paths only: where it does not, a required check waits for ever`,
      ),
    );
  return found;
}

function permissionsOf(job: PlacedJob): Diagnosis[] {
  const { permissions, hasOwnToken, post } = job;
  if (hasOwnToken)
    return [{ kind: "unknown", text: `${job.path} has a token of its own: what it may is not seen` }];
  const needed: [string, string][] = [
    ["contents", "read"],
    ["pull-requests", post === "review" ? "write" : "read"],
  ];
  if (permissions === "write-all") return [];
  if (permissions === null) {
    const wanted = needed.map((pair) => pair.join(": ")).join(", ");
    const text = `${job.path} says no permissions, and the repository's setting decides: write ${wanted}`;
    return [{ kind: "unknown", text }];
  }
  const levels: Readonly<Record<string, string>> =
    permissions === "read-all" ? { contents: "read", "pull-requests": "read" } : permissions;
  return needed
    .filter(([name, level]) => levels[name] !== level && levels[name] !== "write")
    .map(([name, level]) => fix(job, `does not give its token ${name}: ${level}: add it to permissions`));
}

/** Says what the branch lacks where the Action does the reviews. */
export function diagnoseBranchOfAction(
  { branch, branchRules, requiredChecks }: Facts,
  job: PlacedJob,
): Diagnosis[] {
  if (!branchRules) return [{ kind: "unknown", text: `The rules of ${branch} cannot be seen` }];
  const sources = requiredChecks.flatMap(({ context, app }) => (context === job.check ? [app] : []));
  const found = [requirement(branch, job.check, sources)];
  const mayResolve =
    job.permissions === "write-all" ||
    (typeof job.permissions === "object" && job.permissions?.["contents"] === "write");
  if (branchRules.requiresResolution && !mayResolve) {
    found.push({
      kind: "fix",
      text: `${branch} wants conversations resolved, which the Action may not do without contents: write: its threads have to be resolved by hand, or its token be given that permission`,
    });
  }
  if (!branchRules.hasMergeQueue) found.push({ kind: "ok", text: `${branch} has no merge queue` });
  else if (job.events.includes("merge_group"))
    found.push({ kind: "ok", text: `The merge queue of ${branch} is covered` });
  else found.push(fix(job, `does not run for the merge queue of ${branch}: add merge_group to its events`));
  return found;
}

function requirement(branch: string, check: string, sources: readonly (number | null)[]): Diagnosis {
  if (sources.length === 0) {
    const text = `No rule of ${branch} requires the check ${check}: add it under ${SETTINGS}, with GitHub Actions as its source`;
    return { kind: "fix", text };
  }
  const pinned = sources.filter((app) => app !== null);
  if (pinned.length === 0) {
    const text = `${branch} requires the check ${check} from anybody: choose GitHub Actions as its source in the rule`;
    return { kind: "fix", text };
  }
  if (pinned.includes(GITHUB_ACTIONS))
    return { kind: "ok", text: `${branch} requires the check ${check}, from GitHub Actions only` };
  const text = `${branch} requires the check ${check} from the app ${String(pinned[0])}; GitHub Actions is ${String(GITHUB_ACTIONS)} on github.com`;
  return { kind: "unknown", text };
}

function fix({ path, check }: PlacedJob, what: string): Diagnosis {
  return { kind: "fix", text: `${path}: the job ${check} ${what}` };
}
