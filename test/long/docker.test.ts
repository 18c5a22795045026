import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";

import { manifestEvents, manifestPermissions, startApp } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import { deliver, pullRequestEvent } from "../support/github/webhooks.js";
import { buildContext, instructionsOf, replayDockerfile } from "../support/replay-dockerfile.js";
import { UNSAFE } from "../support/world.js";

const ROOT = join(import.meta.dirname, "..", "..");
const DOCKERFILE = readFileSync(join(ROOT, "Dockerfile"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "no-pickle-image-"));
let image: ReturnType<typeof replayDockerfile>;

beforeAll(() => {
  const context = join(folder, "context");
  buildContext(ROOT, context);
  image = replayDockerfile(DOCKERFILE, context, folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("the image", () => {
  test("is built on an exact version of a base that package.json allows", () => {
    expect(instructionsOf(DOCKERFILE)[0]).toMatchObject({ name: "ARG" });
    expect(DOCKERFILE).toMatch(/^ARG BASE=node:22\.\d\d\.\d+-trixie-slim$/m);
    expect(DOCKERFILE.match(/^FROM .*$/gm)).toEqual(["FROM ${BASE} AS build", "FROM ${BASE}"]);
  });

  test("holds what production needs, and little else", () => {
    expect(readdirSync(join(image.root, "app")).sort()).toEqual(
      ["LICENSE", "app.yml", "dist", "node_modules", "package.json"].sort(),
    );
    const [size = ""] = execFileSync("du", ["-sm", join(image.root, "app")], { encoding: "utf8" }).split(
      "\t",
    );
    process.stdout.write(`the image has ${size} MB above its base\n`);
    expect(Number(size)).toBeLessThan(50);
  });

  test("serves, reviews a pull request, and ends by SIGTERM", async () => {
    const github = await GitHubStandIn.start(manifestPermissions(), manifestEvents());
    const repository = github.createRepository("acme", "project");
    repository.git.commit("main", { "README.md": "x\n" });
    repository.git.commit("feature", { "app.py": UNSAFE }, "main");
    const pull = github.openPull(repository, "feature");
    const { DATA_DIR = "", NODE_ENV = "" } = image.variables;
    const env = { NODE_ENV, DATA_DIR: join(image.root, DATA_DIR) };
    const app = await startApp(github, env, join(image.root, "app"));
    const event = pullRequestEvent(github, repository, pull, "opened");
    await deliver(github, app.url, event);
    expect(await app.outcome(event.id)).toMatchObject({ msg: "reviewed" });
    expect(github.checkOn(repository, repository.git.head("feature"))?.conclusion).toBe("failure");
    expect(pull.reviews).toHaveLength(1);
    expect(await app.stop()).toBe(0);
    expect(github.violations).toEqual([]);
    await github.stop();
  });

  test.each([["scan", "."], ["jobs", "list"], ["rules"]])("has the command: %s", (...args) => {
    const { status, stderr } = spawnSync(process.execPath, ["dist/cli.js", ...args], {
      cwd: join(image.root, "app"),
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", DATA_DIR: join(image.root, image.variables["DATA_DIR"] ?? "") },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

test("compose hands over secrets as files, and pins its images", () => {
  const compose = parse(readFileSync(join(ROOT, "compose.yaml"), "utf8")) as {
    readonly services: Record<
      string,
      { environment: Record<string, string>; secrets: string[]; image?: string }
    >;
    readonly secrets: Record<string, { file: string }>;
  };
  for (const { environment, secrets, image: name } of Object.values(compose.services)) {
    for (const [key, value] of Object.entries(environment)) {
      const isSecret = /KEY|SECRET|PASSWORD|DATABASE_URL/.test(key);
      if (isSecret) expect(secrets.map((secret) => `/run/secrets/${secret}`)).toContain(value);
    }
    for (const secret of secrets) expect(compose.secrets[secret]?.file).toMatch(/^\$\{\w+_FILE:-/);
    if (name !== undefined) expect(name).toMatch(/:\d+\.\d+$/);
  }
});
