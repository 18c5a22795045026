import { countLevels } from "../report/report.js";
import { rulesOfAll, totalsOf, wholeTrend } from "./organization-groups.js";
import type { AuditedRepository, OrganizationAudit } from "./organization.js";

/** The audit of an organization for programs; documented in `docs/audit.md`. */
export function renderOrganizationJson(audit: OrganizationAudit): string {
  const { version, today, owner, isOrganization, webUrl, policy, repositories, leftOut, unseen, days } =
    audit;
  const { uses, audited, withUses, failed, waived, notScanned, block, warn, note } = totalsOf(audit);
  const trend = wholeTrend(audit);
  const report = {
    schemaVersion: 1,
    tool: { name: "no-pickle", version },
    date: today,
    owner: { login: owner, kind: isOrganization ? "organization" : "user", url: `${webUrl}/${owner}` },
    totals: {
      ...{ repositories: repositories.length, audited, withUses, failed },
      ...{ leftOut: leftOut.length, unseen, uses, block, warn, note, waived, notScanned },
    },
    points: days.map((date, i) => ({ date, total: trend[i] ?? 0 })),
    byRule: rulesOfAll(audit),
    policy: {
      source: policy.source,
      ...{ preset: policy.preset, floor: policy.floor, problem: policy.problem },
    },
    repositories: repositories.map((one) => repositoryJson(audit, one)),
    leftOut: leftOut.map(({ name, reason }) => ({ name, reason })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function repositoryJson({ webUrl, owner }: OrganizationAudit, one: AuditedRepository): object {
  const { name, isPrivate, isArchived, isFork, branch, commit, isKept, failure, policy, check, app, found } =
    one;
  const { source, preset, inherited, held, problem } = policy;
  return {
    ...{ name, url: `${webUrl}/${owner}/${name}`, isPrivate, isArchived, isFork },
    ref: commit === "" ? null : { name: branch, commit, date: found?.date ?? null },
    ...{ failure, isKept },
    policy: { source, preset, inherited, held, problem },
    check: { required: check.required, name: check.name, isPinned: check.isPinned },
    ...{ app, actionChecks: found?.actionChecks ?? null },
    ...(found
      ? {
          left: { total: found.uses.length, ...countLevels(found.uses), waived: found.waived },
          points: found.points.map(({ commit: at, date, total, byRule }) => ({
            commit: at,
            date,
            total,
            byRule,
          })),
          history: { isComplete: found.isWhole },
          uses: found.uses.map(({ ruleId, level, path, line, symbol, fingerprint }) => ({
            ...{ ruleId, level, path, line, symbol, fingerprint },
          })),
          notScanned: found.notScanned.map(({ path, reason }) => ({ path, reason })),
        }
      : { left: null, points: [], history: null, uses: [], notScanned: [] }),
  };
}
