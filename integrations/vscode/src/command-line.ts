import { execFile } from "node:child_process";

/** What the command line printed, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The most that it may print, in bytes. */
const MAX_OUTPUT = 1 << 28;

/**
 * Runs the command line that lies in this extension, with the Node that runs the extension. Never rejects.
 * @param cli the path of its `cli.js`
 */
export function runCommandLine(cli: string, args: readonly string[], cwd: string | undefined): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
    execFile(process.execPath, [cli, ...args], { cwd, env, maxBuffer: MAX_OUTPUT }, (error, out, err) => {
      const code = error ? (typeof error.code === "number" ? error.code : 2) : 0;
      resolve({ code, out, err: err || (error && code === 2 ? error.message : "") });
    });
  });
}
