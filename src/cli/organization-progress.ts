import { visible } from "../report/escape.js";
import { plural } from "../report/report.js";
import type { Io } from "./io.js";

const WIDTH = 24;
const MAX_NAMES = 34;

/** How far an audit of many repositories is: on a terminal's standard error. What is waited for is told elsewhere, too. */
export interface OrganizationProgress {
  readonly begin: (name: string) => void;
  readonly end: (name: string, done: number, all: number) => void;
  readonly wait: (ms: number) => void;
  readonly clear: () => void;
}

/** The progress of one run. */
export function organizationProgress(io: Io, quiet: boolean): OrganizationProgress {
  const isShown = io.errIsTerminal && !quiet;
  const under = new Set<string>();
  let isDrawn = false;
  const clear = (): void => {
    if (isDrawn) io.err("\r\u001b[K");
    isDrawn = false;
  };
  return {
    begin: (name) => under.add(name),
    end: (name, done, all) => {
      under.delete(name);
      if (!isShown) return;
      const filled = Math.floor((WIDTH * done) / Math.max(1, all));
      const names = [...under].join(", ");
      const cut = names.length > MAX_NAMES ? `${names.slice(0, MAX_NAMES - 3)}...` : names;
      const bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
      io.err(`\r\u001b[K[${bar}] ${String(done)}/${String(all)} ${visible(cut)}`);
      isDrawn = true;
    },
    wait: (ms) => {
      if (quiet) return;
      clear();
      io.err(
        `no-pickle: GitHub's rate limit is reached: waiting ${plural(Math.ceil(ms / 1000), "second")}\n`,
      );
    },
    clear,
  };
}
