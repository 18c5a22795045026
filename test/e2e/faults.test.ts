import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Fault } from "../support/github/faults.js";
import { firstOf, SAFE, stateOf, threadOf, UNSAFE, World, type Case } from "../support/world.js";

const STATE = "graphql query NoPicklePullRequest";
const TEXTS = "graphql query NoPickleTexts";
const THREADS = "graphql mutation NoPickleThreads";
const FILES = "GET /repos/{owner}/{repo}/pulls/{pull_number}/files";
const REVIEW = "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews";
const CHECK = "POST /repos/{owner}/{repo}/check-runs";
const MORE = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
const DISMISS = "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals";

let world: World;

beforeAll(async () => {
  world = await World.start();
});

afterAll(async () => {
  await world.stop();
});

const RED = { reviews: ["CHANGES_REQUESTED"], open: 1, check: "failure" };
const GREEN = { reviews: ["DISMISSED"], open: 0, check: "success" };

/** The right final state, with nothing said twice and nothing left to do. */
async function expectFinal(one: Case, expected: typeof RED): Promise<void> {
  expect(stateOf(world, one)).toEqual(expected);
  expect(one.pull.threads).toHaveLength(1);
  expect(threadOf(one).comments).toHaveLength(1);
  expect((await world.event(one)).writes).toEqual([]);
}

describe("a fault of the first review", () => {
  const fault = (operation: string, status: number, more: Partial<Fault> = {}): Fault => ({
    operation,
    status,
    ...more,
  });
  test.each<[string, Fault]>([
    ["502 after the review was created", fault(REVIEW, 502, { afterEffect: true })],
    ["502 before the review was created", fault(REVIEW, 502)],
    ["a connection reset after the review was created", fault(REVIEW, 0, { afterEffect: true, reset: true })],
    ["a connection reset before it was", fault(REVIEW, 0, { reset: true })],
    ["422 abuse", fault(REVIEW, 422, { errors: [{ code: "abuse" }], headers: { "retry-after": "1" } })],
    ["a secondary limit with retry-after", fault(REVIEW, 403, { headers: { "retry-after": "1" } })],
    ["429 for the files", fault(FILES, 429, { headers: { "retry-after": "1" } })],
    ["500 for the check after it was created", fault(CHECK, 500, { afterEffect: true })],
    ["a connection reset while the check is created", fault(CHECK, 0, { reset: true })],
    ["503 for the state", fault(STATE, 503)],
    ["a connection reset for the state", fault(STATE, 0, { reset: true })],
    [
      "partial data without the threads",
      fault(STATE, 200, { withoutField: { path: ["repository", "pullRequest"] } }),
    ],
    [
      "partial data without texts",
      fault(TEXTS, 200, { withoutField: { path: ["repository", "object", "f0"], type: "INTERNAL" } }),
    ],
  ])("%s: the state is right in the end", async (_, one) => {
    const subject = world.open({ "app.py": UNSAFE });
    world.github.failNext(one);
    await world.event(subject, "opened");
    await expectFinal(subject, RED);
  });

  test("a read that fails is tried again within the job, and counted", async () => {
    const app = world.app;
    const value = async (line: RegExp): Promise<number> => {
      const text = await (await fetch(`${app.url}/metrics`)).text();
      return Number(line.exec(text)?.[1] ?? 0);
    };
    const failed = /^no_pickle_jobs_total\{outcome="failed"\} (\d+)$/m;
    const broken = /^no_pickle_api_requests_total\{installation="\d+",kind="graphql",status="503"\} (\d+)$/m;
    const reads = /^no_pickle_stage_seconds_count\{stage="read"\} (\d+)$/m;
    const before = [await value(failed), await value(broken), await value(reads)];
    const one = world.open({ "app.py": UNSAFE });
    world.github.failNext({ operation: STATE, status: 503 });
    await world.event(one, "opened");
    const after = [await value(failed), await value(broken), await value(reads)];
    expect(after.map((count, i) => count - (before[i] ?? 0))).toEqual([0, 1, 1]);
  });

  test("an expired token is replaced", async () => {
    const one = world.open({ "app.py": UNSAFE });
    await world.event(one, "opened");
    world.github.expireTokens();
    await world.push(one, { "app.py": SAFE });
    await expectFinal(one, GREEN);
  });

  test("what may not be seen is left out: conversation, rules, the organization's policy", async () => {
    const one = world.open({ "app.py": UNSAFE });
    world.github.failNext({
      operation: STATE,
      status: 200,
      withoutField: { path: ["repository", "pullRequest", "conversation"], type: "FORBIDDEN" },
    });
    await world.event(one, "opened");
    await expectFinal(one, RED);
  });

  test("an error of GraphQL is named in the log, with its type and place", async () => {
    const one = world.open({ "app.py": UNSAFE });
    const withoutField = { path: ["repository", "pullRequest"], type: "FORBIDDEN" };
    world.github.failNext({ operation: STATE, status: 200, withoutField });
    const { outcome } = await world.event(one, "opened");
    expect(outcome.msg).toBe("review given up");
    expect(outcome.error).toMatch(/^GraphQL: NOT_FOUND organization Not Found; /);
    expect(outcome.error).toContain("; FORBIDDEN repository.pullRequest left out on purpose");
    await world.event(one);
    await expectFinal(one, RED);
  });

  test("404 in the middle, for good: the check says so", async () => {
    const one = world.open({ "app.py": UNSAFE });
    world.github.failNext({ operation: FILES, status: 404 });
    await world.event(one, "opened");
    expect(world.check(one)).toMatchObject({ conclusion: "failure", title: "This could not be reviewed" });
    await world.event(one);
    await expectFinal(one, RED);
  });
});

