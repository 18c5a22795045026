import picomatch from "picomatch";

import { compareLevels } from "../findings/finding.js";
import { suggestion } from "../policy/nearest.js";
import type { Report } from "../report/report.js";
import { RULE_IDS } from "../rules/registry.js";
import { UsageError } from "./io.js";
import type { SelectionOptions } from "./selection-options.js";

/** What somebody wants to see. */
export interface Selection {
  readonly isExcluded: (path: string) => boolean;
  /** The report of what is left, which says what was left out by which option. */
  readonly select: (report: Report) => Report;
}

/** @throws UsageError if a rule is named that does not exist */
export function selection({ select, ignore, exclude, level }: SelectionOptions): Selection {
  const chosen = select && rulesNamed(select);
  const refused = rulesNamed(ignore ?? []);
  const globs = (exclude ?? []).flatMap((glob) => {
    const plain = glob.replace(/^\.\//, "").replace(/\/+$/, "");
    return [plain, `${plain}/**`];
  });
  const isExcluded = picomatch(globs, { dot: true, windows: false });
  const isWanted = (finding: Report["findings"][number]): boolean =>
    (chosen?.has(finding.ruleId) ?? true) &&
    !refused.has(finding.ruleId) &&
    compareLevels(finding.level, level ?? "note") <= 0;
  return {
    isExcluded: (path) => globs.length > 0 && isExcluded(path.replace(/^\.\//, "")),
    select: (report) => {
      const findings = report.findings.filter(isWanted);
      const left = report.findings.length - findings.length;
      const note = `left out by --select, --ignore or --level: ${String(left)} of ${String(report.findings.length)} findings`;
      const scope =
        report.scope && left > 0 ? { ...report.scope, notes: [...report.scope.notes, note] } : report.scope;
      return { ...report, findings, scope };
    },
  };
}

function rulesNamed(names: readonly string[]): ReadonlySet<string> {
  return new Set(
    names.flatMap((name) => {
      const isMatch = name.includes("*") ? picomatch(name) : (id: string): boolean => id === name;
      const found = RULE_IDS.filter((id) => isMatch(id));
      if (found.length === 0) throw new UsageError(`no rule "${name}"${suggestion(name, RULE_IDS)}`);
      return found;
    }),
  );
}
