import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { manifestPermissions } from "../app-process.js";
import { GitHubStandIn } from "./stand-in.js";
import type { StoredPull, StoredRepository } from "./state.js";

// The stand-in has to refuse what GitHub refuses; else the tests that lean on it prove nothing.
let github: GitHubStandIn;
let repository: StoredRepository;
let pull: StoredPull;
let token: string;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
  repository = github.createRepository("o", "r");
  const lines = Array.from({ length: 60 }, (_, i) => `line ${String(i + 1)}\n`);
  repository.git.commit("main", { "a.py": lines.join("") });
  repository.git.commit(
    "feature",
    { "a.py": lines.join("").replace("line 5\n", "five\n").replace("line 50\n", "fifty\n") },
    "main",
  );
  pull = github.openPull(repository, "feature");
  token = github.userToken("somebody");
});

afterAll(async () => {
  await github.stop();
});

async function send(path: string, body: object, authorization = `token ${token}`) {
  const response = await fetch(`http://${github.host}/api${path}`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

const comment = (place: object) => ({
  event: "COMMENT",
  body: "x",
  comments: [{ path: "a.py", body: "x", side: "RIGHT", ...place }],
});

describe("a review", () => {
  test.each<[string, object, string]>([
    ["a line outside the hunks", comment({ line: 30 }), "must be part of the diff"],
    ["ends in two hunks", comment({ start_line: 5, start_side: "RIGHT", line: 50 }), "same hunk"],
    ["a start that is the end", comment({ start_line: 5, start_side: "RIGHT", line: 5 }), "must precede"],
    [
      "a file that is not in the diff",
      { ...comment({ line: 5 }), comments: [{ path: "b.py", body: "x", line: 5, side: "RIGHT" }] },
      "can't be blank",
    ],
    ["a body that is too long", { event: "COMMENT", body: "x".repeat(65_537) }, "too long"],
    ["no body", { event: "COMMENT" }, "can't be blank"],
    ["an unknown event", { event: "SHOUT", body: "x" }, "Validation Failed"],
    ["an unknown field", { event: "COMMENT", body: "x", subject_type: "file" }, "unknown field"],
  ])("with %s is refused whole", async (_, body, reason) => {
    const { status, text } = await send("/v3/repos/o/r/pulls/1/reviews", body);
    expect(status).toBe(422);
    expect(text).toContain(reason);
    expect([pull.reviews, pull.threads]).toEqual([[], []]);
  });
});

describe("the rest", () => {
  test("fifty-one annotations are too many", async () => {
    const annotation = { path: "a.py", start_line: 1, end_line: 1, annotation_level: "notice", message: "x" };
    const annotations = Array.from({ length: 51 }, () => annotation);
    const output = { title: "t", summary: "s", annotations };
    const body = {
      name: "n",
      head_sha: repository.git.head("feature"),
      status: "completed",
      conclusion: "neutral",
      output,
    };
    expect((await send("/v3/repos/o/r/check-runs", body)).status).toBe(422);
  });

  test("people write no check runs", async () => {
    const body = { name: "n", head_sha: repository.git.head("feature"), status: "queued" };
    expect((await send("/v3/repos/o/r/check-runs", body)).status).toBe(403);
  });

  test("a query that GitHub's schema does not know is an error", async () => {
    const { text } = await send("/graphql", {
      query: 'query X { repository(owner: "o", name: "r") { nonsense } }',
    });
    expect(text).toContain("Cannot query field");
  });

  test("a forged JWT and an unknown token are refused", async () => {
    const forged = [{ alg: "RS256" }, { iss: github.app.id, iat: 0, exp: 600 }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url"),
    );
    const path = `/v3/app/installations/${String(github.app.installationId)}/access_tokens`;
    expect((await send(path, {}, `bearer ${forged.join(".")}.AAAA`)).status).toBe(401);
    expect((await send("/v3/repos/o/r/check-runs", { name: "n", head_sha: "a" }, "token nope")).status).toBe(
      401,
    );
  });

  test("resolving a thread needs contents: write", async () => {
    const { Octokit } = await import("@octokit/core");
    const { createAppAuth } = await import("@octokit/auth-app");
    const baseUrl = `http://${github.host}/api/v3`;
    const auth = {
      appId: github.app.id,
      privateKey: github.app.privateKey,
      installationId: github.app.installationId,
    };
    const octokit = new Octokit({ baseUrl, authStrategy: createAppAuth, auth });
    await octokit.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
      owner: "o",
      repo: "r",
      pull_number: 1,
      event: "COMMENT",
      body: "x",
      comments: [{ path: "a.py", body: "x", side: "RIGHT", line: 5 }],
    });
    const threadId = pull.threads[0]?.nodeId ?? "";
    const mutation =
      "mutation M($threadId: ID!) { resolveReviewThread(input: {threadId: $threadId}) { clientMutationId } }";
    await expect(octokit.graphql(mutation, { threadId })).rejects.toThrow(
      "Resource not accessible by integration",
    );
    github.app.permissions = { ...github.app.permissions, contents: "write" };
    await octokit.graphql(mutation, { threadId });
    expect(pull.threads[0]?.resolvedBy).toBe("no-pickle[bot]");
  });
});
