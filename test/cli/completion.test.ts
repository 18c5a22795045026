import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";

/** What somebody typed before the tab key, and what stands there after it. */
const TYPED: readonly (readonly [typed: string, completed: string])[] = [
  ["no-pickle sc", "no-pickle scan"],
  ["no-pickle policy ", "no-pickle policy validate"],
  ["no-pickle diff --format js", "no-pickle diff --format json"],
  ["no-pickle scan src --stdin", "no-pickle scan src --stdin-filename"],
  ["no-pickle rules torch-h", "no-pickle rules torch-hub-load"],
  ["no-pickle init --pre-c", "no-pickle init --pre-commit"],
  ["no-pickle init --preset b", "no-pickle init --preset balanced"],
  ["no-pickle scan only-fi", "no-pickle scan only-file.py"],
];

/**
 * Types lines into a zsh that runs in a terminal of its own, each with a tab behind it, and prints what stands in the line
 * then. The key ^X prints it.
 */
const IN_ZSH = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT= RPROMPT=; autoload -Uz compinit; compinit -D -u; source $1"
zpty -w shell 'said() { zle -I; print -r -- "<""<$BUFFER>>"; BUFFER= }; zle -N said; bindkey "^X" said'
zpty -w shell 'bindkey "^I" complete-word; print REA""DY'
zpty -r -m shell out '*READY*'
for line in "\${@:2}"; do
  zpty -w -n shell "$line"$'\\t'$'\\x18'
  zpty -r -m shell out '*<<*>>*'
  print -r -- "\${\${out##*<<}%%>>*}"
done
zpty -d shell
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-completion-"));
  writeFileSync(join(folder, "only-file.py"), "");
  writeFileSync(join(folder, "in-zsh"), IN_ZSH);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Whether a shell is on this machine. Without it its test is left out, and that is said. */
function has(shell: string): boolean {
  const isThere = spawnSync(shell, ["-c", "exit 0"]).status === 0;
  if (!isThere)
    process.stderr.write(`LEFT OUT: completion in ${shell} is not tested, as there is no ${shell} here
`);
  return isThere;
}

async function scriptFor(shell: string): Promise<string> {
  const path = join(folder, shell);
  const { code, out } = await runHere(["completion", shell]);
  expect(code).toBe(0);
  writeFileSync(path, out);
  return path;
}

function lines(shell: string, args: readonly string[]): string[] {
  const env = { ...process.env, HOME: folder, TERM: "xterm" };
  return execFileSync(shell, args, { cwd: folder, encoding: "utf8", env, timeout: 50_000 })
    .trim()
    .split("\n");
}

describe("the tab key", () => {
  test.runIf(has("zsh"))("completes in zsh", async () => {
    const typed = TYPED.map(([line]) => line);
    const completed = lines("zsh", ["-f", join(folder, "in-zsh"), await scriptFor("zsh"), ...typed]);
    expect(completed.map((line) => line.trimEnd())).toEqual(TYPED.map(([, line]) => line));
  });

  test.runIf(has("fish"))("completes in fish", async () => {
    const script = await scriptFor("fish");
    for (const [typed, completed] of TYPED) {
      const offered = lines("fish", ["--no-config", "-c", `source ${script}; complete -C'${typed}'`]);
      const start = typed.slice(0, typed.lastIndexOf(" ") + 1);
      expect(offered.map((line) => `${start}${line.split("\t")[0] ?? ""}`)).toEqual([completed]);
    }
  });
});
