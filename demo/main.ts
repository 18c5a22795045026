import { statSync } from "node:fs";
import { resolve } from "node:path";

import { manifestPermissions, startApp, type AppProcess } from "../test/support/app-process.js";
import { GitRepository } from "../test/support/github/git-repository.js";
import { changedFiles } from "../test/support/github/rest.js";
import { GitHubStandIn } from "../test/support/github/stand-in.js";
import type { StoredCheckRun, StoredPull, StoredRepository } from "../test/support/github/state.js";
import { deliver, pullRequestEvent } from "../test/support/github/webhooks.js";
import { heading, renderCheck, renderReview, renderThreadStates } from "./render.js";
import { BEFORE, CHANGE, FIX } from "./scenario.js";

const USAGE = "usage: npm run demo [-- --repo DIR BASE HEAD]";

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const range = readRange(args);
  if (typeof range === "string") {
    process.stderr.write(`demo: ${range}\n`);
    return 2;
  }
  const github = await GitHubStandIn.start(manifestPermissions());
  const app = await startApp(github, { LOG_LEVEL: "info" });
  try {
    const ok = range === null ? await story(github, app) : await reviewRange(github, app, range);
    if (github.violations.length === 0) return ok ? 0 : 1;
    print(`GitHub would have refused:\n${github.violations.join("\n")}\n`);
    return 1;
  } catch (error) {
    process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await app.stop();
    await github.stop();
  }
}

/** The whole life of one pull request. True if it went as it should. */
async function story(github: GitHubStandIn, app: AppProcess): Promise<boolean> {
  const repository = github.createRepository("acme", "inference");
  repository.git.commit("main", BEFORE);
  repository.git.commit("faster-requests", CHANGE, "main");
  const pull = github.openPull(repository, "faster-requests");

  print(heading("1. A pull request is opened: acme/inference#1, faster-requests into main"));
  print("It lets clients send pickled rows, and reads its settings with another loader.\n");
  const red = await review(github, app, repository, pull, "opened");
  print(heading("2. What no-pickle answers"));
  showReview(repository, pull);
  print(heading("3. The check"));
  print(renderCheck(red));

  repository.git.commit("faster-requests", FIX);
  print(heading("4. The author pushes a fix"));
  const green = await review(github, app, repository, pull, "synchronize");
  print(renderThreadStates(pull));
  print(`\n${renderCheck(green)}`);

  const closed = pull.threads.every(
    ({ comments: [first], resolvedBy }) => resolvedBy !== null || first?.minimized === "RESOLVED",
  );
  const checks: readonly (readonly [string, boolean])[] = [
    ["the unsafe lines were commented on", pull.threads.length === 2],
    [
      "changes were requested, and the request was withdrawn",
      pull.reviews.length === 1 && pull.reviews[0]?.state === "DISMISSED",
    ],
    ["the check failed, then passed", red.conclusion === "failure" && green.conclusion === "success"],
    ["every thread is closed", closed],
  ];
  print(heading("So"));
  for (const [what, held] of checks) print(`${held ? "✓" : "✗"} ${what}\n`);
  return checks.every(([, held]) => held);
}

interface Range {
  readonly dir: string;
  readonly base: string;
  readonly head: string;
}

/** Reviews a range of somebody's own repository; nothing is written there. True if the check was concluded. */
async function reviewRange(
  github: GitHubStandIn,
  app: AppProcess,
  { dir, base, head }: Range,
): Promise<boolean> {
  const git = GitRepository.borrow(dir);
  const repository = github.createRepository("local", "repository", git);
  try {
    git.setBranch("no-pickle-demo-base", git.head(base));
    git.setBranch("no-pickle-demo-head", git.head(head));
  } catch {
    process.stderr.write(`demo: unknown revision: ${base} or ${head} is no commit of ${dir}\n`);
    return false;
  }
  const pull = github.openPull(repository, "no-pickle-demo-head", "no-pickle-demo-base");
  print(heading(`${dir}: ${base}...${head} as a pull request`));
  const check = await review(github, app, repository, pull, "opened");
  showReview(repository, pull);
  print(heading("The check"));
  print(renderCheck(check));
  return check.status === "completed";
}

async function review(
  github: GitHubStandIn,
  app: AppProcess,
  repository: StoredRepository,
  pull: StoredPull,
  action: string,
): Promise<StoredCheckRun> {
  const sha = repository.git.head(pull.headRef);
  const status = await deliver(github, app.url, pullRequestEvent(github, repository, pull, action));
  if (status !== 202) throw new Error(`the webhook was answered with ${String(status)}`);
  return github.until(() => github.checkOn(repository, sha), "the check");
}

function showReview(repository: StoredRepository, pull: StoredPull): void {
  const files = changedFiles(repository, pull);
  if (pull.reviews.length === 0) print("No review: there is nothing to say.\n");
  for (const item of pull.reviews) print(renderReview(item, pull, files));
}

function readRange(args: readonly string[]): Range | string | null {
  if (args.length === 0) return null;
  const [flag, dir, base, head, ...rest] = args;
  if (flag !== "--repo" || !dir || !base || !head || rest.length > 0) return USAGE;
  const path = resolve(dir);
  return statSync(path, { throwIfNoEntry: false })?.isDirectory()
    ? { dir: path, base, head }
    : `no such folder: ${dir}`;
}

function print(text: string): void {
  process.stdout.write(text);
}
