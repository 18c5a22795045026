import type { Io } from "./io.js";

/** A line on a terminal's standard error that says how far a run is; silent where there is no terminal. */
export function progressLine(
  io: Io,
  total: number,
  quiet: boolean,
): { readonly update: (done: number, findings: number) => void; readonly clear: () => void } {
  if (!io.errIsTerminal || quiet) return { update: () => undefined, clear: () => undefined };
  const started = io.clock();
  let shown = 0;
  return {
    update: (done, findings) => {
      const now = io.clock();
      if (now - started < 1000 || now - shown < 100) return;
      shown = now;
      io.err(`\r\u001b[K${String(done)}/${String(total)} files, ${String(findings)} findings`);
    },
    clear: () => {
      if (shown > 0) io.err("\r\u001b[K");
    },
  };
}
