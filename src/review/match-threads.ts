import type { Finding } from "../findings/finding.js";
import type { Thread } from "./state.js";

/** Which thread speaks for which finding, each fingerprint of a thread for one finding at most. */
export type Matches = ReadonlyMap<Finding, Thread>;

/**
 * Matches findings to our threads by fingerprint: first in the same file, then under another path (the file was renamed).
 * There only threads count that are open or `accepted`: one that was closed for good in another file is another story.
 * Of several threads that say the same, an accepted one comes first, then one that is not closed, then the oldest.
 */
export function matchThreads(
  findings: readonly Finding[],
  threads: readonly Thread[],
  accepted: ReadonlySet<Thread>,
): Matches {
  const matches = new Map<Finding, Thread>();
  const used = new Set<string>();
  const rank = (thread: Thread): number => (accepted.has(thread) ? 0 : thread.isClosed ? 2 : 1);
  const ranked = [...threads].sort((a, b) => rank(a) - rank(b));
  const match = (allows: (finding: Finding, thread: Thread) => boolean): void => {
    for (const finding of findings) {
      if (matches.has(finding)) continue;
      const { fingerprint } = finding;
      const thread = ranked.find(
        (one) =>
          one.mark.fingerprints.includes(fingerprint) &&
          allows(finding, one) &&
          !used.has(`${one.id} ${fingerprint}`),
      );
      if (!thread) continue;
      used.add(`${thread.id} ${fingerprint}`);
      matches.set(finding, thread);
    }
  };
  match((finding, thread) => thread.path === finding.path);
  match((_, thread) => rank(thread) < 2);
  return matches;
}
