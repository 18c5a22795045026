import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createFront, WEBHOOK_PATH } from "../../src/server/http-server.js";
import type { Delivery } from "../../src/server/intake.js";
import { openSite } from "../../src/server/site-files.js";
import { writePages } from "../../site/build-site.js";
import { MAX_BODY_BYTES } from "../../src/server/body-room.js";
import { RULES } from "../../src/rules/registry.js";

let server: Server;
let url: string;
let accepted: Delivery[];
let answers: number[];
let open: boolean;
let failing: boolean;
const folder = mkdtempSync(join(tmpdir(), "no-pickle-site-"));

beforeAll(() => {
  writePages(folder, "/", { playground: "/p.js", modules: [], engine: "/e.js", search: "/s.js" });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  accepted = [];
  answers = [];
  open = true;
  failing = false;
  server = createFront({
    secrets: ["old", "new"],
    isOpen: () => open,
    accept: (delivery) => {
      accepted.push(delivery);
      return failing ? Promise.reject(new Error("full")) : Promise.resolve();
    },
    onAnswer: (status) => answers.push(status),
    notReady: () => Promise.resolve(open ? null : "shutting down"),
    metrics: () => Promise.resolve("metric 1\n"),
    site: openSite(folder),
    onError: (error) => {
      throw error;
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function post(
  body: string | Buffer,
  headers: Record<string, string> = {},
  secret = "new",
): Promise<Response> {
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return fetch(`${url}${WEBHOOK_PATH}`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": "ping",
      "x-github-delivery": "1",
      "x-hub-signature-256": `sha256=${signature}`,
      ...headers,
    },
  });
}

describe("a webhook", () => {
  test.each(["old", "new"])("signed with the %s secret is accepted", async (secret) => {
    expect((await post('{"zen":"é"}', {}, secret)).status).toBe(202);
    expect(accepted).toEqual([{ id: "1", name: "ping", payload: { zen: "é" } }]);
  });

  test.each<[number, string, () => Promise<Response>]>([
    [401, "another secret", () => post("{}", {}, "other")],
    [401, "no signature", () => post("{}", { "x-hub-signature-256": "" })],
    [401, "a signature of another kind", () => post("{}", { "x-hub-signature-256": "sha1=abc" })],
    [401, "bad JSON with a bad signature", () => post("{", {}, "other")],
    [400, "bad JSON", () => post("{")],
    [400, "no object", () => post("[]")],
    [400, "no event", () => post("{}", { "x-github-event": "" })],
    [415, "a form", () => post("{}", { "content-type": "application/x-www-form-urlencoded" })],
    [413, "too large", () => post(Buffer.alloc(MAX_BODY_BYTES + 1, "a"))],
  ])("is answered %i: %s", async (status, _, send) => {
    expect((await send()).status).toBe(status);
    expect(accepted).toEqual([]);
    expect(answers).toEqual([status]);
  });

  test("that is too large without saying so is cut off", async () => {
    const outgoing = request(`${url}${WEBHOOK_PATH}`, {
      method: "POST",
      headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
    });
    outgoing.on("error", () => undefined);
    const chunk = Buffer.alloc(1 << 20, "a");
    for (let i = 0; i < 27; i++) outgoing.write(chunk);
    const [response] = (await once(outgoing, "response")) as [{ statusCode: number }];
    outgoing.destroy();
    expect(response.statusCode).toBe(413);
  });

  test("is refused while the process stops, and when the queue fails", async () => {
    failing = true;
    expect((await post("{}")).status).toBe(503);
    open = false;
    expect((await post("{}")).status).toBe(503);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test("comes by POST", async () => {
    expect((await fetch(`${url}${WEBHOOK_PATH}`)).status).toBe(405);
  });
});

describe("pages", () => {
  test.each([
    "/healthz",
    "/readyz",
    "/metrics",
    "/",
    "/rules",
    "/rules/",
    "/docs/policy",
    ...RULES.map(({ meta }) => `/rules/${meta.id}`),
  ])("%s", async (path) => {
    const response = await fetch(`${url}${path}`);
    expect(response.status).toBe(200);
    expect(await response.text()).not.toBe("");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test.each(["/rules/none", "/rules/../x", "/rules//", "/%2e%2e/package.json", "/probot"])(
    "%s is not there",
    async (path) => {
      expect((await fetch(`${url}${path}`)).status).toBe(404);
    },
  );

  test("a rule's page says what its meta says, escaped", async () => {
    const text = await (await fetch(`${url}/rules/restricted-unpickler`)).text();
    expect(text).toContain("An unpickler that restricts too little");
    expect(text).toContain("&quot;os&quot;");
  });

  test("are sent packed to who takes it, and once to who has them", async () => {
    const first = await fetch(`${url}/rules/`, { headers: { "accept-encoding": "br" } });
    expect(first.headers.get("content-encoding")).toBe("br");
    expect(await first.text()).toMatch(/^<!doctype html>/);
    const again = await fetch(`${url}/rules/`, {
      headers: { "if-none-match": first.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
  });

  test("are not there where the site was not built", async () => {
    const none = openSite(join(folder, "nothing"));
    await expect(none.send("/", null as never, null as never)).resolves.toBe(false);
  });
});
