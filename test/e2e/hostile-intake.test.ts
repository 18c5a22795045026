import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { MAX_BODY_BYTES } from "../../src/server/body-room.js";
import { manifestPermissions, startApp, type AppProcess } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";

const PATH = "/api/github/webhooks";
const MEGABYTE = 1 << 20;

let github: GitHubStandIn;
let app: AppProcess;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
  github.isListed = false;
  app = await startApp(github);
});
afterAll(async () => {
  expect(await app.stop()).toBe(0);
  await github.stop();
});

interface Sent {
  readonly id?: string;
  readonly event?: string;
  readonly signature?: string | string[];
}

/** Sends bytes, signed unless the signature is given. Resolves to the status. */
function send(
  body: string | Buffer,
  { id = randomUUID(), event = "ping", signature }: Sent = {},
): Promise<number> {
  const right = `sha256=${createHmac("sha256", github.app.webhookSecret).update(body).digest("hex")}`;
  return new Promise((resolve, reject) => {
    const outgoing = request(`${app.url}${PATH}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "x-github-event": event,
        "x-github-delivery": id,
        "x-hub-signature-256": signature ?? right,
      },
    });
    outgoing.on("response", (response) => {
      resolve(response.statusCode ?? 0);
      outgoing.destroy();
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      // Cut off before the answer could be read: what was answered is in the log.
      if (Buffer.byteLength(body) > MAX_BODY_BYTES && ["EPIPE", "ECONNRESET"].includes(error.code ?? ""))
        resolve(413);
      else reject(error);
    });
    outgoing.end(body);
  });
}

const linesOf = (id: string): string[] =>
  app
    .log()
    .split("\n")
    .filter((line) => line.includes(id));

const residentMegabytes = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(app.pid)}/status`, "utf8"))?.[1]) / 1024;

const right = (body: string): string =>
  `sha256=${createHmac("sha256", github.app.webhookSecret).update(body).digest("hex")}`;

describe("what strangers send", () => {
  test.each<[number, string, () => string | Buffer, (() => Sent)?]>([
    [413, "a body of 60 MB", () => Buffer.alloc(60 * MEGABYTE, "a")],
    [401, "no signature", () => "{}", () => ({ signature: [] })],
    [401, "a wrong signature", () => "{}", () => ({ signature: `sha256=${"0".repeat(64)}` })],
    [401, "a signature twice", () => "{}", () => ({ signature: [right("{}"), right("{}")] })],
    [
      401,
      "a right one among wrong ones",
      () => "{}",
      () => ({ signature: [`sha256=${"0".repeat(64)}`, right("{}")] }),
    ],
    [400, "truncated JSON", () => '{"action":"opened"'],
    [400, "JSON that is 100,000 levels deep", () => `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    [400, "JSON that is never closed", () => "[".repeat(10 * MEGABYTE)],
    [202, "brackets in a text", () => `{"a":"${'[{\\"'.repeat(1000)}"}`],
    [202, "an event that nobody knows", () => "{}", () => ({ event: "no_such_event" })],
    [
      202,
      "a known event with nonsense in it",
      () => '{"action":{"a":1},"repository":7}',
      () => ({ event: "pull_request" }),
    ],
  ])("is answered %i in one line of the log: %s", async (status, _, body, more) => {
    const id = randomUUID();
    expect(await send(body(), { id, ...more?.() })).toBe(status);
    expect(JSON.parse(await app.logged(id))).toMatchObject({ msg: "webhook", status });
    expect(linesOf(id)).toHaveLength(1);
  });

  test("is taken once, however often it is replayed", async () => {
    const repository = github.createRepository("acme", "replayed");
    repository.git.commit("main", { "a.txt": "x\n" });
    repository.git.commit("feature", { "a.py": "import json\n" }, "main");
    const pull = github.openPull(repository, "feature");
    const payload = JSON.stringify({
      action: "opened",
      pull_request: { number: pull.number },
      repository: { name: "replayed", owner: { login: "acme" } },
      installation: { id: github.app.installationId },
    });
    const id = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => send(payload, { id, event: "pull_request" })),
    );
    expect(new Set(answers)).toEqual(new Set([202]));
    expect((await app.outcome(id)).msg).toBe("reviewed");
    expect(await send(payload, { id, event: "pull_request" })).toBe(202);
    expect(app.log().match(new RegExp(`"deliveryId":"${id}".*"reviewed"`, "g"))).toHaveLength(1);
  });

  test("leaves memory flat", async () => {
    const large = Buffer.alloc(20 * MEGABYTE, "a");
    // The lowest, since V8 lets 64 MB of buffers become garbage before it collects them.
    const lowestInFlood = async (): Promise<number> => {
      const resident: number[] = [];
      for (let i = 0; i < 6; i++) {
        expect(await send(large, { signature: "sha256=00" })).toBe(401);
        resident.push(residentMegabytes());
        expect(await send(Buffer.alloc(60 * MEGABYTE, "a"))).toBe(413);
        resident.push(residentMegabytes());
      }
      return Math.min(...resident);
    };
    await lowestInFlood();
    const before = await lowestInFlood();
    await lowestInFlood();
    expect((await lowestInFlood()) - before).toBeLessThan(60);
  });

  test("slowly keeps nobody waiting, and is cut off", async () => {
    const { port } = new URL(app.url);
    const dawdlers = Array.from({ length: 300 }, (_, i) => {
      const socket = connect(Number(port), "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write(
        `POST ${PATH} HTTP/1.1\r\nhost: x\r\n${i % 2 === 0 ? "x-a: " : "content-length: 5000\r\n\r\n{"}`,
      );
      return socket;
    });
    const headersOnly = dawdlers.filter((_, i) => i % 2 === 0);
    const said = headersOnly.map((socket) => once(socket, "data"));
    const began = performance.now();
    expect(await send("{}")).toBe(202);
    expect(performance.now() - began).toBeLessThan(1000);
    for (const [chunk] of (await Promise.all(said)) as [Buffer][])
      expect(chunk.toString("latin1")).toMatch(/^HTTP\/1\.1 408 /);
    for (const socket of dawdlers) socket.destroy();
  });
});