describe("a fault of the review of a fix", () => {
  test.each<[string, Omit<Fault, "status"> & { status?: number }]>([
    ["502 after the threads were changed", { operation: THREADS, status: 502, afterEffect: true }],
    ["502 before they were", { operation: THREADS, status: 502 }],
    [
      "a thread that may not be changed",
      { operation: THREADS, status: 200, withoutField: { path: ["s1"], type: "FORBIDDEN" } },
    ],
    ["502 after the request was dismissed", { operation: DISMISS, status: 502, afterEffect: true }],
    ["422 because somebody dismissed it meanwhile", { operation: DISMISS, status: 422, afterEffect: true }],
    ["500 for the check", { operation: CHECK, status: 500 }],
  ])("%s: the state is right in the end", async (_, fault) => {
    const one = world.open({ "app.py": UNSAFE });
    await world.event(one, "opened");
    world.github.failNext({ status: 500, ...fault });
    await world.push(one, { "app.py": SAFE });
    await expectFinal(one, GREEN);
    expect(firstOf(threadOf(one)).body.match(/Fixed in/g)).toHaveLength(1);
  });
});

describe("a comment that is deleted in the middle", () => {
  test("does not stop the rest", async () => {
    const one = world.open({ "app.py": UNSAFE, "other.py": UNSAFE.replace("handler", "other") });
    await world.event(one, "opened");
    world.github.beforeNext(THREADS, () => {
      one.pull.threads.splice(0, 1);
    });
    await world.push(one, { "app.py": SAFE, "other.py": SAFE });
    expect(stateOf(world, one)).toEqual({ reviews: ["DISMISSED"], open: 0, check: "success" });
  });
});

describe("a check with more than fifty annotations", () => {
  const many = `import pickle\n${"pickle.loads(x)\n".repeat(170)}`;

  test.each<[string, Partial<Fault>]>([
    ["broken off before a batch", { status: 502 }],
    ["broken off after a batch was taken", { status: 502, afterEffect: true }],
    ["reset after a batch was taken", { afterEffect: true, reset: true }],
  ])("%s has each of them once", async (_, fault) => {
    const one = world.open({ "app.py": many });
    world.github.failNext({ operation: MORE, status: 0, ...fault });
    await world.event(one, "opened");
    const { annotations, status } = world.check(one);
    expect(status).toBe("completed");
    expect(annotations.map(({ start_line }) => start_line)).toEqual(
      Array.from({ length: 171 }, (_u, i) => i + 1),
    );
    expect((await world.event(one)).writes).toEqual([]);
  });

  test("that is broken off and then outdated leaves no open run", async () => {
    const one = world.open({ "app.py": many });
    world.github.failNext({ operation: MORE, status: 400 });
    await world.event(one, "opened");
    one.repository.git.commit("main", {
      ".github/no-pickle.yml": "rules: { pickle-load: warn, pickle-import: warn }\n",
    });
    await world.event(one);
    expect(one.repository.checkRuns.map(({ status }) => status)).not.toContain("in_progress");
    expect(world.check(one).conclusion).toBe("neutral");
  });
});
