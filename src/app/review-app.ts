import type { ApplicationFunction } from "probot";

import { jobsOf } from "./events.js";
import type { JobQueue } from "../jobs/job-queue.js";

/**
 * The Probot app: what a webhook asks for goes into the queue. The server of this project does the same without Probot's
 * router, which makes a client for every event; this is for running it inside another Probot process.
 */
export function reviewApp(queue: JobQueue): ApplicationFunction {
  return (app) => {
    app.onAny(async ({ id, name, payload }) => {
      for (const job of jobsOf({ id, name, payload })) await queue.enqueue(job);
    });
  };
}
