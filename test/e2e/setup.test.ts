import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { manifestEvents, manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const MAIN = join(import.meta.dirname, "..", "..", "dist", "main.js");

let github: GitHubStandIn;
let folder: string;
let server: ChildProcess;
let printed = "";
let url: string;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions(), manifestEvents());
});
afterAll(() => github.stop());

beforeEach(async () => {
  folder = join(temporaryFolder("setup"), "data");
  // HOST is for the server that has credentials.
  const env = { PORT: "0", HOST: "0.0.0.0", DATA_DIR: folder, GHE_HOST: github.host, GHE_PROTOCOL: "http" };
  printed = "";
  server = spawn(process.execPath, [MAIN], { env, stdio: ["ignore", "pipe", "inherit"] });
  server.stdout?.on("data", (chunk: Buffer) => (printed += chunk.toString("utf8")));
  url = await printedMatch(/http:\/\/127\.0\.0\.1:\d+/);
});
afterEach(async () => {
  if (server.exitCode !== null) return;
  server.kill("SIGTERM");
  await once(server, "exit");
});

async function printedMatch(pattern: RegExp): Promise<string> {
  for (;;) {
    const [found] = pattern.exec(printed) ?? [];
    if (found !== undefined) return found;
    if (!server.stdout) throw new Error("no output");
    await once(server.stdout, "data");
  }
}

/** Where GitHub would be sent from the page of these answers, and with what. */
async function submit(answers: Record<string, string>) {
  const text = await (await fetch(`${url}/create?${new URLSearchParams(answers).toString()}`)).text();
  const unescaped = (value: string | undefined): string =>
    (value ?? "").replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll("&#39;", "'");
  return {
    action: new URL(unescaped(/method="post" action="([^"]*)"/.exec(text)?.[1])),
    manifest: JSON.parse(unescaped(/name="manifest" value="([^"]*)"/.exec(text)?.[1])) as Record<
      string,
      unknown
    >,
  };
}

const ANSWERS = { name: "our no-pickle", url: "https://np.example.com/", organization: "acme" };

test("without credentials four lines say what is missing, and nothing else is served", async () => {
  await printedMatch(/^(?:.+\n){4}/);
  expect(printed.trimEnd().split("\n")).toHaveLength(4);
  expect(printed).toContain("APP_ID, PRIVATE_KEY and WEBHOOK_SECRET are not set");
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  expect((await fetch(`${url}/api/github/webhooks`, { method: "POST" })).status).toBe(503);
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  expect((await fetch(url, { method: "POST" })).status).toBe(405);
  const page = await fetch(url);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await page.text()).toContain("Set up no-pickle");
  expect(server.kill("SIGTERM")).toBe(true);
});

test("the manifest has what app.yml asks for, and comes back here", async () => {
  const { action, manifest } = await submit(ANSWERS);
  expect(action.host).toBe(github.host);
  expect(action.pathname).toBe("/organizations/acme/settings/apps/new");
  expect(manifest).toMatchObject({
    name: "our no-pickle",
    public: false,
    hook_attributes: { url: "https://np.example.com/api/github/webhooks", active: true },
    redirect_url: `${url}/created`,
    default_permissions: manifestPermissions(),
    default_events: manifestEvents(),
  });
  expect((await submit({ ...ANSWERS, organization: "" })).action.pathname).toBe("/settings/apps/new");
});

test.each([
  ["no name", { name: "" }],
  ["a long name", { name: "x".repeat(35) }],
  ["no address", { url: "np" }],
  ["an address that runs", { url: "javascript:alert(1)" }],
  ["a strange organization", { organization: '"><script>' }],
])("%s is asked for again, escaped", async (_, wrong) => {
  const query = new URLSearchParams({ ...ANSWERS, ...wrong }).toString();
  const response = await fetch(`${url}/create?${query}`);
  expect(response.status).toBe(400);
  const text = await response.text();
  expect(text).toContain('class="problem"');
  expect(text).not.toContain("<script");
});

test("the answer of GitHub is taken with our state only, once, and the server starts to work", async () => {
  const { action } = await submit(ANSWERS);
  const state = action.searchParams.get("state") ?? "";
  github.manifestCodes.add("good");
  expect((await fetch(`${url}/created?code=good&state=guessed`)).status).toBe(400);
  const refused = await fetch(`${url}/created?code=bad&state=${state}`);
  expect(refused.status).toBe(502);
  expect(await refused.text()).toContain("GitHub did not hand out the credentials: 404 Not Found");
  expect(existsSync(join(folder, "app.env"))).toBe(false);
  const done = await fetch(`${url}/created?code=good&state=${state}`);
  expect(await done.text()).toContain(`http://${github.host}/apps/${github.app.slug}/installations/new`);
  await printedMatch(/"reconciled"/);
  const port = /"port":(\d+)/.exec(printed)?.[1] ?? "";
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  expect(statSync(join(folder, "app.env")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, "app.env"), "utf8")).toContain(`APP_ID=${String(github.app.id)}\n`);
  // Where it said it would be: comments link to the rule pages there.
  expect(readFileSync(join(folder, "app.env"), "utf8")).toMatch(/^BASE_URL=https:\/\//m);
  expect(printed).not.toContain(github.app.webhookSecret);
  // The next start needs no page.
  server.kill("SIGTERM");
  await once(server, "exit");
  expect(github.violations).toEqual([]);
});

test("an address without sense is answered, not fatal", async () => {
  for (const path of ["//", "//[", "/%", "/created?code=%E0%A4%A"]) {
    const outgoing = request(url, { path }).end();
    const [response] = (await once(outgoing, "response")) as [{ statusCode: number }];
    expect(response.statusCode).toBeLessThan(500);
  }
  expect((await fetch(url)).status).toBe(200);
});

test("credentials that cannot be kept, or read, are one clear line before GitHub hands any out", () => {
  const file = join(temporaryFolder("setup"), "file");
  writeFileSync(file, "");
  const start = (DATA_DIR: string) =>
    spawnSync(process.execPath, [MAIN], { env: { DATA_DIR, PORT: "0" }, encoding: "utf8", timeout: 20_000 });
  const kept = start(join(file, "data"));
  expect({ status: kept.status, out: kept.stdout }).toEqual({ status: 78, out: "" });
  expect(kept.stderr).toMatch(/^no-pickle: DATA_DIR \S+ cannot be used: ENOTDIR[^\n]*\n$/);
  mkdirSync(join(folder, "app.env"), { recursive: true });
  const read = start(folder);
  expect({ status: read.status, out: read.stdout }).toEqual({ status: 78, out: "" });
  expect(read.stderr).toMatch(/^no-pickle: the credentials in \S+app\.env cannot be read: EISDIR[^\n]*\n$/);
});

test("a page elsewhere whose name points here is refused", async () => {
  const outgoing = request(url, { headers: { host: "evil.example.com" } }).end();
  const [response] = (await once(outgoing, "response")) as [{ statusCode: number }];
  expect(response.statusCode).toBe(403);
});
