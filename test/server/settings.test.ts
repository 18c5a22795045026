import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { readSettings } from "../../src/server/settings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const GOOD = { APP_ID: "1", PRIVATE_KEY: privateKey, WEBHOOK_SECRET: "a, b" };

describe("settings", () => {
  test("have defaults", () => {
    expect(readSettings(GOOD)).toMatchObject({
      appId: 1,
      webhookSecrets: ["a", "b"],
      port: 3000,
      host: "0.0.0.0",
      apiUrl: null,
      workerConcurrency: 4,
      logLevel: "info",
      baseUrl: null,
    });
  });

  test("take a key as PEM, escaped or in base64", () => {
    for (const key of [
      privateKey,
      privateKey.replaceAll("\n", "\\n"),
      Buffer.from(privateKey).toString("base64"),
    ]) {
      expect(readSettings({ ...GOOD, PRIVATE_KEY: key }).privateKey).toBe(privateKey);
    }
  });

  test("name the server of GitHub Enterprise", () => {
    expect(readSettings({ ...GOOD, GHE_HOST: "ghe.example.com" }).apiUrl).toBe(
      "https://ghe.example.com/api/v3",
    );
  });

  test("may stand in files, of which an empty one is none", () => {
    const folder = temporaryFolder("settings");
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const { webhookSecrets, databaseUrl } = readSettings({
      ...GOOD,
      WEBHOOK_SECRET: "",
      WEBHOOK_SECRET_PATH: file("secret", "old,new\n"),
      DATABASE_URL_PATH: file("url", ""),
    });
    expect({ webhookSecrets, databaseUrl }).toEqual({ webhookSecrets: ["old", "new"], databaseUrl: null });
    expect(readSettings({ ...GOOD, WEBHOOK_SECRET_PATH: "/nope" }).webhookSecrets).toEqual(["a", "b"]);
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ WEBHOOK_SECRET: "", WEBHOOK_SECRET_PATH: "/nope" }, /^WEBHOOK_SECRET_PATH cannot be read: .nope/],
    [{ APP_ID: "" }, /^APP_ID is not set/],
    [{ APP_ID: "x" }, /^APP_ID must be the number/],
    [{ PRIVATE_KEY: "" }, /^PRIVATE_KEY is not set/],
    [{ PRIVATE_KEY: "x" }, /^PRIVATE_KEY holds no private key/],
    [{ PRIVATE_KEY: "", PRIVATE_KEY_PATH: "/nope" }, /^PRIVATE_KEY_PATH cannot be read/],
    [{ WEBHOOK_SECRET: "" }, /^WEBHOOK_SECRET is not set/],
    [{ WEBHOOK_SECRET: " , " }, /^WEBHOOK_SECRET is empty/],
    [{ PORT: "http" }, /^PORT must be a whole number/],
    [{ PORT: "70000" }, /^PORT must be at most 65535/],
    [{ GHE_HOST: "https://x" }, /^GHE_HOST must be a host name/],
    [{ GHE_PROTOCOL: "ftp" }, /^GHE_PROTOCOL must be/],
    [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL must be one of/],
    [{ BASE_URL: "x" }, /^BASE_URL must be an address/],
    [{ WORKER_CONCURRENCY: "0" }, /^WORKER_CONCURRENCY must be at least 1/],
  ])("%j is refused", (change, message) => {
    expect(() => readSettings({ ...GOOD, ...change })).toThrow(message);
  });
});

test("a mistake ends the server with one line and exit code 78", () => {
  const main = join(import.meta.dirname, "..", "..", "dist", "main.js");
  const env = { APP_ID: "1", DATA_DIR: "/nonexistent" };
  const { status, stderr, stdout } = spawnSync(process.execPath, [main], {
    env,
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ status, stdout }).toEqual({ status: 78, stdout: "" });
  expect(stderr).toMatch(/^no-pickle: WEBHOOK_SECRET is not set[^\n]*\n$/);
});
