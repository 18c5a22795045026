import type { Audit } from "./audit.js";

/** An audit for programs; documented in `docs/json.md`. */
export function renderAuditJson(audit: Audit): string {
  const { version, ref, uses, fixed, points, notScanned, history } = audit;
  const report = {
    schemaVersion: 1,
    tool: { name: "no-pickle", version },
    ref: { name: ref.name, commit: ref.commit },
    uses: uses.map(
      ({ ruleId, level, path, line, symbol, fingerprint, owners, introduced, pairedWith, next }) => ({
        ...{ ruleId, level, path, line, symbol, fingerprint, owners, introduced, pairedWith, next },
      }),
    ),
    fixed: fixed.map(({ ruleId, path, symbol, introduced, fixed: gone, days }) => ({
      ...{ ruleId, path, symbol, introduced, fixed: gone, days },
    })),
    points: points.map(({ commit, date, total, byRule }) => ({ commit, date, total, byRule })),
    notScanned: notScanned.map(({ path, reason }) => ({ path, reason })),
    history: { isComplete: history.isComplete, commits: history.commits },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
