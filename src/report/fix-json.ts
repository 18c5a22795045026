import type { Finding } from "../findings/finding.js";
import type { FixReport } from "./fix-report.js";
import { alternativeFor, ruleOf } from "./report.js";

/** What `no-pickle fix` did, for programs; documented in `docs/json.md`. */
export function renderFixJson({ version, isDry, files, left, notFixed }: FixReport): string {
  const report = {
    schemaVersion: 1,
    tool: { name: "no-pickle", version },
    written: !isDry,
    fixed: files.flatMap(({ path, applied }) =>
      applied.map(({ finding, caveat }) => ({ ...placeOf({ ...finding, path }), caveat })),
    ),
    left: left.map(({ finding, why, caveat }) => {
      const { need, use, url } = alternativeFor(finding, ruleOf(finding));
      return { ...placeOf(finding), why, caveat, next: { text: `for ${need}: ${use}`, url } };
    }),
    notFixed,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function placeOf({ ruleId, level, path, range, symbol, fingerprint }: Finding) {
  return {
    ruleId,
    level,
    path,
    line: range.startLine + 1,
    column: range.startColumn + 1,
    symbol,
    fingerprint,
  };
}
