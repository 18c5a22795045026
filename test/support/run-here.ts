import { pathToFileURL } from "node:url";
import { join } from "node:path";

import { loadParser } from "../../src/app/load-parser.js";
import type { Io } from "../../src/cli/io.js";
import { runCli } from "../../src/cli/program.js";
import type { CliResult } from "./run-cli.js";

const THREAD = pathToFileURL(join(import.meta.dirname, "..", "..", "dist", "cli", "scan-thread.js"));
const parser = loadParser();

/** Runs the command line in this process: sooner than `runCli`, and without what only a process has. */
export async function runHere(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly input?: string;
    readonly env?: Record<string, string>;
    /** It prints to a terminal of so many columns. */
    readonly columns?: number;
    /** Told how long would be waited, in place of waiting. */
    readonly onSleep?: (ms: number) => void;
  } = {},
): Promise<CliResult> {
  let [out, err] = ["", ""];
  const io: Io = {
    cwd: options.cwd ?? process.cwd(),
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", ...options.env },
    out: (text) => (out += text),
    err: (text) => (err += text),
    stdin: () => Promise.resolve(Buffer.from(options.input ?? "")),
    outIsTerminal: options.columns !== undefined,
    columns: options.columns,
    errIsTerminal: false,
    clock: () => performance.now(),
    sleep: (ms) => {
      options.onSleep?.(ms);
      return Promise.resolve();
    },
    today: () => "2026-11-30",
    version: "0.0.0",
    parser: () => parser,
    appManifest: () => "",
    scanThread: THREAD,
    serveEditor: () => Promise.reject(new Error("no editor is here")),
  };
  const code = await runCli(args, io);
  return { code, out, err };
}
