import type { Io } from "./io.js";

const WIDTH = 24;

/** How far an audit is, and how long it may take: on a terminal's standard error, and nowhere else. */
export interface AuditProgress {
  /** @param part of the point with this index, from 0 to 1 */
  readonly update: (point: number, part: number) => void;
  readonly clear: () => void;
}

/** By so many of the last points the time of those that are left is told. */
const RECENT = 5;

/** The progress of so many points. */
export function auditProgress(io: Io, points: number, quiet: boolean): AuditProgress {
  if (!io.errIsTerminal || quiet) return { update: () => undefined, clear: () => undefined };
  /** When each point was begun. */
  const begun: number[] = [];
  let shown = -Infinity;
  return {
    update: (point, part) => {
      const now = io.clock();
      begun[point] ??= now;
      if (now - shown < 100) return;
      shown = now;
      // A repository grows, and so do its points: what the first ones took tells little.
      const first = Math.max(0, point - RECENT);
      const done = point + part - first;
      const left = done < 1 ? null : ((now - (begun[first] ?? now)) / done) * (points - point - part);
      const rest = left === null ? "" : `, about ${duration(left)} left`;
      const filled = Math.floor((WIDTH * (point + part)) / points);
      const bar = `${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}`;
      io.err(`\r\u001b[K[${bar}] point ${String(point + 1)} of ${String(points)}${rest}`);
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
