import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import Database from "libsql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { JobQueue } from "../../src/jobs/job-queue.js";
import { createSqliteQueue } from "../../src/jobs/sqlite-queue.js";
import { FolderInUse, openStore, type SqliteStore } from "../../src/jobs/sqlite-store.js";
import { handler, job, numbers, type TestHandler } from "../support/jobs.js";

let folder = "";
const stores: SqliteStore[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-jobs-"));
});
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

/** A queue on the folder of the test; closing its store ends it as a kill would, without a word. */
function start(jobs: TestHandler["jobs"], concurrency: number): { queue: JobQueue; store: SqliteStore } {
  const store = openStore(folder, true, Date.now());
  return { queue: createSqliteQueue(store, jobs, concurrency), store };
}

describe("the file of the jobs", () => {
  test("has those that waited and those that ran when the process was killed", async () => {
    const before = handler();
    const { queue, store } = start(before.jobs, 1);
    const [running, waiting] = [job(1), job(2)];
    await queue.enqueue(running);
    await queue.enqueue(waiting);
    expect(numbers(before.started)).toEqual([1]);
    store.close();
    const after = handler();
    const next = start(after.jobs, 2);
    expect(after.started.map(({ job: item }) => item)).toEqual([running, waiting]);
    expect(await next.queue.enqueue(running)).toBe("duplicate");
    await next.queue.drain(0);
  });

  test("belongs to one process", async () => {
    const { queue } = start(handler().jobs, 1);
    expect(() => openStore(folder, true, Date.now())).toThrow(FolderInUse);
    await queue.drain(0);
    stores.push(openStore(folder, true, Date.now()));
  });

  test("forgets deliveries and failures of long ago", async () => {
    const { started, count, jobs } = handler();
    const { queue } = start(jobs, 1);
    const [old, failing] = [job(1), job(2)];
    await queue.enqueue(old);
    await queue.enqueue(failing);
    started[0]?.end();
    await count(2);
    started[1]?.end(new Error("x"));
    await queue.drain(1000);
    const later = Date.now() + 40 * 86_400_000;
    const store = openStore(folder, false, later);
    stores.push(store);
    expect(store.failed()).toEqual([]);
    expect(store.accept(old, later, false)).toBe("accepted");
  });

  test("says no to all that came together when it takes nothing", async () => {
    const { queue } = start(handler().jobs, 1);
    await queue.drain(0);
    const answers = await Promise.allSettled([queue.enqueue(job(1)), queue.enqueue(job(2))]);
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("is made up to date from an empty one, kept as it is, and refused if it is of a newer version", () => {
    const first = openStore(folder, false, 0);
    expect(first.accept(job(1), 0, false)).toBe("accepted");
    first.close();
    const second = openStore(folder, false, 0);
    expect(second.jobs()).toHaveLength(1);
    second.close();
    const db = new Database(join(folder, "jobs.db"));
    const { user_version: version } = db.prepare("pragma user_version").get() as { user_version: number };
    db.exec("pragma user_version = 1000");
    db.close();
    expect(() => openStore(folder, true, 0)).toThrow("a newer no-pickle has written to it");
    // The lock is not kept by a store that could not be opened.
    const again = new Database(join(folder, "jobs.db"));
    again.exec(`pragma user_version = ${String(version)}`);
    again.close();
    stores.push(openStore(folder, true, 0));
  });
});
