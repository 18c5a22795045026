import { spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";

import { expect, test } from "vitest";

import { appEnvironment, manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredPull, StoredRepository } from "../support/github/state.js";
import { deliver, pullRequestEvent, type Delivery } from "../support/github/webhooks.js";
import { UNSAFE } from "../support/world.js";

const ROOT = join(import.meta.dirname, "..", "..");
const PULLS = 60;
const DELIVERIES = 300;
const KILLS = 20;

test("300 deliveries over 60 pull requests, killed 20 times: nothing is lost, nothing is doubled", async () => {
  const github = await GitHubStandIn.start(manifestPermissions());
  // Nothing heals what the queue loses.
  github.isListed = false;
  const cases = Array.from({ length: PULLS }, (_, i) => openPull(github, i));
  const port = await freePort();
  const env = { ...appEnvironment(github), PORT: String(port), LOG_LEVEL: "error", WORKER_CONCURRENCY: "8" };
  const url = `http://127.0.0.1:${String(port)}`;
  let process: ChildProcess = await start(env, url);
  let kills = 0;
  const restarts = new Set(
    Array.from({ length: KILLS }, (_, i) => Math.floor(((i + 0.5) * DELIVERIES) / KILLS)),
  );
  for (let i = 0; i < DELIVERIES; i++) {
    const { repository, pull } = cases[i % PULLS] ?? cases[0] ?? fail();
    if (i >= PULLS && i % 3 === 0) push(repository, i);
    const delivery = pullRequestEvent(github, repository, pull, i < PULLS ? "opened" : "synchronize");
    if (restarts.has(i)) {
      // Somewhere in the middle of whatever it is doing.
      await new Promise((resolve) => setTimeout(resolve, randomInt(120)));
      process.kill("SIGKILL");
      kills++;
      process = await start(env, url);
    }
    await deliverUntilTaken(github, url, delivery);
  }
  const isDone = ({ repository }: Case): boolean =>
    github.checkOn(repository, repository.git.head("feature"))?.status === "completed";
  await github.until(() => (cases.every(isDone) ? true : undefined), "all checks", 120_000);
  process.kill("SIGTERM");
  await new Promise((resolve) => process.once("exit", resolve));
  expect(kills).toBe(KILLS);
  for (const { repository, pull } of cases) {
    expect(github.checkOn(repository, repository.git.head("feature"))?.conclusion).toBe("failure");
    expect(pull.threads.map(({ path }) => path)).toEqual(["a.py"]);
    expect(pull.reviews.map(({ state }) => state)).toEqual(["CHANGES_REQUESTED"]);
  }
  expect(github.violations).toEqual([]);
  await github.stop();
});

interface Case {
  readonly repository: StoredRepository;
  readonly pull: StoredPull;
}

function openPull(github: GitHubStandIn, i: number): Case {
  const repository = github.createRepository("acme", `crash-${String(i)}`);
  repository.git.commit("main", { "README.md": "x\n" });
  repository.git.commit("feature", { "a.py": UNSAFE }, "main");
  return { repository, pull: github.openPull(repository, "feature") };
}

function push(repository: StoredRepository, i: number): void {
  repository.git.commit("feature", { "a.py": `# push ${String(i)}\n${UNSAFE}` });
}

/** GitHub gives up after one try; here the delivery is the test's, and only what was acknowledged counts as taken. */
async function deliverUntilTaken(github: GitHubStandIn, url: string, delivery: Delivery): Promise<void> {
  for (;;) {
    const status = await deliver(github, url, delivery).catch(() => 0);
    if (status === 202) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function start(env: Record<string, string>, url: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(ROOT, "dist", "main.js")], { env, stdio: "ignore" });
  for (;;) {
    const isUp = await fetch(`${url}/healthz`).then(
      () => true,
      () => false,
    );
    if (isUp) return child;
    if (child.exitCode !== null) throw new Error(`the server ended with ${String(child.exitCode)}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

function fail(): never {
  throw new Error("no pull request");
}
