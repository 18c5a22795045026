import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, expect, test } from "vitest";

import { patiently } from "../../src/github/patiently.js";
import { readOwner, type ListedOwner } from "../../src/github/read-organization.js";
import { manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import { GitRepository } from "../support/github/git-repository.js";

let github: GitHubStandIn;
const waits: number[] = [];

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
  const one = GitRepository.create();
  one.commit("main", { "a.py": "x\n" });
  for (let i = 0; i < 95; i++)
    github.createRepository("acme", `r${String(i).padStart(2, "0")}`, i === 0 ? one : one.copy());
  github.createRepository("acme", "empty");
  github
    .createRepository("acme", ".github")
    .git.commit("main", { ".github/no-pickle.yml": "preset: balanced\n" });
  github.createRepository("maria", "own", one.copy());
  github.people.add("maria");
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  await github.stop();
});

const read = (owner: string): Promise<ListedOwner | null> => {
  const client = new Octokit({ auth: github.userToken("maria"), baseUrl: `http://${github.host}/api/v3` });
  client.log.error = () => undefined;
  const sleep = (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  };
  return readOwner(client, owner, patiently({ now: () => Date.now(), sleep, onWait: () => waits.push(-1) }));
};

test("lists every page, as GitHub spells the owner, with the organization's policy", async () => {
  const listed = await read("ACME");
  expect(listed?.login).toBe("acme");
  expect(listed?.isOrganization).toBe(true);
  expect(listed?.repositories.map(({ name }) => name)).toHaveLength(97);
  expect(listed?.policy?.content).toEqual({ kind: "text", text: "preset: balanced\n" });
  const [organization, empty, ...others] = [...(listed?.repositories ?? [])].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  expect(organization?.branch).toMatchObject({ name: "main", policyFiles: { isOrganization: true } });
  expect(empty?.branch).toBe(null);
  expect(others.every(({ branch }) => branch !== null && branch !== "denied")).toBe(true);
});

test.each([
  ["nobody", null],
  ["maria", "maria"],
])("knows whether there is a %s", async (name, login) => {
  const listed = await read(name);
  expect(listed?.login ?? null).toBe(login);
  if (listed) expect(listed.isOrganization).toBe(false);
});

test("asks for less at a time where GitHub does not get it done, and goes on where it was", async () => {
  for (let i = 0; i < 4; i++) github.failNext({ operation: "graphql query NoPickleOwner", status: 502 });
  const first = github.requests.length;
  expect((await read("acme"))?.repositories).toHaveLength(97);
  // Four in vain, then ten at a time.
  expect(github.requests.slice(first).map(({ status }) => status)).toEqual([
    ...Array.from({ length: 4 }, () => 502),
    ...Array.from({ length: 10 }, () => 200),
  ]);
});

test.each([
  ["what it is told", 403, { "retry-after": "7" }, 7000],
  ["a minute where it is told nothing", 429, {}, 60_000],
])("waits for a rate limit: %s", async (_, status, headers, ms) => {
  github.failNext({ operation: "graphql query NoPickleOwner", status, headers });
  waits.length = 0;
  expect((await read("acme"))?.repositories).toHaveLength(97);
  expect(waits).toEqual([-1, ms]);
});

test("of a repository whose branch is denied says so, and of one that is denied that it is there", async () => {
  const denied = (path: readonly string[]) => ({
    operation: "graphql query NoPickleOwner",
    status: 200,
    withoutField: { path: ["repositoryOwner", "repositories", "nodes", ...path], type: "FORBIDDEN" },
  });
  github.failNext(denied(["2", "defaultBranchRef"]));
  expect((await read("acme"))?.repositories[2]?.branch).toBe("denied");
  github.failNext(denied(["2"]));
  const listed = await read("acme");
  expect([listed?.repositories.length, listed?.unseen]).toEqual([96, 1]);
});
