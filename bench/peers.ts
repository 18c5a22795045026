import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { RULES } from "../src/rules/registry.js";

/** The command as it was built. */
export const CLI = join(import.meta.dirname, "..", "dist", "cli.js");
/** The program itself: what npm links to starts Node first. */
const AST_GREP = join(
  import.meta.dirname,
  "node_modules",
  "@ast-grep",
  `cli-${process.platform}-${process.arch}${process.platform === "linux" ? "-gnu" : ""}`,
  "ast-grep",
);
const AST_GREP_RULES = ["pickle.loads($$$)", "yaml.load($$$)"]
  .map((pattern, i) => `id: r${String(i)}\nlanguage: Python\nrule: { pattern: '${pattern}' }\n`)
  .join("---\n");
const RUFF = ["ruff", "check", "--select", "S", "--no-cache", "--isolated", "-q"];
const RUFF_RULES = "all rules S, of which S301, S302, S506 and S612 are about loads";
const RUFF_WASM = join(import.meta.dirname, "ruff.mjs");
const SEMGREP_RULES = join(import.meta.dirname, "semgrep.yml");
/** Without a word to its makers, and with the folders of tests, which it leaves out by itself. */
const SEMGREP_OPTIONS = [
  "--metrics=off",
  "--disable-version-check",
  "--no-git-ignore",
  "--x-ignore-semgrepignore-files",
];
const WORDS = "pickle|yaml|marshal|shelve|dill|joblib|torch|numpy|jsonpickle|cloudpickle";

/** A tool that looks through a folder, each for something else. */
export interface Peer {
  readonly name: string;
  readonly looksFor: string;
  /** How many runs are worth waiting for. */
  readonly runs: number;
  /** The command that tells its version. */
  readonly asks: readonly string[];
  readonly command: (folder: string) => readonly string[];
}

/** No-pickle, and then the tools that it is compared with. */
export const PEERS: readonly Peer[] = [
  {
    name: "no-pickle scan",
    looksFor: `all ${String(RULES.length)} rules`,
    runs: 3,
    asks: [process.execPath, CLI, "--version"],
    command: (folder) => [process.execPath, CLI, "scan", "--no-policy", "--format", "json", folder],
  },
  {
    name: "grep",
    looksFor: "lines with one of ten words",
    runs: 3,
    asks: ["grep", "--version"],
    command: (folder) => ["sh", "-c", `LC_ALL=C grep -rnE '${WORDS}' --include=*.py "$0" | cat`, folder],
  },
  {
    name: "ripgrep -j1",
    looksFor: "lines with one of ten words",
    runs: 3,
    asks: ["rg", "--version"],
    command: (folder) => ["rg", "-j1", "-t", "py", WORDS, folder],
  },
  {
    name: "ruff, one thread",
    looksFor: RUFF_RULES,
    runs: 3,
    asks: ["ruff", "--version"],
    command: (folder) => ["env", "RAYON_NUM_THREADS=1", ...RUFF, folder],
  },
  {
    name: "ruff",
    looksFor: RUFF_RULES,
    runs: 3,
    asks: ["ruff", "--version"],
    command: (folder) => [...RUFF, folder],
  },
  {
    name: "ruff-wasm --liftoff-only",
    looksFor: "S301, S302, S506",
    runs: 3,
    asks: [process.execPath, "-p", packageVersion("@astral-sh/ruff-wasm-nodejs")],
    command: (folder) => [process.execPath, "--liftoff-only", RUFF_WASM, folder],
  },
  {
    name: "ast-grep",
    looksFor: "calls of `pickle.loads` and `yaml.load`, by these names",
    runs: 3,
    asks: [AST_GREP, "--version"],
    command: (folder) => [AST_GREP, "scan", "--inline-rules", AST_GREP_RULES, "--json=stream", folder],
  },
  {
    name: "semgrep",
    looksFor: "the four rules of `bench/semgrep.yml`: loads of pickle, marshal, torch and YAML",
    runs: 1,
    asks: ["semgrep", "--version", "--disable-version-check"],
    command: (folder) => ["semgrep", "scan", ...SEMGREP_OPTIONS, "--config", SEMGREP_RULES, "--json", folder],
  },
  {
    name: "Bandit",
    looksFor: "its tests about loads: B301, B302, B403, B506, B612, B614",
    runs: 1,
    asks: ["bandit", "--version"],
    command: (folder) => [
      "bandit",
      ...["-q", "-r", folder, "-f", "json", "-t", "B301,B302,B403,B506,B612,B614"],
    ],
  },
];

/** The version of a tool; null where it is not installed. */
export function versionOf({ asks: [program = "", ...args] }: Peer): string | null {
  try {
    const said = execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return /\d+(\.\d+)+/.exec(said)?.[0] ?? "?";
  } catch {
    return null;
  }
}

/** An expression for `node -p`: the version of a package that was installed for this. */
function packageVersion(name: string): string {
  return `require(${JSON.stringify(join(import.meta.dirname, "node_modules", name, "package.json"))}).version`;
}
