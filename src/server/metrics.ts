import { Counter, Gauge, Histogram, Registry } from "prom-client";

import type { JobQueue } from "../jobs/job-queue.js";

/** The metrics of the process. */
export interface Metrics {
  readonly registry: Registry;
  readonly webhooks: Counter<"event" | "status">;
  readonly jobs: Counter<"outcome">;
  readonly jobSeconds: Histogram;
  readonly stageSeconds: Histogram<"stage">;
  readonly findings: Counter<"rule">;
  readonly apiRequests: Counter<"installation" | "kind" | "status">;
  readonly apiRemaining: Gauge<"installation" | "kind">;
}

/** Makes the metrics; gauges read the queue and the process when they are asked. */
export function createMetrics(depth: JobQueue["depth"], memoryBytes: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: "no_pickle_jobs",
    help: "Jobs by state.",
    labelNames: ["state"],
    registers,
    async collect() {
      const { waiting, running } = await depth();
      this.set({ state: "waiting" }, waiting);
      this.set({ state: "running" }, running);
    },
  });
  new Gauge({
    name: "no_pickle_oldest_job_seconds",
    help: "How long the first waiting job has waited.",
    registers,
    async collect() {
      this.set((await depth()).oldestMs / 1000);
    },
  });
  new Gauge({
    name: "no_pickle_resident_memory_bytes",
    help: "Resident memory of the process.",
    registers,
    collect() {
      this.set(memoryBytes());
    },
  });
  return {
    registry,
    webhooks: new Counter({
      name: "no_pickle_webhooks_total",
      help: "Webhook requests by event and by the status they were answered with.",
      labelNames: ["event", "status"],
      registers,
    }),
    jobs: new Counter({
      name: "no_pickle_jobs_total",
      help: "Jobs by outcome: reviewed, issue, skipped, failed, given_up.",
      labelNames: ["outcome"],
      registers,
    }),
    jobSeconds: new Histogram({
      name: "no_pickle_job_seconds",
      help: "How long a job takes, from the first read to the last write.",
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    }),
    stageSeconds: new Histogram({
      name: "no_pickle_stage_seconds",
      help: "How long the stages of a review take: read, analyze, write.",
      labelNames: ["stage"],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    apiRequests: new Counter({
      name: "no_pickle_api_requests_total",
      help: "Requests to GitHub by installation, kind (rest, graphql) and status; 0 is no answer.",
      labelNames: ["installation", "kind", "status"],
      registers,
    }),
    apiRemaining: new Gauge({
      name: "no_pickle_api_remaining",
      help: "What GitHub last said is left of an installation's hourly budget.",
      labelNames: ["installation", "kind"],
      registers,
    }),
    findings: new Counter({
      name: "no_pickle_findings_total",
      help: "Findings reported, by rule.",
      labelNames: ["rule"],
      registers,
    }),
  };
}
