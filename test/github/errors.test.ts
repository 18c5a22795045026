import { describe, expect, test } from "vitest";

import { errorLine, failureKind } from "../../src/github/errors.js";

const NOW = 1_000_000;

describe("a failed call", () => {
  test.each<[string, unknown, object]>([
    ["500", { status: 500 }, { kind: "transient" }],
    ["502", { status: 502 }, { kind: "transient" }],
    ["a reset connection", { name: "TypeError", cause: { code: "ECONNRESET" } }, { kind: "transient" }],
    ["a time-out", { name: "TimeoutError" }, { kind: "transient" }],
    ["404", { status: 404 }, { kind: "gone" }],
    ["422", { status: 422 }, { kind: "permanent" }],
    ["401", { status: 401 }, { kind: "unauthorized" }],
    ["403 without a limit", { status: 403, response: { headers: {} } }, { kind: "permanent" }],
    ["a bug", new TypeError("x is not a function"), { kind: "permanent" }],
    ["nothing", null, { kind: "permanent" }],
    [
      "a secondary limit",
      { status: 403, response: { headers: { "retry-after": "7" } } },
      { kind: "rate-limit", retryAfterMs: 7000 },
    ],
    [
      "429 without advice",
      { status: 429, response: { headers: {} } },
      { kind: "rate-limit", retryAfterMs: 60_000 },
    ],
    [
      "the primary limit",
      {
        status: 403,
        response: { headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 90) } },
      },
      { kind: "rate-limit", retryAfterMs: 90_000 },
    ],
    [
      "422 abuse",
      { status: 422, response: { data: { errors: [{ code: "abuse" }] } } },
      { kind: "rate-limit", retryAfterMs: 60_000 },
    ],
    [
      "a GraphQL limit",
      { errors: [{ type: "RATE_LIMITED" }], headers: {} },
      { kind: "rate-limit", retryAfterMs: 60_000 },
    ],
    ["a GraphQL time limit", { errors: [{ message: "timeout" }], data: {} }, { kind: "transient" }],
    ["GraphQL without a node", { errors: [{ type: "NOT_FOUND" }] }, { kind: "gone" }],
    ["a GraphQL error", { errors: [{ type: "FORBIDDEN" }] }, { kind: "permanent" }],
  ])("%s", (_, error, kind) => {
    expect(failureKind(error, NOW)).toEqual(kind);
  });
});

describe("an error in one line", () => {
  const graphql = (...errors: object[]) =>
    Object.assign(new Error("Request failed due to following response errors:\n - one"), {
      errors,
      data: {},
    });

  test.each<[string, unknown, string]>([
    [
      "names what GraphQL said, where and of which type",
      graphql({ type: "FORBIDDEN", path: ["repository", "ref"], message: "Resource not accessible" }),
      "GraphQL: FORBIDDEN repository.ref Resource not accessible",
    ],
    [
      "names up to three of them",
      graphql({ message: "a" }, { message: "b" }, { type: "INTERNAL" }, { message: "d" }),
      "GraphQL: a; b; INTERNAL",
    ],
    [
      "has no more of a long one than 200 characters",
      graphql({ message: "x".repeat(999) }),
      `GraphQL: ${"x".repeat(191)}`,
    ],
    ["has the status of REST", Object.assign(new Error("Not Found\nmore"), { status: 404 }), "404 Not Found"],
    ["is there for anything that is thrown", "out of order", "out of order"],
  ])("%s", (_, error, line) => {
    expect(errorLine(error)).toBe(line);
  });
});
