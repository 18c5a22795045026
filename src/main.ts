import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { pino } from "pino";
import { Probot, ProbotOctokit } from "probot";

import { loadParser } from "./grammar/load-parser.js";
import { createPathMemory } from "./github/path-memory.js";
import { HANDLED_EVENTS, isHandled, jobOf } from "./events.js";
import { openQueue } from "./open-queue.js";
import { sealOf } from "./review/seal.js";
import { reconcileRegularly } from "./reconcile.js";
import { createReviewWorker } from "./review-worker.js";
import { createFront } from "./server/http-server.js";
import { createMetrics } from "./server/metrics.js";
import { readSettings, SettingsError, type Settings } from "./server/settings.js";

/** sysexits.h: something in the configuration is wrong. */
const EX_CONFIG = 78;
/** How long running reviews may take to finish at shutdown; the whole of it stays under 30 seconds. */
const DRAIN_MS = 25_000;

try {
  await start(readSettings(process.env));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`no-pickle: ${error.message}\n`);
  // Not by itself: the queue may be running already.
  process.exit(EX_CONFIG);
}

async function start(settings: Settings): Promise<void> {
  const log = pino({ level: settings.logLevel, base: null });
  const parser = await loadParser();
  const createProbot = (): Probot =>
    new Probot({
      appId: settings.appId,
      privateKey: settings.privateKey,
      log: log.child(
        { name: "probot" },
        { level: settings.logLevel === "info" ? "warn" : settings.logLevel },
      ),
      ...(settings.apiUrl ? { baseUrl: settings.apiUrl } : {}),
      // Retries and limits are the job queue's: a client that sleeps or repeats a write on its own would double reviews.
      Octokit: ProbotOctokit.defaults((instance: object) => ({
        ...instance,
        retry: { enabled: false },
        throttle: { enabled: false },
      })),
    });
  let clients = createProbot();

  const worker = createReviewWorker({
    clientFor: async (installationId, isRefused) => {
      // Clients keep tokens for an hour, and GitHub ends some of them early. A new set of clients asks for new ones;
      // refreshing through the client would ask github.com even where a GitHub Enterprise Server is meant.
      if (isRefused) clients = createProbot();
      return await clients.auth(installationId);
    },
    parser,
    appId: settings.appId,
    seal: sealOf(settings.webhookSecrets),
    memory: createPathMemory(),
    baseUrl: settings.baseUrl,
    log,
    metrics: () => metrics,
    now: Date.now,
  });
  const queue = await openQueue(settings, worker, (trouble) => {
    log.warn({ trouble }, "queue");
  });
  const metrics = createMetrics(
    () => queue.depth(),
    () => process.memoryUsage.rss(),
  );

  let open = true;
  const server = createFront({
    secrets: settings.webhookSecrets,
    isOpen: () => open,
    accept: async (delivery) => {
      const job = jobOf(delivery);
      if (job) await queue.enqueue(job);
    },
    onAnswer: (status, { id, name }) => {
      const event = isHandled(name) ? name : "other";
      metrics.webhooks.inc({ event, status: String(status) });
      log.info({ deliveryId: id.slice(0, 64), event, status }, "webhook");
    },
    notReady: () => Promise.resolve(open ? null : "shutting down"),
    metrics: () => metrics.registry.metrics(),
    onError: (error) => {
      log.error({ error: error instanceof Error ? error.message : String(error) }, "request failed");
    },
  });

  let stopHealing = (): void => undefined;
  const stop = (signal: string): void => {
    if (!open) return;
    open = false;
    log.info({ signal }, "stopping");
    stopHealing();
    server.close();
    void queue.drain(DRAIN_MS).then((undone) => {
      log.info({ undone }, "stopped");
      process.exit(0);
    });
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  await listen(server, settings);
  const { address, port } = server.address() as AddressInfo;
  log.info({ address, port, parser: parser.binding }, "listening");
  stopHealing = reconcileRegularly({
    app: async () => await clients.auth(),
    clientFor: async (installationId) => await clients.auth(installationId),
    appId: settings.appId,
    events: Object.keys(HANDLED_EVENTS),
    enqueue: (job) => queue.enqueue(job),
    log,
    now: Date.now,
  });
}

function listen(server: Server, { host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new SettingsError(`PORT ${String(port)} is in use on ${host}: set another one`)
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
}
