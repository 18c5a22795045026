import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const CLI = join(ROOT, "dist", "cli.js");
/** The program itself: what npm links to starts Node first. */
const AST_GREP = join(
  import.meta.dirname,
  "node_modules",
  "@ast-grep",
  `cli-${process.platform}-${process.arch}${process.platform === "linux" ? "-gnu" : ""}`,
  "ast-grep",
);
const RUFF = join(import.meta.dirname, "ruff.mjs");
const AST_GREP_RULES = ["pickle.loads($$$)", "yaml.load($$$)"]
  .map((pattern, i) => `id: r${String(i)}\nlanguage: Python\nrule: { pattern: '${pattern}' }\n`)
  .join("---\n");
const WORDS = "pickle|yaml|marshal|shelve|dill|joblib|torch|numpy|jsonpickle|cloudpickle";

/** A tool that looks through a folder. */
export interface Peer {
  readonly name: string;
  /** How many runs are worth waiting for, on trees of how many megabytes at most. */
  readonly runs: number;
  readonly upTo?: number;
  readonly version: string;
  readonly command: (folder: string) => readonly string[];
}

/** What one run took: CPU of the whole process, the time by the clock, and its peak memory. */
export interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
}

/** No-pickle as it was built, and every peer that is on the PATH. */
export function peers(): Peer[] {
  const own = (folder: string): string[] => [process.execPath, CLI, "scan", folder, "--format", "json"];
  const all: (Omit<Peer, "version"> & { readonly asks: readonly string[] })[] = [
    {
      name: "no-pickle scan",
      runs: 5,
      asks: [process.execPath, CLI, "--version"],
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
      name: "ruff-wasm --liftoff-only (S)",
      runs: 3,
      asks: [process.execPath, "-p", packageVersion("@astral-sh/ruff-wasm-nodejs")],
      command: (folder) => [process.execPath, "--liftoff-only", RUFF, folder],
    },
    {
      name: "ast-grep, two rules",
      runs: 3,
      asks: [AST_GREP, "--version"],
      command: (folder) => [AST_GREP, "scan", "--inline-rules", AST_GREP_RULES, "--json=stream", folder],
    },
    {
      name: "semgrep, two patterns",
      runs: 1,
      asks: ["semgrep", "--version"],
      command: (folder) => ["semgrep", "--metrics=off", "-q", "-l", "py", "-e", "pickle.loads(...)", folder],
    },
    {
      name: "Bandit, four tests",
      runs: 1,
      upTo: 60,
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
export function costOf(command: readonly string[], cwd = ROOT): Cost {
  const started = performance.now();
  const run = spawnSync("/usr/bin/time", ["-f", "\n%U %S %M", ...command], {
    encoding: "utf8",
    cwd,
    maxBuffer: 1 << 30,
  });
  const wallMs = performance.now() - started;
  const [user = NaN, system = NaN, kilobytes = NaN] = (run.stderr.trim().split("\n").at(-1) ?? "")
    .split(" ")
    .map(Number);
  return { cpuMs: (user + system) * 1000, wallMs, peakMb: kilobytes / 1024 };
}

/** Whether costs can be measured here. */
export function canMeasure(): boolean {
  return existsSync("/usr/bin/time");
}

/** An expression for `node -p`: the version of a package that was installed for this. */
function packageVersion(name: string): string {
  return `require(${JSON.stringify(join(import.meta.dirname, "node_modules", name, "package.json"))}).version`;
}

/** The commands whose start is measured: nothing at all, the version, and a change of ten files. */
export const STARTS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["node, nothing", [process.execPath, "-e", "0"]],
  ["no-pickle --version", [process.execPath, CLI, "--version"]],
  ["no-pickle diff, ten files", [process.execPath, CLI, "diff", "HEAD~1", "HEAD"]],
];

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
