import { Octokit } from "@octokit/rest";
import { describe, expect, test } from "vitest";

import type { GitHubClient } from "../../src/github/client.js";
import { sendDocument } from "../../src/github/graphql-document.js";
import { DENIABLE_FIELDS } from "../../src/github/pull-request-query.js";
import { REPOSITORY_QUERY } from "../../src/github/read-repository.js";

const VARIABLES = { owner: "o", repo: "r", policyPath: "p", policyRepository: "q" };
const DATA = { organization: null, repository: { defaultBranchRef: null } };

/** A client whose requests get this answer, with the status 200. */
function clientOf(answer: object): GitHubClient {
  const response = (): Promise<Response> =>
    Promise.resolve(Response.json(answer, { headers: { "content-type": "application/json" } }));
  return new Octokit({ request: { fetch: response } });
}

const ask = (answer: object): Promise<unknown> =>
  sendDocument(clientOf(answer), REPOSITORY_QUERY, VARIABLES, DENIABLE_FIELDS);

describe("an answer with errors", () => {
  test.each([
    ["forbids an optional field", [{ type: "FORBIDDEN", path: ["organization"], message: "x" }]],
    ["does not find something below one", [{ type: "NOT_FOUND", path: ["a", "rules", 0], message: "x" }]],
  ])("that %s is taken without it", async (_, errors) => {
    expect(await ask({ data: DATA, errors })).toEqual(DATA);
  });

  test.each([
    ["forbids another field", DATA, [{ type: "FORBIDDEN", path: ["repository"], message: "x" }]],
    ["says not where", DATA, [{ type: "FORBIDDEN", message: "x" }]],
    ["could not be finished", DATA, [{ type: "TIMEOUT", path: ["organization"], message: "x" }]],
    [
      "has one of each kind",
      DATA,
      [
        { type: "FORBIDDEN", path: ["organization"], message: "x" },
        { path: ["organization"], message: "y" },
      ],
    ],
    ["has no data", null, [{ type: "FORBIDDEN", path: ["organization"], message: "x" }]],
  ])("that %s is a failure", async (_, data, errors) => {
    await expect(ask({ data, errors })).rejects.toMatchObject({ errors });
  });
});
