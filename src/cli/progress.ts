import type { Io } from "./io.js";
import type { Progress } from "./run-analysis.js";

const WIDTH = 24;

/** A line on a terminal's standard error that says how far a run is; silent where there is no terminal. */
export function progressLine(
  io: Io,
  total: number,
  quiet: boolean,
): { readonly update: (done: Progress) => void; readonly clear: () => void } {
  if (!io.errIsTerminal || quiet) return { update: () => undefined, clear: () => undefined };
  const started = io.clock();
  let shown = 0;
  return {
    update: ({ files, characters, findings }) => {
      const now = io.clock();
      if (now - started < 1000 || now - shown < 100) return;
      shown = now;
      const filled = Math.floor((WIDTH * files) / Math.max(1, total));
      const bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
      const amount = `${String(files)}/${String(total)} files, ${(characters / 1e6).toFixed(1)} MB`;
      io.err(`\r\u001b[K[${bar}] ${amount}, ${String(findings)} findings`);
    },
    clear: () => {
      if (shown > 0) io.err("\r\u001b[K");
    },
  };
}
