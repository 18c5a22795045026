import { once } from "node:events";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";

import {
  manifestEvents,
  manifestPermissions,
  startApp,
  type AppProcess,
} from "../test/support/app-process.js";
import { GitRepository } from "../test/support/github/git-repository.js";
import { GitHubStandIn } from "../test/support/github/stand-in.js";
import type { StoredPull, StoredRepository } from "../test/support/github/state.js";
import { pullRequestEvent } from "../test/support/github/webhooks.js";
import { startPostgres } from "../test/support/postgres/server.js";
import { UNSAFE } from "../test/support/world.js";
import { scanHostile } from "./hostile-scans.js";
import { reviewHostile } from "./hostile-reviews.js";

// npm run load: how quickly webhooks are acknowledged, and how many reviews a second come of them, on this machine, which
// the server shares with the stand-in for GitHub and with this generator.
const { values: options } = parseArgs({
  options: {
    postgres: { type: "boolean", default: false },
    "in-flight": { type: "string", default: "32" },
    reviews: { type: "string", default: "3000" },
    // One of day-off, burst, reviews, large, memory, hostile, scan; without it the first four.
    only: { type: "string" },
    // Of `hostile` and `scan` the shapes with this in their name.
    shape: { type: "string", default: "" },
  },
});
const WEBHOOKS = 2000;
const PULLS = 50;
const DAY_OFF_PULLS = 200;
const IN_FLIGHT = Number(options["in-flight"]);

const postgres = options.postgres ? await startPostgres() : null;
if (options.postgres && !postgres) throw new Error("there is no PostgreSQL here");
const github = await GitHubStandIn.start(manifestPermissions(), manifestEvents());
const settings = { WORKER_CONCURRENCY: "8", ...(postgres ? { DATABASE_URL: postgres.url } : {}) };
// Repositories share folders: to make one costs nothing then.
const templates = [reviewTemplate(true), ...Array.from({ length: 9 }, () => reviewTemplate(false))];
let opened = 0;

const isWanted = (what: string): boolean => (options.only ?? what) === what;
let app: AppProcess;
if (isWanted("day-off")) await dayOff();
github.isListed = false;
if (options.only === "scan") await scanHostile(options.shape);
app = await startApp(github, options.only === "hostile" ? {} : settings);
try {
  if (options.only === "hostile") await reviewHostile(github, app, options.shape);
  if (isWanted("burst")) await burst();
  if (isWanted("reviews")) await sustained(Number(options.reviews));
  if (isWanted("large")) await large();
  if (options.only === "memory") await memoryCurve(Number(options.reviews));
} finally {
  await app.stop();
  await github.stop();
  await postgres?.stop();
}

/** Pull requests that came while nothing was there: the server finds them at its start. */
async function dayOff(): Promise<void> {
  const cases = Array.from({ length: DAY_OFF_PULLS }, () => openReview());
  const started = performance.now();
  app = await startApp(github, settings);
  await allChecked(cases);
  print(
    `after a day off: ${String(DAY_OFF_PULLS)} pull requests had their check ${seconds(started)} s after the start, ${String(github.requests.length)} requests`,
  );
  await app.stop();
}

/** Thousands of webhooks at once, over a few pull requests: each is acknowledged, and every head ends with a check. */
async function burst(): Promise<void> {
  const cases = Array.from({ length: PULLS }, () => openReview());
  const payloads = cases.map((one) => payloadOf(one));
  const posted = await post(Array.from({ length: WEBHOOKS }, (_, i) => payloads[i % PULLS] ?? ""));
  await allChecked(cases);
  print(
    `burst: ${String(WEBHOOKS)} webhooks of 20 kB in ${posted.seconds.toFixed(1)} s, ${String(IN_FLIGHT)} in flight`,
  );
  print(`  ${latencyOf(posted)}; each of the ${String(PULLS)} pull requests has a check on its head`);
}

/** Full reviews: read, analyze, post, check; five changed files each, one pull request of ten with a finding. */
async function sustained(reviews: number): Promise<void> {
  const cases = Array.from({ length: reviews }, () => openReview());
  const payloads = cases.map((one) => payloadOf(one));
  const [cpu, ownCpu] = [cpuSeconds(app), process.cpuUsage()];
  const started = performance.now();
  await post(payloads);
  await allChecked(cases);
  const took = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(ownCpu);
  print(`reviews: ${String(reviews)} in ${took.toFixed(1)} s, ${(reviews / took).toFixed(1)} a second`);
  print(
    `  CPU a review: the server ${perReview(cpuSeconds(app) - cpu, reviews)}, the stand-in and this generator ${perReview((user + system) / 1e6, reviews)}; the server's memory: ${megabytes(app, "VmHWM")} MB at its peak`,
  );
  for (const stage of await stages()) print(`  ${stage}`);
}

