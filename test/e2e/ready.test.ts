import { generateKeyPairSync } from "node:crypto";

import { afterAll, beforeAll, expect, inject, test } from "vitest";

import { manifestPermissions, startApp } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import { startPostgres } from "../support/postgres/server.js";

let github: GitHubStandIn;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
});
afterAll(() => github.stop());

async function ready(url: string): Promise<string> {
  const response = await fetch(`${url}/readyz`);
  return `${String(response.status)} ${(await response.text()).trim()}`;
}

test("a server whose key GitHub refuses lives, and says that it is not ready", async () => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const app = await startApp(github, { PRIVATE_KEY: privateKey });
  expect(await ready(app.url)).toBe("503 GitHub refuses the credentials of the App");
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  expect(await app.stop()).toBe(0);
});

test.skipIf(inject("postgresUrl") === null)(
  "a server whose database goes away says so, lives, and ends when asked to",
  async () => {
    const postgres = await startPostgres();
    if (!postgres) throw new Error("there was one a moment ago");
    const app = await startApp(github, { DATABASE_URL: postgres.url });
    expect(await ready(app.url)).toBe("200 ready");
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/^no_pickle_jobs\{state="waiting"\} 0$/m);
    await postgres.stop();
    expect(await ready(app.url)).toBe("503 the queue does not answer");
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    expect(await app.stop()).toBe(0);
  },
);
