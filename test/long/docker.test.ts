import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
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

/** The version of Node that the base is of. */
const [, NODE = ""] = /^ARG BASE=node:([\d.]+)-/m.exec(DOCKERFILE) ?? [];
const compose = parse(readFileSync(join(ROOT, "compose.yaml"), "utf8")) as {
  readonly services: Record<
    string,
    { environment: Record<string, string>; secrets: string[]; image?: string; volumes: string[] }
  >;
  readonly secrets: Record<string, { file: string }>;
};
const isRoot = process.getuid?.() === 0;

beforeAll(() => {
  const context = join(folder, "context");
  buildContext(ROOT, context);
  const name = `node-${process.platform}-${process.arch}`;
  const place = join(folder, "node");
  execFileSync("npm", ["install", "--prefix", place, "--no-audit", "--no-fund", `${name}@${NODE}`], {
    stdio: "pipe",
  });
  const started = Date.now();
  image = replayDockerfile(DOCKERFILE, context, folder, join(place, "node_modules", name, "bin"));
  process.stdout.write(`the image is replayed in ${String(Date.now() - started)} ms\n`);
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
    const operating = readFileSync(join(ROOT, "docs", "operating.md"), "utf8");
    const said = Number(/some (\d+) MB above its base/.exec(operating)?.[1]);
    expect(Math.abs(Number(size) / said - 1)).toBeLessThan(0.2);
  });

  test("serves, reviews a pull request, and ends by SIGTERM", async () => {
    const github = await GitHubStandIn.start(manifestPermissions(), manifestEvents());
    const repository = github.createRepository("acme", "project");
    repository.git.commit("main", { "README.md": "x\n" });
    repository.git.commit("feature", { "app.py": UNSAFE }, "main");
    const pull = github.openPull(repository, "feature");
    const app = await startApp(github, asComposeSays(github), {
      command: ["env", ...image.command],
      cwd: join(image.root, image.workdir),
      uid: isRoot ? USER : undefined,
    });
    const { port } = new URL(app.url);
    expect(healthOf(port)).toBe(0);
    const event = pullRequestEvent(github, repository, pull, "opened");
    await deliver(github, app.url, event);
    expect(await app.outcome(event.id)).toMatchObject({ msg: "reviewed" });
    expect(github.checkOn(repository, repository.git.head("feature"))?.conclusion).toBe("failure");
    expect(pull.reviews).toHaveLength(1);
    expect(await app.stop()).toBe(0);
    expect(healthOf(port)).toBe(1);
    expect(github.violations).toEqual([]);
    await github.stop();
  });

  test("keeps its jobs in the volume, and is not run as root", () => {
    expect(image.user).toBe("node");
    expect(image.volumes).toEqual([image.variables["DATA_DIR"]]);
    expect(compose.services["app"]?.volumes).toEqual([`data:${image.volumes[0] ?? ""}`]);
    expect(readdirSync(join(image.root, image.volumes[0] ?? "")).length).toBeGreaterThan(0);
  });

  test.each([["scan", "."], ["jobs", "list"], ["rules"]])("has the command: %s", (...args) => {
    const DATA_DIR = join(image.root, image.variables["DATA_DIR"] ?? "");
    const { status, stderr } = spawnSync("env", ["node", "dist/cli.js", ...args], {
      cwd: join(image.root, image.workdir),
      encoding: "utf8",
      env: { PATH: image.path, DATA_DIR },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

/** The number of the user `node` of the base. */
const USER = 1000;

/** The environment that compose gives the container; its secrets are files here. Without GHE_HOST there would be no stand-in. */
function asComposeSays(github: GitHubStandIn): Record<string, string> {
  const secrets = join(folder, "secrets");
  mkdirSync(secrets);
  const texts: Readonly<Record<string, string>> = {
    private_key: github.app.privateKey,
    webhook_secret: `${github.app.webhookSecret}\n`,
    database_url: "",
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(secrets, name), text);
  const given = Object.entries(compose.services["app"]?.environment ?? {}).map(([name, text]) => {
    const value = text.replace(/\$\{\w+:-(.*?)\}/, "$1").replace(/^\/run\/secrets/, secrets);
    return [name, name === "APP_ID" ? String(github.app.id) : value] as const;
  });
  const data = join(image.root, image.variables["DATA_DIR"] ?? "");
  // What compose does with the volume, and a container with its own network.
  if (isRoot) {
    chmodSync(folder, 0o755);
    chownSync(data, USER, USER);
  }
  return {
    ...image.variables,
    ...Object.fromEntries(given),
    ...{ GHE_HOST: github.host, HOST: "127.0.0.1", PORT: "0" },
    ...{ DATA_DIR: data, PATH: image.path, PRIVATE_KEY: "", WEBHOOK_SECRET: "" },
  };
}

function healthOf(port: string): number | null {
  const [file = "", ...args] = image.health;
  return spawnSync("env", [file, ...args], { env: { PATH: image.path, PORT: port }, timeout: 5000 }).status;
}

test("compose hands over secrets as files, and pins its images", () => {
  for (const { environment, secrets, image: name } of Object.values(compose.services)) {
    for (const [key, value] of Object.entries(environment)) {
      const isSecret = /KEY|SECRET|PASSWORD|DATABASE_URL/.test(key);
      if (isSecret) expect(secrets.map((secret) => `/run/secrets/${secret}`)).toContain(value);
    }
    for (const secret of secrets) expect(compose.secrets[secret]?.file).toMatch(/^\$\{\w+_FILE:-/);
    if (name !== undefined) expect(name).toMatch(/:\d+\.\d+$/);
  }
});
