import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";

import { manifestPermissions, startApp, type AppProcess } from "../test/support/app-process.js";
import { GitHubStandIn } from "../test/support/github/stand-in.js";
import type { StoredPull, StoredRepository } from "../test/support/github/state.js";
import { pullRequestEvent } from "../test/support/github/webhooks.js";
import { UNSAFE } from "../test/support/world.js";

// npm run load [-- IN-FLIGHT]: how quickly webhooks are acknowledged, and how many reviews a second come of them, on this
// machine, which the server shares with the stand-in for GitHub and with this generator.
const WEBHOOKS = 2000;
const PULLS = 50;
const IN_FLIGHT = Number(process.argv[2] ?? 32);
const REVIEWS = 100;

const github = await GitHubStandIn.start(manifestPermissions());
const app = await startApp(github, { LOG_LEVEL: "info" });
try {
  await burst();
  await sustained();
} finally {
  await app.stop();
  await github.stop();
}

/** Thousands of webhooks at once, over a few pull requests: each is acknowledged, and every head ends with a check. */
async function burst(): Promise<void> {
  const cases = Array.from({ length: PULLS }, (_, i) => openPull(`burst-${String(i)}`, { "a.py": UNSAFE }));
  const payloads = cases.map((one) => payloadOf(one));
  const { latencies, refused, seconds } = await post(
    Array.from({ length: WEBHOOKS }, (_, i) => payloads[i % PULLS] ?? ""),
  );
  await allChecked(cases);
  latencies.sort((a, b) => a - b);
  const at = (share: number): string =>
    `${(latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1)} ms`;
  print(
    `burst: ${String(WEBHOOKS)} webhooks of 20 kB in ${seconds.toFixed(1)} s, ${String(IN_FLIGHT)} in flight`,
  );
  print(
    `  acknowledged: p50 ${at(0.5)}, p99 ${at(0.99)}, worst ${at(0.9999)}; refused: ${String(refused.length)}`,
  );
  print(`  each of the ${String(PULLS)} pull requests has a check on its head`);
}

/** Full reviews: five changed files each, one pull request of ten with a finding. */
async function sustained(): Promise<void> {
  const cases = Array.from({ length: REVIEWS }, (_, i) => {
    const files = Object.fromEntries(
      Array.from({ length: 5 }, (_u, n) => [`pkg/f${String(n)}.py`, `import json\n\nX = ${String(i * n)}\n`]),
    );
    return openPull(`sustained-${String(i)}`, i % 10 === 0 ? { ...files, "pkg/f0.py": UNSAFE } : files);
  });
  const payloads = cases.map((one) => payloadOf(one));
  const cpuBefore = cpuSeconds(app);
  const started = performance.now();
  await post(payloads);
  await allChecked(cases);
  const seconds = (performance.now() - started) / 1000;
  const cpu = ((cpuSeconds(app) - cpuBefore) / REVIEWS) * 1000;
  print(`reviews: ${String(REVIEWS)} in ${seconds.toFixed(1)} s, ${(REVIEWS / seconds).toFixed(1)} a second`);
  print(
    `  the server's CPU: ${cpu.toFixed(0)} ms a review; its memory: ${peakMegabytes(app)} MB at its peak`,
  );
}

interface Case {
  readonly repository: StoredRepository;
  readonly pull: StoredPull;
}

/** A webhook of the size that GitHub sends. */
function payloadOf({ repository, pull }: Case): string {
  const { payload } = pullRequestEvent(github, repository, pull, "synchronize");
  return JSON.stringify({ ...payload, padding: "x".repeat(20_000) });
}

interface Posted {
  readonly latencies: number[];
  readonly refused: readonly number[];
  readonly seconds: number;
}

async function post(payloads: readonly string[]): Promise<Posted> {
  const worker = new Worker(new URL("post-webhooks.mjs", import.meta.url), {
    workerData: {
      url: `${app.url}/api/github/webhooks`,
      secret: github.app.webhookSecret,
      event: "pull_request",
      payloads,
      inFlight: IN_FLIGHT,
    },
  });
  const [posted] = (await once(worker, "message")) as [Posted];
  return posted;
}

async function allChecked(cases: readonly Case[]): Promise<void> {
  const isChecked = ({ repository }: Case): boolean =>
    repository.checkRuns.some(({ status }) => status === "completed");
  await github.until(() => (cases.every(isChecked) ? true : undefined), "all checks", 300_000);
}

function openPull(name: string, files: Record<string, string>): Case {
  const repository = github.createRepository("acme", name);
  repository.git.commit("main", { "README.md": "x\n" });
  repository.git.commit("feature", files, "main");
  return { repository, pull: github.openPull(repository, "feature") };
}

/** User and system time of the server, out of Linux's `/proc` (fields 14 and 15, in hundredths of a second). */
function cpuSeconds({ pid }: AppProcess): number {
  const fields = readFileSync(`/proc/${String(pid)}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function peakMegabytes({ pid }: AppProcess): string {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1] ?? "0";
  return (Number(kilobytes) / 1024).toFixed(0);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
