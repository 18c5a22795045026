import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";

import * as v from "valibot";

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings of the server process. */
export interface Settings {
  readonly appId: number;
  readonly privateKey: string;
  /** Any of these may have signed a webhook, so that a secret can be replaced without a gap. */
  readonly webhookSecrets: readonly string[];
  readonly port: number;
  readonly host: string;
  /** The API of a GitHub Enterprise Server; null for github.com. */
  readonly apiUrl: string | null;
  /** The folder that holds the jobs. */
  readonly dataDir: string;
  /** PostgreSQL instead of the folder; null for the folder. */
  readonly databaseUrl: string | null;
  readonly workerConcurrency: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Where people reach this server, for links to rule pages. */
  readonly baseUrl: string | null;
}

/** A setting that is missing or wrong; the message is one line that says which and what to do. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const whole = (fallback: number, least: number, most: number) =>
  v.pipe(
    v.optional(v.string(), String(fallback)),
    v.regex(/^\d+$/, "must be a whole number"),
    v.transform(Number),
    v.minValue(least, `must be at least ${String(least)}`),
    v.maxValue(most, `must be at most ${String(most)}`),
  );

const DATABASE = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^postgres(ql)?:\/\//, "must be an address such as postgres://user:password@host/database"),
  ),
);

/** The folder of the server's own files where none is set. */
export const DATA_DIR = "./data";

/** Where it listens, and which GitHub it is for. */
const place = {
  PORT: whole(3000, 0, 65535),
  HOST: v.optional(v.string(), "0.0.0.0"),
  GHE_HOST: v.optional(
    v.pipe(v.string(), v.regex(/^[\w.-]+(:\d+)?$/, "must be a host name, without https://")),
  ),
  GHE_PROTOCOL: v.optional(v.picklist(["https", "http"], "must be https or http"), "https"),
};

const schema = v.object({
  APP_ID: v.pipe(v.string(), v.regex(/^[1-9]\d*$/, "must be the number of the GitHub App")),
  PRIVATE_KEY: v.optional(v.string()),
  PRIVATE_KEY_PATH: v.optional(v.string()),
  WEBHOOK_SECRET: v.pipe(
    v.string(),
    v.transform((text) =>
      text
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    ),
    v.minLength(1, "is empty: the webhook secret of the GitHub App"),
  ),
  ...place,
  DATA_DIR: v.optional(v.string(), DATA_DIR),
  DATABASE_URL: DATABASE,
  WORKER_CONCURRENCY: whole(4, 1, 64),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`), "info"),
  BASE_URL: v.optional(v.pipe(v.string(), v.url("must be an address such as https://no-pickle.example.com"))),
});

/**
 * Reads the settings from the environment; an empty variable counts as not set.
 * @throws SettingsError on the first mistake
 */
export function readSettings(env: Environment): Settings {
  const output = parseWith(schema, withSecrets(env));
  return {
    appId: Number(output.APP_ID),
    privateKey: readPrivateKey(output.PRIVATE_KEY, output.PRIVATE_KEY_PATH),
    webhookSecrets: output.WEBHOOK_SECRET,
    port: output.PORT,
    host: output.HOST,
    apiUrl: apiUrlOf(output.GHE_HOST, output.GHE_PROTOCOL),
    dataDir: output.DATA_DIR,
    databaseUrl: output.DATABASE_URL ?? null,
    workerConcurrency: output.WORKER_CONCURRENCY,
    logLevel: output.LOG_LEVEL,
    baseUrl: output.BASE_URL ?? null,
  };
}

/** The variables that are set; an empty one is not. */
export function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
}

/** Settings that may stand in a file instead, named by `WEBHOOK_SECRET_PATH`, `DATABASE_URL_PATH`: no environment shows it then. */
const IN_FILES = ["WEBHOOK_SECRET", "DATABASE_URL"];

/**
 * The variables that are set, with those that stand in files. An empty file is as good as none.
 * @throws SettingsError if one cannot be read
 */
export function withSecrets(env: Environment): Environment {
  const given = withoutEmpty(env);
  const read = IN_FILES.flatMap((name) => {
    const path = given[`${name}_PATH`];
    return given[name] === undefined && path !== undefined
      ? [[name, readSecret(`${name}_PATH`, path).trim()] as const]
      : [];
  });
  return withoutEmpty({ ...given, ...Object.fromEntries(read) });
}

/**
 * Where to listen while there are no credentials, and which GitHub to ask for them.
 * @throws SettingsError on the first mistake
 */
export function readPlace(env: Environment): {
  readonly port: number;
  readonly gheHost: string | undefined;
  readonly gheProtocol: "https" | "http";
} {
  const { PORT, GHE_HOST, GHE_PROTOCOL } = parseWith(v.object(place), env);
  return { port: PORT, gheHost: GHE_HOST, gheProtocol: GHE_PROTOCOL };
}

function parseWith<Schema extends v.GenericSchema>(schema: Schema, env: Environment): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, withoutEmpty(env));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const key: unknown = issue.path?.[0]?.key;
  const name = typeof key === "string" ? key : "a setting";
  const hint = issue.received === "undefined" ? MISSING[name] : undefined;
  throw new SettingsError(`${name} ${hint ?? issue.message}`);
}

const MISSING: Readonly<Record<string, string>> = {
  APP_ID: 'is not set: the number of the GitHub App (see README, "Install it on a repository")',
  WEBHOOK_SECRET:
    "is not set: the webhook secret of the GitHub App, or WEBHOOK_SECRET_PATH with a file that holds it",
};

/** The API of a GitHub Enterprise Server; null for github.com. */
export function apiUrlOf(host: string | undefined, protocol = "https"): string | null {
  return host ? `${protocol}://${host}/api/v3` : null;
}

/**
 * A PEM as it is, with `\n` for its line breaks, or in base64; or the path of a file that holds it.
 * @throws SettingsError if there is none
 */
export function readPrivateKey(inline: string | undefined, path: string | undefined): string {
  if (inline === undefined && path === undefined) {
    throw new SettingsError(
      "PRIVATE_KEY is not set: the PEM of the GitHub App, or PRIVATE_KEY_PATH with its path",
    );
  }
  const name = inline === undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  const raw = inline ?? readSecret("PRIVATE_KEY_PATH", path ?? "");
  const pem = raw.includes("-----BEGIN")
    ? raw.replaceAll("\\n", "\n")
    : Buffer.from(raw, "base64").toString("utf8");
  try {
    createPrivateKey(pem);
  } catch {
    throw new SettingsError(
      `${name} holds no private key: a PEM (line breaks may be written \\n) or its base64`,
    );
  }
  return pem;
}

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError(`${name} cannot be read: ${path} (${String(code)})`);
  }
}
