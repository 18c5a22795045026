import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

import { pino } from "pino";

import { BUDGET, createAnalysisPool } from "./analysis-pool.js";
import { createPathMemory } from "../github/path-memory.js";
import { readGrants } from "../github/read-installations.js";
import { createTreeMemory } from "../github/tree-memory.js";
import { HANDLED_EVENTS, INSTALLATION_EVENTS, isHandled, jobsOf } from "./events.js";
import { createInstallationClients } from "./installation-clients.js";
import { openQueue } from "./open-queue.js";
import { sealOf } from "../review/seal.js";
import { reconcileRegularly } from "./reconcile.js";
import { createReviewWorker } from "./review-worker.js";
import { createFront } from "../server/http-server.js";
import { openSite } from "../server/site-files.js";
import { listen } from "../server/listen.js";
import { createMetrics } from "../server/metrics.js";
import type { Settings } from "../server/settings.js";

/** The most analysis threads: each has a heap of its own, and few servers have work for more. */
const MAX_THREADS = 4;
/** How long running reviews may take to finish at shutdown; the whole of it stays under 30 seconds. */
const DRAIN_MS = 25_000;

/** The process that serves. */
export interface ServerProcess {
  /** How many cores there are. */
  readonly cores: number;
  /** Bytes of memory that it takes. */
  readonly memory: () => number;
  /** Registers `stop`, which is called with the name of the signal when one asks the process to end. */
  readonly onSignal: (stop: (signal: string) => void) => void;
  /** Ends it, with success. */
  readonly exit: () => void;
}

/**
 * Serves until a signal ends the process.
 * @throws SettingsError if a setting names something that cannot be used, such as a folder or a database
 */
export async function serve(settings: Settings, own: ServerProcess): Promise<void> {
  const log = pino({ level: settings.logLevel, base: null });
  const analysis = createAnalysisPool(
    new URL("./analysis-thread.js", import.meta.url),
    Math.min(Math.max(1, own.cores - 1), MAX_THREADS),
    BUDGET,
  );
  const clients = createInstallationClients({
    settings,
    log: log.child({ name: "probot" }, { level: settings.logLevel === "info" ? "warn" : settings.logLevel }),
    onRequest: (installationId, { kind, status, remaining }) => {
      const installation = String(installationId);
      metrics.apiRequests.inc({ installation, kind, status: String(status) });
      if (remaining !== null) metrics.apiRemaining.set({ installation, kind }, remaining);
    },
  });

  const worker = createReviewWorker({
    clientFor: clients.of,
    analysisFor: analysis.of,
    enqueue: (job) => queue.enqueue(job),
    appId: settings.appId,
    seal: sealOf(settings.webhookSecrets),
    memory: createPathMemory(),
    trees: createTreeMemory(),
    grantsOf: async (id) => readGrants(await clients.app(), id),
    baseUrl: settings.baseUrl,
    log,
    metrics: () => metrics,
    now: Date.now,
  });
  const queue = await openQueue(settings, worker, (trouble) => {
    log.warn({ trouble }, "queue");
  });
  const metrics = createMetrics(() => queue.depth(), own.memory);

  let open = true;
  let areCredentialsTaken = true;
  const server = createFront({
    secrets: settings.webhookSecrets,
    isOpen: () => open,
    accept: async (delivery) => {
      await Promise.all(jobsOf(delivery).map((job) => queue.enqueue(job)));
    },
    onAnswer: (status, { id, name }) => {
      const event = isHandled(name) || Object.hasOwn(INSTALLATION_EVENTS, name) ? name : "other";
      metrics.webhooks.inc({ event, status: String(status) });
      log.info({ deliveryId: id.slice(0, 64), event, status }, "webhook");
    },
    notReady: async () => {
      if (!open) return "shutting down";
      if (!areCredentialsTaken) return "GitHub refuses the credentials of the App";
      return await queue.depth().then(
        () => null,
        () => "the queue does not answer",
      );
    },
    metrics: () => metrics.registry.metrics(),
    site: openSite(fileURLToPath(new URL("../site", import.meta.url))),
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
      own.exit();
    });
  };
  own.onSignal(stop);
  await listen(server, settings);
  const { address, port } = server.address() as AddressInfo;
  log.info({ address, port }, "listening");
  stopHealing = reconcileRegularly({
    app: clients.app,
    clientFor: clients.of,
    appId: settings.appId,
    events: [...Object.keys(HANDLED_EVENTS), ...Object.keys(INSTALLATION_EVENTS)],
    enqueue: (job) => queue.enqueue(job),
    takeTurn: (forMs) => queue.takeTurn("reconcile", forMs),
    onCredentials: (areTaken) => {
      areCredentialsTaken = areTaken;
    },
    log,
    now: Date.now,
  });
}
