import { compareLevels, type Finding } from "../findings/finding.js";
import type { Thread } from "./state.js";

/** Which thread speaks for which finding, each fingerprint of a thread for one finding at most. */
export type Matches = ReadonlyMap<Finding, Thread>;

/** What people decided in threads. */
export interface Decided {
  /** Threads with an accept that holds. */
  readonly accepted: ReadonlySet<Thread>;
  /**
   * Threads with an accept, whether it holds or not. They speak of what was seen when it was written, and of nothing else:
   * a use that rests on something else since, or is more serious, is another one.
   */
  readonly frozen: ReadonlySet<Thread>;
}

/**
 * Matches findings to our threads by fingerprint: first in the same file, then under another path (the file was renamed).
 * There only threads count that are open or accepted: one that was closed for good in another file is another story. An
 * accept has to be followed to the very file that was renamed.
 * Of several threads that say the same, an accepted one comes first, then one that is not closed, then the oldest.
 */
export function matchThreads(
  findings: readonly Finding[],
  threads: readonly Thread[],
  { accepted, frozen }: Decided,
): Matches {
  const matches = new Map<Finding, Thread>();
  const used = new Set<string>();
  const rank = (thread: Thread): number => (accepted.has(thread) ? 0 : thread.isClosed ? 2 : 1);
  const ranked = [...threads].sort((a, b) => rank(a) - rank(b));
  const match = (allows: (finding: Finding, thread: Thread) => boolean): void => {
    for (const finding of findings) {
      if (matches.has(finding)) continue;
      const thread = ranked.find(
        (one) =>
          one.mark.fingerprints.includes(finding.fingerprint) &&
          allows(finding, one) &&
          (!frozen.has(one) || isAsSeen(finding, one)) &&
          !used.has(`${one.id} ${finding.fingerprint}`),
      );
      if (!thread) continue;
      used.add(`${thread.id} ${finding.fingerprint}`);
      matches.set(finding, thread);
    }
  };
  match((finding, thread) => thread.path === finding.path);
  match((finding, thread) => rank(thread) < 2 && (!frozen.has(thread) || thread.movedTo === finding.path));
  return matches;
}

/** Whether a finding rests on what it did when the thread spoke of it last, and is no more serious. */
function isAsSeen({ fingerprint, basis, level }: Finding, { mark }: Thread): boolean {
  const seen = mark.bases[mark.fingerprints.indexOf(fingerprint)] ?? "";
  return seen === basis && compareLevels(level, mark.level) >= 0;
}
