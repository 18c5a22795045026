import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const WORDS = "pickle|yaml|marshal|shelve|dill|joblib|torch|numpy|jsonpickle|cloudpickle";

/** A tool that looks through a folder. */
export interface Peer {
  readonly name: string;
  /** How many runs are worth waiting for. */
  readonly runs: number;
  readonly version: string;
  readonly command: (folder: string) => readonly string[];
}

/** What one run took: CPU of the whole process, and its peak memory. */
export interface Cost {
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** No-pickle as it was built, and every peer that is on the PATH. */
export function peers(): Peer[] {
  const own = (folder: string): string[] => [
    process.execPath,
    join(ROOT, "dist", "cli.js"),
    "scan",
    folder,
    "--format",
    "json",
  ];
  const all: (Omit<Peer, "version"> & { readonly asks: readonly string[] })[] = [
    {
      name: "no-pickle scan",
      runs: 5,
      asks: [process.execPath, join(ROOT, "dist", "cli.js"), "--version"],
      command: own,
    },
    {
      name: "grep -rnE, ten words",
      runs: 5,
      asks: ["grep", "--version"],
      command: (folder) => ["sh", "-c", `LC_ALL=C grep -rnE '${WORDS}' --include=*.py "$0" | cat`, folder],
    },
    {
      name: "ripgrep -j1, ten words",
      runs: 5,
      asks: ["rg", "--version"],
      command: (folder) => ["rg", "-j1", "-t", "py", WORDS, folder],
    },
    {
      name: "ruff check (S)",
      runs: 3,
      asks: ["ruff", "--version"],
      command: (folder) => ["ruff", "check", "--select", "S301,S302,S506", "--no-cache", "-q", folder],
    },
    {
      name: "Bandit, six tests",
      runs: 1,
      asks: ["bandit", "--version"],
      command: (folder) => ["bandit", "-q", "-r", folder, "-f", "json", "-t", "B301,B302,B403,B506"],
    },
  ];
  return all.flatMap(({ asks, ...peer }) => {
    const version = versionOf(asks);
    return version === null ? [] : [{ ...peer, version }];
  });
}

/** Runs a command under GNU time, and gives what it took. */
export function costOf(command: readonly string[]): Cost {
  const run = spawnSync("/usr/bin/time", ["-f", "\n%U %S %M", ...command], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  const [user = NaN, system = NaN, kilobytes = NaN] = (run.stderr.trim().split("\n").at(-1) ?? "")
    .split(" ")
    .map(Number);
  return { cpuMs: (user + system) * 1000, peakMb: kilobytes / 1024 };
}

/** Whether costs can be measured here. */
export function canMeasure(): boolean {
  return existsSync("/usr/bin/time");
}

function versionOf([program = "", ...args]: readonly string[]): string | null {
  try {
    return (
      execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n")[0] ??
      ""
    );
  } catch {
    return null;
  }
}
