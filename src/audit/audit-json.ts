import type { Audit } from "./audit.js";

/** An audit for programs; documented in `docs/json.md`. */
export function renderAuditJson(audit: Audit): string {
  const { version, ref, uses, fixed, points, artifacts, notScanned, history } = audit;
  const report = {
    schemaVersion: 1,
    tool: { name: "no-pickle", version },
    ref: { name: ref.name, commit: ref.commit },
    uses: uses.map((use) => {
      const { ruleId, level, path, line, symbol, fingerprint, owners, introduced } = use;
      const { pairedWith, pairs, next, effort } = use;
      return {
        ...{ ruleId, level, path, line, symbol, fingerprint, owners, introduced },
        ...{ pairedWith, pairs, next, effort },
      };
    }),
    fixed: fixed.map(({ ruleId, path, symbol, introduced, fixed: gone, days }) => ({
      ...{ ruleId, path, symbol, introduced, fixed: gone, days },
    })),
    points: points.map(({ commit, date, total, byRule }) => ({ commit, date, total, byRule })),
    artifacts: artifacts.map(({ path, verdict, formats, holds, runs, loadedBy }) => ({
      ...{ path, verdict, formats, holds, runs, loadedBy },
    })),
    notScanned: notScanned.map(({ path, reason }) => ({ path, reason })),
    history: { isComplete: history.isComplete, commits: history.commits },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
