import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";

import { jobKey, type ReviewJob } from "../../../src/jobs/job-queue.js";
import { createPostgresQueue } from "../../../src/jobs/postgres-queue.js";

// A process with a queue and nothing else, started by a test: takes jobs as messages, answers each once it is safe, and
// writes into the table `runs` when it works on what.
const connectionString = process.env["DATABASE_URL"] ?? "";
const name = process.env["NAME"] ?? "";
const runs = new pg.Pool({ connectionString });
runs.on("error", () => undefined);

const queue = await createPostgresQueue(
  {
    run: async (job: ReviewJob) => {
      const { rows } = await runs.query<{ id: string }>(
        "insert into runs (key, process, delivery, began) values ($1, $2, $3, clock_timestamp()) returning id",
        [jobKey(job), name, job.deliveryId],
      );
      await sleep(5 + Math.random() * 15);
      await runs.query("update runs set ended = clock_timestamp() where id = $1", [rows[0]?.id]);
    },
    judge: () => ({ kind: "retry", afterMs: 100, counts: false }),
    abandon: () => Promise.resolve(),
  },
  { connectionString, concurrency: 4, onTrouble: () => undefined },
);

process.on("message", (job: ReviewJob) => {
  void queue.enqueue(job).then((answer) => process.send?.({ id: job.deliveryId, answer }));
});
process.send?.({ id: "ready", answer: "ready" });
