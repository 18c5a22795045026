import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { clonePart, type PartialClone } from "../../src/cli/partial-clone.js";
import { manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredRepository } from "../support/github/state.js";

let github: GitHubStandIn;
let repository: StoredRepository;
let folder: string;
let commit: string;
let clones = 0;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
  repository = github.createRepository("acme", "one");
  commit = repository.git.commit("main", { "a.py": "x = 1\n", "data.bin": Buffer.alloc(5000, "abcdefg") });
  folder = mkdtempSync(join(tmpdir(), "no-pickle-fetch-"));
});

afterAll(async () => {
  await github.stop();
  rmSync(folder, { recursive: true });
});

const env = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null" };

function clone(
  url = `http://${github.host}/acme/one.git`,
  { maxBytes = 1e6, signal = new AbortController().signal, since = null as string | null } = {},
): Promise<PartialClone> {
  const dir = join(folder, String(++clones));
  return clonePart(dir, { url, commit, since }, { env, signal, maxBytes });
}

test.each([[null], ["2020-01-01"], ["2030-01-01"]])(
  "a clone since %s has its folders, and files on demand",
  async (since) => {
    const { git, fetchTrees, fetchBlobs } = await clone(undefined, { since });
    await fetchTrees([commit]);
    const listed = async (): Promise<string[]> =>
      (await git.run(["cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"]))
        .toString()
        .trim()
        .split("\n");
    expect((await listed()).sort()).toEqual(["commit", "tree"]);
    const blob = (await git.run(["rev-parse", `${commit}:a.py`])).toString().trim();
    const nowhere = "0123456789012345678901234567890123456789";
    expect([...(await fetchBlobs([nowhere, blob]))]).toEqual([nowhere]);
    expect((await git.run(["cat-file", "blob", blob])).toString()).toBe("x = 1\n");
  },
);

test.each<[string, () => Promise<unknown>, { kind: string; message: unknown }]>([
  [
    "brings more than it may",
    () => clone(undefined, { maxBytes: 10 }),
    { kind: "too-large", message: "there is too much to fetch" },
  ],
  [
    "finds no repository",
    () => clone(`http://${github.host}/acme/two.git`),
    { kind: "final", message: expect.stringMatching(/^git does not find it/) },
  ],
  [
    "goes to where nobody listens",
    () => clone("http://127.0.0.1:1/acme/one.git"),
    { kind: "passing", message: expect.stringMatching(/Failed to connect|refused/) },
  ],
])("a fetch that %s says so", async (_, run, failure) => {
  await expect(run()).rejects.toMatchObject(failure);
});

test("a fetch that is told to stop does", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const end = new AbortController();
  silent.on("request", () => {
    end.abort();
  });
  const url = `http://127.0.0.1:${String((silent.address() as AddressInfo).port)}/acme/one.git`;
  await expect(clone(url, { signal: end.signal })).rejects.toMatchObject({
    kind: "final",
    message: "it takes too long to fetch",
  });
  silent.closeAllConnections();
  silent.close();
});
