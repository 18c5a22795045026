import { spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";

import { expect, inject, test } from "vitest";

import { appEnvironment, manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredPull, StoredRepository } from "../support/github/state.js";
import { deliver, pullRequestEvent, type Delivery } from "../support/github/webhooks.js";
import { createDatabase } from "../support/postgres/database.js";
import { startPostgres } from "../support/postgres/server.js";
import { UNSAFE } from "../support/world.js";

const ROOT = join(import.meta.dirname, "..", "..");
const PULLS = 60;
const DELIVERIES = 300;
const KILLS = 20;

const server = inject("postgresUrl");

interface Trial {
  readonly name: string;
  readonly database?: "shared" | "own";
  readonly processes: number;
  /** How often one of the processes is killed, and the database restarted. */
  readonly kills: number;
  readonly restarts: number;
  /** The share of requests to GitHub that fail. */
  readonly failures: number;
}

const TRIALS: readonly Trial[] = [
  {
    name: "SQLite, killed 20 times while 10 % of requests fail",
    processes: 1,
    kills: KILLS,
    restarts: 0,
    failures: 0.1,
  },
  {
    name: "PostgreSQL, two processes, killed 20 times in turn",
    database: "shared",
    processes: 2,
    kills: KILLS,
    restarts: 0,
    failures: 0,
  },
  {
    name: "PostgreSQL, itself restarted 5 times while 10 % of requests fail",
    database: "own",
    processes: 1,
    kills: 0,
    restarts: 5,
    failures: 0.1,
  },
];

test.for(TRIALS.filter(({ database }) => !database || server !== null))(
  "300 deliveries over 60 pull requests: nothing is lost, nothing is doubled: $name",
  async ({ database, processes, kills, restarts, failures }) => {
    const github = await GitHubStandIn.start(manifestPermissions());
    // Nothing heals what the queue loses.
    github.isListed = false;
    const cases = Array.from({ length: PULLS }, (_, i) => openPull(github, i));
    const postgres = database === "own" ? await startPostgres() : null;
    const shared = database === "shared" ? await createDatabase(server ?? "") : null;
    const DATABASE_URL = postgres?.url ?? shared?.url ?? "";
    const env = { ...appEnvironment(github), DATABASE_URL, LOG_LEVEL: "error", WORKER_CONCURRENCY: "8" };
    const ports = await Promise.all(Array.from({ length: processes }, freePort));
    const urls = ports.map((port) => `http://127.0.0.1:${String(port)}`);
    const startOne = (i: number): Promise<ChildProcess> =>
      start({ ...env, PORT: String(ports[i]) }, urls[i] ?? "");
    const running = await Promise.all(ports.map((_, i) => startOne(i)));
    github.failOften(failures);
    const [killed, restarted] = [spread(kills), spread(restarts)];
    for (let i = 0; i < DELIVERIES; i++) {
      const { repository, pull } = cases[i % PULLS] ?? cases[0] ?? fail();
      if (i >= PULLS && i % 3 === 0) push(repository, i);
      const delivery = pullRequestEvent(github, repository, pull, i < PULLS ? "opened" : "synchronize");
      if (killed.delete(i)) {
        // Somewhere in the middle of whatever it is doing.
        await new Promise((resolve) => setTimeout(resolve, randomInt(120)));
        const victim = killed.size % processes;
        running[victim]?.kill("SIGKILL");
        running[victim] = await startOne(victim);
      }
      if (restarted.delete(i)) await postgres?.restart();
      await deliverUntilTaken(github, urls[i % processes] ?? "", delivery);
    }
    const isDone = ({ repository }: Case): boolean =>
      github.checkOn(repository, repository.git.head("feature"))?.status === "completed";
    await github.until(() => (cases.every(isDone) ? true : undefined), "all checks", 180_000);
    for (const process of running) {
      process.kill("SIGTERM");
      await new Promise((resolve) => process.once("exit", resolve));
    }
    expect([killed.size, restarted.size]).toEqual([0, 0]);
    for (const { repository, pull } of cases) {
      expect(github.checkOn(repository, repository.git.head("feature"))?.conclusion).toBe("failure");
      expect(pull.threads.map(({ path }) => path)).toEqual(["a.py"]);
      expect(pull.reviews.map(({ state }) => state)).toEqual(["CHANGES_REQUESTED"]);
    }
    expect(github.violations).toEqual([]);
    await github.stop();
    await postgres?.stop();
    await shared?.drop();
  },
);

/** So many of the deliveries, evenly. */
function spread(times: number): Set<number> {
  return new Set(Array.from({ length: times }, (_, i) => Math.floor(((i + 0.5) * DELIVERIES) / times)));
}

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
