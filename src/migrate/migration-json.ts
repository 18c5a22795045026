import { countsOf, entryFacts, storeFacts, type MigrationReport } from "./migration-report.js";

/** A migration for programs; documented in `docs/json.md`. */
export function renderMigrationJson(report: MigrationReport): string {
  const { version, migration, loose, notLookedAt, shown } = report;
  const { before, after } = countsOf(report);
  const json = {
    schemaVersion: 1,
    tool: { name: "no-pickle", version },
    stores: storeFacts(report).map((facts) => ({ ...facts })),
    entries: entryFacts(report),
    changed: migration.files.filter((one) => one.after !== one.before).map(({ path }) => shown(path)),
    findings: { before, after },
    notPlaced: loose.map(({ model, line, symbol, does }) => ({
      path: shown(model.path),
      line,
      symbol,
      does,
    })),
    notLookedAt: notLookedAt.map(({ path, reason }) => ({ path: shown(path), reason })),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}
