import { describe, expect, test } from "vitest";

import { steadily, type RequestReport } from "../../src/github/steady-requests.js";

const broken = (status: number, headers = {}): Error =>
  Object.assign(new Error("x"), { status, response: { status, headers } });
const reset = (): Error => Object.assign(new Error("x"), { code: "ECONNRESET" });
const good = { status: 200, headers: { "x-ratelimit-remaining": "4999" } };
const READ = { method: "GET", url: "/x" };
const QUERY = { method: "POST", url: "/graphql", query: "\n  query Q { x }" };

/** Answers with these, one after the other; says how often it was asked and what was reported. */
async function ask(options: object, answers: readonly (object | Error)[]) {
  let asked = 0;
  const reports: RequestReport[] = [];
  const waits: number[] = [];
  const request = (): Promise<typeof good> => {
    const answer = answers[asked++];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as typeof good);
  };
  const around = steadily({
    onRequest: (report) => reports.push(report),
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  const outcome = await around(request, options).then(
    ({ status }) => status,
    () => "failed",
  );
  return { outcome, asked, reports, waits };
}

describe("requests to GitHub", () => {
  test.each<[string, object, readonly (object | Error)[], number | string, number]>([
    ["a read that passes", READ, [good], 200, 1],
    ["a read that fails twice", READ, [broken(502), reset(), good], 200, 3],
    ["a query that fails once", QUERY, [broken(503), good], 200, 2],
    ["a read that fails for ever", READ, [broken(500), broken(500), broken(500), good], "failed", 3],
    ["a write", { ...READ, method: "POST" }, [broken(502), good], "failed", 1],
    ["a mutation", { ...QUERY, query: "mutation M { x }" }, [broken(502), good], "failed", 1],
    ["what is not there", READ, [broken(404), good], "failed", 1],
    ["a limit", READ, [broken(429, { "retry-after": "1" }), good], "failed", 1],
    ["a token that is refused", READ, [broken(401), good], "failed", 1],
  ])("%s", async (_, options, answers, outcome, asked) => {
    const result = await ask(options, answers);
    expect(result).toMatchObject({ outcome, asked });
    expect(result.reports).toHaveLength(asked);
    expect(result.waits).toHaveLength(asked - 1);
  });

  test("are reported with what is left of the budget, and wait longer each time, with jitter", async () => {
    const { reports, waits } = await ask(QUERY, [reset(), broken(502), good]);
    expect(reports).toEqual([
      { kind: "graphql", status: 0, remaining: null },
      { kind: "graphql", status: 502, remaining: null },
      { kind: "graphql", status: 200, remaining: 4999 },
    ]);
    const [first = 0, second = 0] = waits;
    expect(first).toBeGreaterThanOrEqual(100);
    expect(first).toBeLessThanOrEqual(300);
    expect(second).toBeGreaterThanOrEqual(200);
    expect(second).toBeLessThanOrEqual(600);
  });
});