/** What is large must not delay the others. */
async function large(): Promise<void> {
  const source = `import pickle\n\ndef load(a):\n    return pickle.loads(a)\n\n${"def f(a, b):\n    return [a, {1: (b, 3)}]\n\n".repeat(480)}`;
  const many = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`pkg/f${String(i)}.py`, `# ${String(i)}\n${source}`]),
  );
  const hostile = `import pickle\n${"x = [pickle.loads(a) for a in f(b, {1: [2, (3, 4)]})]\n".repeat(18_500)}`;
  for (const [name, files] of [
    ["3,000 files of 20 kB", many],
    ["one hostile file of 1 MB", { "a.py": hostile }],
  ] as const) {
    const one = openPull(commitTemplate(files));
    const started = performance.now();
    await post([payloadOf(one)]);
    const latencies: number[] = [];
    const refused: number[] = [];
    // About fifty webhooks a second, of a few pull requests that are pushed to again and again.
    const others = Array.from({ length: 10 }, () => openReview());
    while (!isChecked(one)) {
      const posted = await post(others.map(payloadOf), 2);
      await new Promise((resolve) => setTimeout(resolve, 150));
      latencies.push(...posted.latencies);
      refused.push(...posted.refused);
    }
    const conclusion = one.repository.checkRuns.at(-1);
    print(`a pull request with ${name}: checked after ${seconds(started)} s (${conclusion?.title ?? ""})`);
    print(
      `  others meanwhile, ${String(latencies.length)} of them: ${latencyOf({ latencies, refused, seconds: 0 })}; the server's memory: ${megabytes(app, "VmHWM")} MB at its peak`,
    );
  }
}

/** The memory of one process over many reviews. */
async function memoryCurve(reviews: number): Promise<void> {
  const step = Math.max(1, Math.round(reviews / 20));
  for (let done = 0; done < reviews; done += step) {
    const cases = Array.from({ length: step }, () => openReview());
    await post(cases.map((one) => payloadOf(one)));
    await allChecked(cases);
    print(`${String(done + step)} reviews: ${megabytes(app, "VmRSS")} MB`);
    github.requests.length = 0;
  }
}

interface Case {
  readonly repository: StoredRepository;
  readonly pull: StoredPull;
}

function reviewTemplate(hasFinding: boolean): GitRepository {
  const files = Object.fromEntries(
    Array.from({ length: 5 }, (_u, n) => [`pkg/f${String(n)}.py`, `import json\n\nX = ${String(n)}\n`]),
  );
  return commitTemplate(hasFinding ? { ...files, "pkg/f0.py": UNSAFE } : files);
}

function commitTemplate(files: Record<string, string>): GitRepository {
  const git = GitRepository.create();
  git.commit("main", { "README.md": "x\n" });
  git.commit("feature", files, "main");
  return git;
}

function openReview(): Case {
  const git = templates[opened % templates.length];
  if (!git) throw new Error("there are ten templates");
  return openPull(git);
}

function openPull(git: GitRepository): Case {
  const repository = github.createRepository("acme", `load-${String(opened++)}`, git);
  return { repository, pull: github.openPull(repository, "feature") };
}

/** A webhook of the size that GitHub sends. */
function payloadOf({ repository, pull }: Case): string {
  const { payload } = pullRequestEvent(github, repository, pull, "synchronize");
  return JSON.stringify({ ...payload, padding: "x".repeat(20_000) });
}

interface Posted {
  readonly latencies: readonly number[];
  readonly refused: readonly number[];
  readonly seconds: number;
}

async function post(payloads: readonly string[], inFlight = IN_FLIGHT): Promise<Posted> {
  const worker = new Worker(new URL("post-webhooks.mjs", import.meta.url), {
    workerData: {
      url: `${app.url}/api/github/webhooks`,
      secret: github.app.webhookSecret,
      event: "pull_request",
      payloads,
      inFlight,
    },
  });
  const [posted] = (await once(worker, "message")) as [Posted];
  return posted;
}

function latencyOf({ latencies, refused }: Posted): string {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number): string => `${(sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)} ms`;
  return `acknowledged: p50 ${at(0.5)}, p99 ${at(0.99)}, worst ${at(0.9999)}; refused: ${String(refused.length)}`;
}

function isChecked({ repository }: Case): boolean {
  return repository.checkRuns.some(({ status }) => status === "completed");
}

async function allChecked(cases: readonly Case[]): Promise<void> {
  await github.until(() => (cases.every(isChecked) ? true : undefined), "all checks", 600_000);
}

/** How long the stages of a review took on average, by the server's own metrics. */
async function stages(): Promise<string[]> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const valueOf = (name: string): number => Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1] ?? 0);
  return ["read", "analyze", "write"].map((stage) => {
    const label = `\\{stage="${stage}"\\}`;
    const sum = valueOf(`no_pickle_stage_seconds_sum${label}`);
    const count = valueOf(`no_pickle_stage_seconds_count${label}`);
    return `${stage}: ${((sum / count) * 1000).toFixed(0)} ms on average, waiting included`;
  });
}

/** User and system time of the server, out of Linux's `/proc` (fields 14 and 15, in hundredths of a second). */
function cpuSeconds({ pid }: AppProcess): number {
  const fields = readFileSync(`/proc/${String(pid)}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function megabytes({ pid }: AppProcess, field: "VmHWM" | "VmRSS"): string {
  const kilobytes = new RegExp(`${field}:\\s+(\\d+)`).exec(
    readFileSync(`/proc/${String(pid)}/status`, "utf8"),
  )?.[1];
  return (Number(kilobytes ?? 0) / 1024).toFixed(0);
}

function perReview(cpu: number, reviews: number): string {
  return `${((cpu / reviews) * 1000).toFixed(0)} ms`;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
