import { describe, expect, test } from "vitest";

import { createRunner } from "../../src/jobs/job-runner.js";
import type { ClaimedJob, JobStore } from "../../src/jobs/job-store.js";
import { handler, job } from "../support/jobs.js";

const claimed: ClaimedJob = { key: "k", version: 1, job: job(1), attempt: 1 };

/** A store that cannot be written; it hands a job back when the test says so. */
function brokenStore(): { readonly store: JobStore; readonly handBack: () => void } {
  const fail = (): Promise<never> => Promise.reject(new Error("the disk is full"));
  let handBack = (): void => undefined;
  const handedBack = new Promise<void>((resolve) => {
    handBack = resolve;
  });
  const store: JobStore = {
    accept: fail,
    isCurrent: fail,
    finish: fail,
    retry: fail,
    giveUp: fail,
    handBack: () => handedBack,
    takeTurn: fail,
    depth: fail,
    close: fail,
  };
  return { store, handBack };
}

describe("a job whose outcome cannot be stored", () => {
  test.each([
    ["when it is done", undefined],
    ["when it failed", new Error("x")],
  ])("runs until it is handed back, and is not abandoned: %s", async (_, error) => {
    const { store, handBack } = brokenStore();
    const { started, abandoned, jobs } = handler();
    const runner = createRunner(store, jobs);
    let isOver = false;
    const { end } = runner.start(claimed);
    const over = expect(end)
      .rejects.toThrow("the disk is full")
      .finally(() => {
        isOver = true;
      });
    started[0]?.end(error);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([isOver, runner.running.has("k")]).toEqual([false, true]);
    handBack();
    await over;
    expect(runner.running.size).toBe(0);
    expect(abandoned).toEqual([]);
  });

  test("which runs a second time is still known to run when the first run ends", async () => {
    const { store, handBack } = brokenStore();
    const { started, jobs } = handler();
    const runner = createRunner(store, jobs);
    const first = runner.start(claimed);
    const second = runner.start({ ...claimed });
    started[0]?.end();
    handBack();
    await expect(first.end).rejects.toThrow();
    expect(runner.running.get("k")).toBe(second);
    started[1]?.end();
    await expect(second.end).rejects.toThrow();
    expect(runner.running.size).toBe(0);
  });
});
