import type { Io } from "./io.js";

const WIDTH = 24;

/** How far an audit is, and how long it may take: on a terminal's standard error, and nowhere else. */
export interface AuditProgress {
  /** @param part of the point with this index, from 0 to 1 */
  readonly update: (point: number, part: number) => void;
  readonly dating: (part: number) => void;
  readonly clear: () => void;
}

/** The progress of so many points. */
export function auditProgress(io: Io, points: number, quiet: boolean): AuditProgress {
  if (!io.errIsTerminal || quiet)
    return { update: () => undefined, dating: () => undefined, clear: () => undefined };
  const started = io.clock();
  let shown = -Infinity;
  const show = (part: number, what: string): void => {
    const now = io.clock();
    if (now - shown < 100) return;
    shown = now;
    const filled = Math.floor(WIDTH * part);
    const left = part > 0.02 ? ((now - started) / part) * (1 - part) : null;
    const rest = left === null ? "" : `, about ${duration(left)} left`;
    io.err(`\r\u001b[K[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${what}${rest}`);
  };
  return {
    update: (point, part) => {
      // The first point takes the most: all that stands there is new.
      const whole = points <= 1 ? part : point === 0 ? part / 2 : 0.5 + (point - 1 + part) / (points - 1) / 2;
      show(whole * 0.9, `point ${String(point + 1)} of ${String(points)}`);
    },
    dating: (part) => {
      show(0.9 + part / 10, "when they came and went");
    },
    clear: () => {
      if (shown > -Infinity) io.err("\r\u001b[K");
    },
  };
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 100 ? `${String(seconds)} s` : `${String(Math.ceil(seconds / 60))} min`;
}
