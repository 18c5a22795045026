import picomatch from "picomatch";

import { compareLevels } from "../findings/finding.js";
import { suggestion } from "../policy/nearest.js";
import { plural, type Report } from "../report/report.js";
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
    const plain = glob.replace(/^\.\//, "").replace(/(?<!\/)\/+$/, "");
    return [plain, `${plain}/**`];
  });
  const matches = picomatch(globs, { dot: true, windows: false });
  const isExcluded = (path: string): boolean => globs.length > 0 && matches(path.replace(/^\.\//, ""));
  const isWanted = (finding: Report["findings"][number]): boolean =>
    (chosen?.has(finding.ruleId) ?? true) &&
    !refused.has(finding.ruleId) &&
    compareLevels(finding.level, level ?? "note") <= 0 &&
    !isExcluded(finding.path);
  return {
    isExcluded,
    select: (report) => {
      const findings = report.findings.filter(isWanted);
      const left = report.findings.length - findings.length;
      const note = `left out by --select, --ignore, --exclude or --level: ${String(left)} of ${plural(report.findings.length, "finding")}`;
      const scope =
        report.scope && left > 0 ? { ...report.scope, notes: [...report.scope.notes, note] } : report.scope;
      // A change is read from GitHub whole: there, this is where files are left out.
      const notScanned = report.notScanned.filter(({ path }) => !isExcluded(path));
      return { ...report, findings, notScanned, scope };
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
