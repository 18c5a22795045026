import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { manifestPermissions } from "../app-process.js";
import { GitHubStandIn } from "./stand-in.js";
import type { StoredRepository } from "./state.js";

const run = promisify(execFile);
let github: GitHubStandIn;
let repository: StoredRepository;
let folder: string;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
  repository = github.createRepository("acme", "private");
  repository.isPrivate = true;
  repository.git.commit("main", { "a.py": "x = 1\n" });
  repository.git.commit("main", { "b.py": "y = 1\n" });
  folder = mkdtempSync(join(tmpdir(), "no-pickle-clones-"));
});

afterAll(async () => {
  await github.stop();
  rmSync(folder, { recursive: true });
});

const git = (args: readonly string[], token: string | null) => {
  const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token ?? ""}`).toString("base64")}`;
  const env = {
    PATH: process.env["PATH"],
    GIT_CONFIG_COUNT: token === null ? "0" : "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: header,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
  };
  return run("git", args, { env });
};

const url = () => `http://${github.host}/acme/private.git`;

test("gives a clone without blobs and with one commit, and the blob that is asked for", async () => {
  const token = github.userToken("maria");
  const clone = join(folder, "one");
  await git(["clone", "-q", "--bare", "--depth", "1", "--filter=blob:none", url(), clone], token);
  const objects = await run("git", [
    "-C",
    clone,
    "cat-file",
    "--batch-all-objects",
    "--batch-check=%(objecttype)",
  ]);
  expect(objects.stdout.trim().split("\n").sort()).toEqual(["commit", "tree"]);
  expect((await git(["-C", clone, "cat-file", "blob", "HEAD:a.py"], token)).stdout).toBe("x = 1\n");
});

test.each([
  ["no token", null, /could not read Username/],
  ["a wrong one", "ghs_wrong", /could not read Username|Authentication failed/],
])("refuses a private repository with %s", async (_, token, why) => {
  await expect(git(["ls-remote", url()], token)).rejects.toThrow(why);
});

test("fails as it is told to", async () => {
  github.failNext({ operation: "git acme/private", status: 429 });
  await expect(git(["ls-remote", url()], github.userToken("maria"))).rejects.toThrow(/returned error: 429/);
  repository.hiddenFrom.add("otto");
  await expect(git(["ls-remote", url()], github.userToken("otto"))).rejects.toThrow(/not found/);
});
