import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { parse } from "yaml";

import type { Permissions } from "./github/auth.js";
import type { GitHubStandIn } from "./github/stand-in.js";
import { temporaryFolder } from "./temporary-folder.js";

const ROOT = join(import.meta.dirname, "..", "..");

/** A line of the log. */
export interface LogEntry {
  readonly msg: string;
  readonly deliveryId?: string;
  readonly why?: string;
  readonly conclusion?: string;
  readonly error?: string;
  readonly issue?: string;
}

/** The last lines of a job. */
const OUTCOMES: readonly string[] = ["reviewed", "skipped", "review given up", "issue written"];

/** A running server process. */
export interface AppProcess {
  readonly url: string;
  readonly pid: number;
  /** Its log so far. */
  readonly log: () => string;
  /** The first line of the log that has this in it, once there is one. */
  readonly logged: (text: string) => Promise<string>;
  /** What came of the job of a delivery: its last line in the log. */
  readonly outcome: (deliveryId: string) => Promise<LogEntry>;
  /** Sends SIGTERM and resolves to the exit code, or to the signal that ended it. */
  readonly stop: () => Promise<number | NodeJS.Signals | null>;
}

/** The permissions that `app.yml` asks for: the app has to make do with these. */
export function manifestPermissions(): Permissions {
  const manifest = parse(readFileSync(join(ROOT, "app.yml"), "utf8")) as { default_permissions: Permissions };
  return manifest.default_permissions;
}

/** The events that `app.yml` subscribes to. */
export function manifestEvents(): readonly string[] {
  const manifest = parse(readFileSync(join(ROOT, "app.yml"), "utf8")) as {
    default_events: readonly string[];
  };
  return manifest.default_events;
}

/** The environment of a server that works for the stand-in. */
export function appEnvironment(github: GitHubStandIn): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey.replaceAll("\n", "\\n"),
    WEBHOOK_SECRET: `retired-secret,${github.app.webhookSecret}`,
    GHE_HOST: github.host,
    GHE_PROTOCOL: "http",
    HOST: "127.0.0.1",
    PORT: "0",
    DATA_DIR: temporaryFolder("data"),
  };
}

/** How a server is started that is not the built one. */
export interface StartedAs {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** The number of the user; undefined for this one. */
  readonly uid?: number | undefined;
}

/** Starts the built server (`dist/main.js`), or another one, and waits until it listens. */
export async function startApp(
  github: GitHubStandIn,
  env: Record<string, string> = {},
  { command: [file, ...args], cwd, uid }: StartedAs = {
    command: [process.execPath, join(ROOT, "dist", "main.js")],
    cwd: process.cwd(),
  },
): Promise<AppProcess> {
  const child = spawn(file, args, {
    cwd,
    ...(uid === undefined ? {} : { uid, gid: uid }),
    env: { ...appEnvironment(github), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const written = new EventEmitter();
  child.stderr.on("data", (chunk: Buffer) => lines.push(chunk.toString("utf8")));
  const url = await listening(child, lines, written);
  const outcomeOf = (deliveryId: string): LogEntry | undefined =>
    lines
      .filter((line) => line.includes(deliveryId))
      .map((line) => JSON.parse(line) as LogEntry)
      .find(({ msg }) => OUTCOMES.includes(msg));
  const untilLogged = async <Found>(find: () => Found | undefined, what: string): Promise<Found> => {
    const deadline = AbortSignal.timeout(30_000);
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await once(written, "line", { signal: deadline }).catch(() => {
        throw new Error(`nothing of ${what}; the log ends with:\n${lines.slice(-8).join("\n")}`);
      });
    }
  };
  return {
    url,
    pid: child.pid ?? 0,
    log: () => lines.join("\n"),
    logged: (text) => untilLogged(() => lines.find((line) => line.includes(text)), text),
    outcome: (deliveryId) => untilLogged(() => outcomeOf(deliveryId), deliveryId),
    stop: async () => {
      if (child.exitCode !== null) return child.exitCode;
      child.kill("SIGTERM");
      const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
      return code ?? signal;
    },
  };
}

function listening(child: ChildProcess, lines: string[], written: EventEmitter): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => {
      reject(new Error(`the server ended with ${String(code)}:\n${lines.join("\n")}`));
    });
    if (!child.stdout) throw new Error("no output to read");
    let port: number | undefined;
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      written.emit("line");
      const entry = JSON.parse(line) as { msg?: string; port?: number };
      if (entry.msg === "listening") ({ port } = entry);
      // What was missed before the start is queued by then.
      if (entry.msg?.endsWith("reconciled") && port !== undefined)
        resolve(`http://127.0.0.1:${String(port)}`);
    });
  });
}
