import type { Logger } from "pino";

import type { GitHubClient } from "../github/client.js";
import { errorLine, failureKind } from "../github/errors.js";
import {
  listInstallations,
  listRepositories,
  listUnchecked,
  type Installation,
} from "../github/read-installations.js";
import { redeliverFailed } from "../github/redeliver.js";
import type { JobQueue } from "../jobs/job-queue.js";

/** What reconciling works with. */
export interface ReconcileTools {
  /** A client with the app's own key. */
  readonly app: () => Promise<GitHubClient>;
  readonly clientFor: (installationId: number) => Promise<GitHubClient>;
  readonly appId: number;
  /** The events whose lost deliveries are asked for again. */
  readonly events: readonly string[];
  readonly enqueue: JobQueue["enqueue"];
  /** Whether no other process has done it for so many milliseconds. */
  readonly takeTurn: (forMs: number) => Promise<boolean>;
  /** Told after each run whether GitHub took the app's credentials. */
  readonly onCredentials: (areTaken: boolean) => void;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** GraphQL points that are kept for reviews: when fewer are left, the rest waits for the next run. */
const RESERVE = 1000;
const DAY = 86_400_000;
/** How long GitHub keeps its log of deliveries. */
const LOG_KEPT = 3 * DAY;

/** What was found and done. */
export interface Reconciled {
  readonly queued: number;
  readonly redelivered: number;
}

/**
 * Makes up for missed webhooks: open pull requests whose head has no concluded check are queued, and GitHub is asked to
 * send failed deliveries again. A failure for one installation does not stop the others.
 */
export async function reconcile(tools: ReconcileTools): Promise<Reconciled> {
  const app = await tools.app();
  let queued = 0;
  for (const installation of await listInstallations(app)) {
    try {
      queued += await reconcileInstallation(tools, installation);
    } catch (error) {
      tools.log.warn({ installationId: installation.id, error: errorLine(error) }, "could not be reconciled");
    }
  }
  const since = new Date(tools.now() - LOG_KEPT).toISOString();
  const redelivered = await redeliverFailed(app, tools.events, since);
  return { queued, redelivered };
}

async function reconcileInstallation(tools: ReconcileTools, { id, since }: Installation): Promise<number> {
  const client = await tools.clientFor(id);
  // At most one try a day for a commit: one that cannot be checked at all is not tried every fifteen minutes.
  const day = new Date(tools.now()).toISOString().slice(0, 10);
  let queued = 0;
  for (const { owner, repo } of await listRepositories(client)) {
    const { pulls, remaining } = await listUnchecked(client, { owner, repo }, tools.appId, since);
    for (const { number, headSha } of pulls) {
      const answer = await tools.enqueue({
        installationId: id,
        owner,
        repo,
        target: { kind: "pull-request", number },
        rerun: null,
        wantsHowToFix: false,
        deliveryId: `reconcile:${owner}/${repo}#${String(number)}@${headSha}:${day}`,
      });
      if (answer === "accepted") queued++;
    }
    if (remaining !== null && remaining < RESERVE) {
      tools.log.warn({ installationId: id, remaining }, "rate limit is low: the rest is reconciled later");
      break;
    }
  }
  return queued;
}

/** The interval in milliseconds; up to a tenth more or less, so that not all servers ask at once. */
const EVERY = 15 * 60_000;
/**
 * A process skips its run if another one reconciled within this time. At the start it is short, to tell apart only
 * processes that start together: what was missed while all of them were down is made up for at once.
 */
const TURN = { atStart: 60_000, later: 10 * 60_000 };

/** Reconciles now and every fifteen minutes, one process at a time. Returns what stops it. */
export function reconcileRegularly(tools: ReconcileTools): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const run = async (forMs: number): Promise<void> => {
    const started = tools.now();
    try {
      if (!(await tools.takeTurn(forMs))) {
        tools.log.info("another process has reconciled");
        return;
      }
      const { queued, redelivered } = await reconcile(tools);
      tools.onCredentials(true);
      tools.log.info({ queued, redelivered, durationMs: tools.now() - started }, "reconciled");
    } catch (error) {
      if (failureKind(error, tools.now()).kind === "unauthorized") tools.onCredentials(false);
      tools.log.warn({ error: errorLine(error) }, "could not be reconciled");
    } finally {
      schedule();
    }
  };
  const schedule = (): void => {
    if (!stopped) timer = setTimeout(() => void run(TURN.later), EVERY * (0.9 + Math.random() * 0.2));
  };
  void run(TURN.atStart);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
