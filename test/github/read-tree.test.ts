import { afterAll, beforeAll, expect, test } from "vitest";

import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { readTree, type TreeTexts } from "../../src/github/read-tree.js";
import { createTreeMemory } from "../../src/github/tree-memory.js";
import { clientWithToken } from "../../src/cli/ask-github.js";
import type { Io } from "../../src/cli/io.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredRepository } from "../support/github/state.js";

let github: GitHubStandIn;
let repository: StoredRepository;

beforeAll(async () => {
  github = await GitHubStandIn.start({ contents: "read", metadata: "read" });
  repository = github.createRepository("acme", "tree");
  repository.git.commit("main", {
    "a.py": "import pickle\n",
    "b.py": "x = 1\n".repeat(100),
    "c.py": "y = 1\n",
    "link.py": { linkTo: "a.py" },
    "node_modules/d.py": "import pickle\n",
    "vendored/e.py": "import pickle\n",
    run: "#!/usr/bin/env python\nimport pickle\n",
    text: "nothing\n",
    "conf.yml": "a: 1\n",
    "picture.png": "x",
    "requirements.txt": "torch>=2.6\n",
    "sub/requirements.txt": "torch>=1.0\n",
    ".github/CODEOWNERS": "* @acme/all\n",
    "m.pkl": Buffer.from("\x80\x04N.", "latin1"),
  });
});

afterAll(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

const memory = createTreeMemory();

async function read(limits?: { files: number; bytes: number }, from = memory): Promise<TreeTexts> {
  const io = { version: "0" } as Io;
  const client = clientWithToken(io, github.userToken("maria"), `http://${github.host}/api/v3`);
  const commit = repository.git.head("main");
  const policy = { ...DEFAULT_POLICY, ignore: ["vendored/**"] };
  return readTree(client, { owner: "acme", repo: "tree", commit }, policy, from, limits);
}

const paths = ({ files }: TreeTexts) => files.map(({ path }) => path);
const left = ({ notScanned }: TreeTexts) => notScanned.map(({ path }) => path);

test("what a scan would look at is read, code first, and of the rest it is told what was not", async () => {
  const texts = await read();
  expect(paths(texts)).toEqual(["a.py", "b.py", "c.py", "conf.yml", "run"]);
  expect(left(texts)).toEqual(["m.pkl"]);
  expect([...texts.manifests.keys()]).toEqual(["requirements.txt"]);
  expect(texts.codeowners).toBe("* @acme/all\n");
});

test.each([
  [{ files: 2, bytes: 1e6 }, ["a.py", "b.py"], ["m.pkl", "c.py", "conf.yml", "run", "text"]],
  [{ files: 100, bytes: 40 }, ["a.py", "c.py", "conf.yml"], ["m.pkl", "b.py", "run"]],
])("within %j", async (limits, some, others) => {
  const texts = await read(limits);
  expect(paths(texts)).toEqual(some);
  expect(left(texts)).toEqual(others);
});

test("what was read before is not asked for again, unless it was forgotten", async () => {
  const asked = async (from = memory) => {
    const before = github.requests.length;
    await read(undefined, from);
    return github.requests.slice(before).map(({ name }) => name);
  };
  await read();
  expect(await asked()).toEqual(["GET /repos/{owner}/{repo}/git/trees/{tree_sha}"]);
  repository.git.commit("main", { "c.py": "z = 1\n" });
  expect(await asked()).toHaveLength(2);
  expect(await asked()).toHaveLength(1);
  const small = createTreeMemory(500);
  await read(undefined, small);
  expect(await asked(small)).toHaveLength(2);
});
