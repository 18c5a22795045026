import { watch } from "node:fs";
import { resolve } from "node:path";

import { UsageError, type Io } from "./io.js";

/** How long nothing has to change before a run begins, in milliseconds: editors write a file in several steps. */
const QUIET_MS = 150;

/**
 * Runs a command now and whenever something below these folders changes, until the process is ended.
 * @throws UsageError if they cannot be watched
 */
export async function watching(
  io: Io,
  folders: readonly string[],
  run: () => Promise<number>,
): Promise<never> {
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  let isDue = false;
  const runOnce = async (): Promise<void> => {
    isRunning = true;
    isDue = false;
    if (io.outIsTerminal) io.out("\u001b[2J\u001b[3J\u001b[H");
    await run().catch((error: unknown) => {
      io.err(`no-pickle: ${error instanceof Error ? error.message : String(error)}\n`);
    });
    io.err("no-pickle: waiting for changes; Ctrl-C ends\n");
    isRunning = false;
    if (isDue) soon();
  };
  const soon = (): void => {
    isDue = true;
    clearTimeout(timer);
    if (!isRunning) timer = setTimeout(() => void runOnce(), QUIET_MS);
  };
  for (const folder of folders) {
    try {
      watch(resolve(io.cwd, folder), { recursive: true }, (_, name) => {
        if (name === null || matters(name)) soon();
      });
    } catch (error) {
      throw new UsageError(
        `cannot watch ${folder}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  await runOnce();
  return new Promise<never>(() => undefined);
}

/** Of git's own files only those that tell of another commit, or of what is staged. */
function matters(name: string): boolean {
  const inGit = /(?:^|[/\\])\.git[/\\](.*)/.exec(name);
  if (inGit) return inGit[1] === "HEAD" || inGit[1] === "index";
  return !/(?:^|[/\\])(?:node_modules|__pycache__|\.venv|\.git)(?:[/\\]|$)/.test(name);
}
