import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";

import { Octokit } from "@octokit/rest";
import { pino } from "pino";
import * as v from "valibot";
import { parse } from "yaml";

import { API_VERSION } from "../github/client.js";
import { errorLine } from "../github/errors.js";
import { listen } from "../server/listen.js";
import {
  apiUrlOf,
  DATA_DIR,
  readPlace,
  SettingsError,
  withoutEmpty,
  type Environment,
} from "../server/settings.js";
import { createSetupServer, type CreatedApp } from "../server/setup-server.js";
import { openSite } from "../server/site-files.js";

/** The file that keeps the credentials of an App that was created by the setup pages. */
const FILE = "app.env";

const NAMES = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET", "WEBHOOK_SECRET_PATH"];

/** Whether the environment has none of the credentials. */
export function hasNoCredentials(env: Environment): boolean {
  const given = withoutEmpty(env);
  return NAMES.every((name) => given[name] === undefined);
}

/**
 * The environment; without credentials in it, those that an earlier setup has kept are added.
 * @throws SettingsError if they cannot be read
 */
export function withKeptCredentials(env: Environment): Environment {
  if (!hasNoCredentials(env)) return env;
  const file = join(folderOf(env), FILE);
  if (!existsSync(file)) return env;
  try {
    return { ...parseEnv(readFileSync(file, "utf8")), ...withoutEmpty(env) };
  } catch (error) {
    throw new SettingsError(`the credentials in ${file} cannot be read: ${errorLine(error)}`);
  }
}

function folderOf(env: Environment): string {
  return withoutEmpty(env)["DATA_DIR"] ?? DATA_DIR;
}

/** GitHub hands out the credentials only once, so the folder has to be writable before they are asked for. */
function prepare(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new SettingsError(`DATA_DIR ${folder} cannot be used: ${errorLine(error)}`);
  }
}

/**
 * Serves the pages that create the App, on the loopback interface whatever `HOST` says, until they have done so.
 * @param manifest the App as GitHub is to create it, in YAML: `app.yml`
 * @param print writes a line to the terminal
 * @returns the environment with the credentials
 * @throws SettingsError if the port or the folder cannot be had
 */
export async function setUp(
  env: Environment,
  manifest: string,
  print: (line: string) => void,
): Promise<Environment> {
  const { port, gheHost, gheProtocol } = readPlace(env);
  const octokit = new Octokit({
    baseUrl: apiUrlOf(gheHost, gheProtocol) ?? "https://api.github.com",
    // What goes wrong is shown on the page.
    log: pino({ level: "silent" }),
  });
  const folder = folderOf(env);
  prepare(folder);
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const server = createSetupServer({
    manifest: parse(manifest) as Record<string, unknown>,
    webUrl: gheHost === undefined ? "https://github.com" : `${gheProtocol}://${gheHost}`,
    complete: (code, address) => complete(octokit, code, { folder, address }),
    site: openSite(fileURLToPath(new URL("../site", import.meta.url))),
    onDone: finish,
  });
  await listen(server, { host: "127.0.0.1", port });
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  print("no-pickle has no credentials yet: APP_ID, PRIVATE_KEY and WEBHOOK_SECRET are not set.");
  print(`Create its GitHub App here, in a browser on this machine: ${url}`);
  print(`The credentials will be kept in ${join(folder, FILE)}, and the server then starts by itself.`);
  print("If there is an App already, set the three variables and start again; docs/operating.md lists them.");
  await finished;
  server.close();
  server.closeAllConnections();
  return withKeptCredentials(env);
}

const answerOfGitHub = v.object({
  id: v.number(),
  name: v.string(),
  html_url: v.string(),
  pem: v.string(),
  webhook_secret: v.string(),
});

/** Exchanges the code for the credentials; it is valid for an hour, and once. */
async function complete(
  octokit: Octokit,
  code: string,
  { folder, address }: { readonly folder: string; readonly address: string },
): Promise<CreatedApp> {
  const { data } = await octokit
    .request("POST /app-manifests/{code}/conversions", {
      code,
      headers: { "x-github-api-version": API_VERSION },
    })
    .catch((error: unknown) => {
      throw new Error(`GitHub did not hand out the credentials: ${errorLine(error)}`);
    });
  const app = v.parse(answerOfGitHub, data);
  const file = join(folder, FILE);
  const lines = {
    APP_ID: String(app.id),
    PRIVATE_KEY: Buffer.from(app.pem).toString("base64"),
    WEBHOOK_SECRET: app.webhook_secret,
    // Comments link to the rule pages there.
    ...(address === "" ? {} : { BASE_URL: address }),
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(file, text.join(""), { mode: 0o600 });
  return { name: app.name, url: app.html_url, file };
}
