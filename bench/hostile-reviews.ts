import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";

import type { AppProcess } from "../test/support/app-process.js";
import { GitRepository } from "../test/support/github/git-repository.js";
import type { GitHubStandIn } from "../test/support/github/stand-in.js";
import type { StoredRepository } from "../test/support/github/state.js";
import { deliver, pullRequestEvent } from "../test/support/github/webhooks.js";
import { COSTLY_SHAPES, KNOWN_ATTACKS } from "./hostile-shapes.js";
import { megabytesOf } from "./peak-memory.js";

const SIZE = 1_000_000;
const OTHER_INSTALLATION = 78;
const BOUNDS = { healthMs: 250, checkMs: 60_000, otherMs: 10_000, megabytes: 900 };
type Files = Readonly<Record<string, string>>;

/**
 * Pull requests that are meant to hold a server up, one kind after the other, with another owner's beside each: how long
 * all take, whether the server answers meanwhile, and its memory. Sets the exit code where a bound is missed.
 * @param named only those with this in their name
 */
export async function reviewHostile(github: GitHubStandIn, app: AppProcess, named: string): Promise<void> {
  github.otherInstallations.add(OTHER_INSTALLATION);
  const all: readonly (readonly [string, readonly Files[]])[] = [
    ...Object.entries(KNOWN_ATTACKS),
    ...COSTLY_SHAPES.map(({ name, path, text }) => [name, [{ [placeOf(path)]: text(SIZE) }]] as const),
  ];
  const kinds = all.filter(([name]) => name.includes(named));
  print("| pull request | check after | another owner's after | /healthz p99 | worst | memory, peak |");
  print("| --- | --- | --- | --- | --- | --- |");
  let missed = 0;
  for (const [name, pulls] of kinds) if (!(await review(github, app, name, pulls))) missed++;
  if (named === "" && !(await slowSenders(app))) missed++;
  print(
    `\n${String(missed)} of ${String(kinds.length + Number(named === ""))} missed a bound: ${JSON.stringify(BOUNDS)}; all of 1 MB but those that say otherwise`,
  );
  if (missed > 0) process.exitCode = 1;
}

function placeOf(path: string): string {
  return path === "no-pickle.yml" ? ".github/no-pickle.yml" : path;
}

async function review(
  github: GitHubStandIn,
  app: AppProcess,
  name: string,
  pulls: readonly Files[],
): Promise<boolean> {
  const cases = pulls.map((files) => open(github, "hostile", files));
  const other = open(github, "other", { "one.py": "x = 1\n" });
  const health = watchHealth(app);
  const started = performance.now();
  for (const one of cases) await deliver(github, app.url, eventOf(github, one));
  // Meanwhile the work on them has begun.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const otherStarted = performance.now();
  await deliver(github, app.url, eventOf(github, other, { installation: { id: OTHER_INSTALLATION } }));
  const otherMs = concluded(github, [other]).then(() => performance.now() - otherStarted);
  await concluded(github, cases.slice(0, 1));
  const checkMs = performance.now() - started;
  // Of several, the others wait for the first one.
  await concluded(github, cases);
  const took = { checkMs, otherMs: await otherMs, ...(await health.stop()) };
  return row(name, took, app);
}

/** Sixty connections that each promise 24 MB, send nearly all of it and never finish, without a valid signature. */
async function slowSenders(app: AppProcess): Promise<boolean> {
  const { hostname, port } = new URL(app.url);
  const sockets = Array.from({ length: 60 }, () => send(hostname, Number(port)));
  const health = watchHealth(app);
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  const measured = await health.stop();
  for (const socket of sockets) socket.destroy();
  return row("60 senders of 24 MB that never finish", { checkMs: 0, otherMs: 0, ...measured }, app);
}

function send(host: string, port: number): Socket {
  const length = 24 << 20;
  const socket = connect(port, host);
  socket.on("error", () => undefined);
  socket.write(
    `POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-github-event: ping\r\nx-github-delivery: ${randomUUID()}\r\nx-hub-signature-256: sha256=${"0".repeat(64)}\r\ncontent-length: ${String(length)}\r\n\r\n`,
  );
  socket.write(Buffer.alloc(length - 1, "a"));
  return socket;
}

interface Measured {
  readonly checkMs: number;
  readonly otherMs: number;
  readonly p99: number;
  readonly worst: number;
}

function row(name: string, { checkMs, otherMs, p99, worst }: Measured, app: AppProcess): boolean {
  const megabytes = megabytesOf(app.pid, "VmHWM");
  const isGood =
    checkMs <= BOUNDS.checkMs &&
    otherMs <= BOUNDS.otherMs &&
    p99 <= BOUNDS.healthMs &&
    megabytes < BOUNDS.megabytes;
  const [check, other] = [checkMs, otherMs].map((ms) => (ms === 0 ? "-" : `${(ms / 1000).toFixed(1)} s`));
  print(
    `| ${isGood ? "" : "**missed** "}${name} | ${check ?? ""} | ${other ?? ""} | ${p99.toFixed(0)} ms | ${worst.toFixed(0)} ms | ${megabytes.toFixed(0)} MB |`,
  );
  return isGood;
}

interface Case {
  readonly repository: StoredRepository;
  readonly sha: string;
}

let opened = 0;

function open(github: GitHubStandIn, owner: string, files: Files): Case {
  const git = GitRepository.create();
  git.commit("main", { "README.md": "x\n" });
  git.commit("feature", files, "main");
  const repository = github.createRepository(owner, `project-${String(opened++)}`, git);
  github.openPull(repository, "feature");
  return { repository, sha: git.head("feature") };
}

function eventOf(github: GitHubStandIn, { repository }: Case, more = {}) {
  const pull = repository.pulls.get(1);
  if (!pull) throw new Error("it was opened");
  return pullRequestEvent(github, repository, pull, "opened", more);
}

async function concluded(github: GitHubStandIn, cases: readonly Case[]): Promise<void> {
  const isDone = (): true | undefined =>
    cases.every(({ repository, sha }) => github.checkOn(repository, sha)?.status === "completed") ||
    undefined;
  await github.until(isDone, "the checks", 600_000);
}

/** Asks for `/healthz` all the while. */
function watchHealth(app: AppProcess): { stop: () => Promise<{ p99: number; worst: number }> } {
  const worker = new Worker(new URL("watch-health.mjs", import.meta.url), {
    workerData: { url: `${app.url}/healthz` },
  });
  return {
    stop: async () => {
      worker.postMessage("stop");
      const [latencies] = (await once(worker, "message")) as [readonly number[]];
      const sorted = [...latencies].sort((a, b) => a - b);
      return { p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, worst: sorted.at(-1) ?? 0 };
    },
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
