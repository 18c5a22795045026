import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CLI } from "./peers.js";

/** The commands whose start is measured: nothing at all, the version, and a change of ten files. */
export const STARTS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["node, nothing", [process.execPath, "-e", "0"]],
  ["no-pickle --version", [process.execPath, CLI, "--version"]],
  ["no-pickle diff, ten files", [process.execPath, CLI, "diff", "HEAD~1", "HEAD"]],
];
const FILES = 10;
const LOAD = "\nimport pickle\n\n\ndef restore(data):\n    return pickle.loads(data)\n";

/** A repository of the folders of a tree, whose last commit adds a load to ten files of about 20 kB. */
export function repositoryOf(tree: string): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "no-pickle-bench-"));
  const git = (...args: string[]): void => {
    execFileSync("git", ["-c", "user.name=bench", "-c", "user.email=bench@localhost", ...args], {
      cwd: folder,
      stdio: "ignore",
    });
  };
  const distance = (file: string): number => Math.abs(statSync(join(tree, file)).size - 20_000);
  const files = (readdirSync(tree, { recursive: true }) as string[])
    .filter((file) => file.endsWith(".py") && statSync(join(tree, file)).isFile())
    .sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1))
    .slice(0, FILES);
  for (const file of files) {
    const around = join(file, "..");
    mkdirSync(join(folder, around), { recursive: true });
    for (const near of readdirSync(join(tree, around)).filter((name) => name.endsWith(".py"))) {
      cpSync(join(tree, around, near), join(folder, around, near));
    }
  }
  git("init", "-q");
  git("add", "-A");
  git("commit", "-qm", "before");
  for (const file of files) appendFileSync(join(folder, file), LOAD);
  git("commit", "-qam", "after");
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
