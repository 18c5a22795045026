import { afterAll, beforeAll, expect, test } from "vitest";

import { startApp, manifestPermissions, type AppProcess } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import type { StoredPull, StoredRepository } from "../support/github/state.js";
import { deliver, pullRequestEvent } from "../support/github/webhooks.js";
import { runCli } from "../support/run-cli.js";

const WORKFLOW =
  "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - shell: python\n        run: |\n          import yaml\n          yaml.unsafe_load(open('x'))\n";
const COMPOSE = "services:\n  a:\n    environment:\n      VLLM_ALLOW_INSECURE_SERIALIZATION: '1'\n";

let github: GitHubStandIn;
let app: AppProcess;
let repository: StoredRepository;
let pull: StoredPull;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
  app = await startApp(github);
  repository = github.createRepository("acme", "project");
  repository.git.commit("main", { "README.md": "hello\n" });
  repository.git.commit(
    "feature",
    {
      ".github/workflows/ci.yml": WORKFLOW,
      "compose.yaml": COMPOSE,
      "celery.json": '{\n  "task_serializer": "pickle"\n}\n',
      "bin/load": "#!/bin/sh\npython3 - <<'PY'\nimport pickle\npickle.load(f)\nPY\n",
    },
    "main",
  );
  pull = github.openPull(repository, "feature");
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  expect(await app.stop()).toBe(0);
  await github.stop();
});

test("what is no Python and decides is reviewed on its lines", async () => {
  expect(await deliver(github, app.url, pullRequestEvent(github, repository, pull, "opened"))).toBe(202);
  const sha = repository.git.head(pull.headRef);
  const check = await github.until(
    () => repository.checkRuns.find(({ headSha }) => headSha === sha),
    `a check on ${sha}`,
  );
  expect(check.conclusion).toBe("failure");
  const places = pull.threads.map(({ path, line }) => `${path}:${String(line)}`);
  expect(places.sort()).toEqual([
    ".github/workflows/ci.yml:9",
    "bin/load:4",
    "celery.json:2",
    "compose.yaml:4",
  ]);
  const bodies = pull.threads.map(({ comments }) => comments[0]?.body ?? "").join("\n");
  expect(bodies).toContain("```suggestion\n          yaml.safe_load(open('x'))\n```");
  expect(bodies).toContain('```suggestion\n  "task_serializer": "json"\n```');
});

test("the command says the same", async () => {
  const env = {
    GITHUB_TOKEN: github.userToken("maintainer"),
    GITHUB_API_URL: `http://${github.host}/api/v3`,
  };
  const { out } = await runCli(["review", "acme/project#1", "--format", "json"], { env });
  const { findings } = JSON.parse(out) as { findings: { path: string; line: number; level: string }[] };
  expect(
    findings.filter(({ level }) => level === "block").map(({ path, line }) => `${path}:${String(line)}`),
  ).toEqual([".github/workflows/ci.yml:9", "bin/load:3", "bin/load:4", "celery.json:2", "compose.yaml:4"]);
});
