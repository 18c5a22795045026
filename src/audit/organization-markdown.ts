import { inlineCode, markdownText } from "../report/escape.js";
import { countLevels, plural } from "../report/report.js";
import {
  appWord,
  checkWord,
  leftOutGroups,
  policyWord,
  rulesOfAll,
  totalsOf,
  trendOf,
  wholeTrend,
  wordCounts,
} from "./organization-groups.js";
import { organizationSays, whyUnknown } from "./organization-rulings.js";
import type { OrganizationAudit } from "./organization.js";
import { sparkline } from "./sparkline.js";

const MAX_ROWS = 100;
const NAMES = 20;

/** The audit of an organization as Markdown, for an issue or a page. */
export function renderOrganizationMarkdown(audit: OrganizationAudit): string {
  const { uses } = totalsOf(audit);
  const parts = [
    `# ${plural(uses, "use")} of unsafe deserialization left in ${markdownText(audit.owner)}`,
    summary(audit),
    ...repositoryTable(audit),
    ...failures(audit),
    ...ruleTable(audit),
    ...rulings(audit),
  ];
  return `${parts.join("\n\n")}\n`;
}

function summary(audit: OrganizationAudit): string {
  const { days, today } = audit;
  const { audited, withUses, failed, block, warn, note, notScanned } = totalsOf(audit);
  const some = `${String(block)} block, ${String(warn)} warn, ${String(note)} note, in ${String(withUses)} of ${plural(audited, "repository", "repositories")} on ${today}.`;
  const bad = failed === 0 ? "" : ` ${String(failed)} could not be looked at.`;
  const gaps = notScanned === 0 ? "" : ` ${plural(notScanned, "file")} not scanned.`;
  const trend = days.length < 2 ? "" : `\n\n\`${sparkline(wholeTrend(audit), 40)}\` since ${days[0] ?? ""}`;
  return `${some}${bad}${gaps}${trend}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function repositoryTable(audit: OrganizationAudit): string[] {
  const { repositories, days } = audit;
  const seen = repositories.flatMap((one) => (one.found ? [{ ...one, found: one.found }] : []));
  const some = seen.filter(({ found }) => found.uses.length > 0);
  const none = seen.filter(({ found }) => found.uses.length === 0);
  const rows = some.slice(0, MAX_ROWS).map((one) => {
    const { block, warn } = countLevels(one.found.uses);
    const trend = days.length < 2 ? "" : `\`${sparkline(trendOf(one.found, days), 16)}\``;
    const numbers = [one.found.uses.length, block, warn].map(String);
    return [
      inlineCode(one.name),
      ...numbers,
      trend,
      policyWord(one),
      known(checkWord(one)),
      known(appWord(one)),
    ];
  });
  const heads = ["Repository", "Left", "Block", "Warn", "Over time", "Policy", "Required", "Reviewed by"];
  return [
    ...(rows.length > 0 ? ["## Repositories", table(heads, rows)] : []),
    ...(some.length > MAX_ROWS ? [`and ${String(some.length - MAX_ROWS)} more`] : []),
    ...(none.length > 0 ? [`Nothing left in ${String(none.length)}: ${names(none)}`] : []),
  ];
}

function known(word: string): string {
  return word === "?" ? "not known" : word;
}

function names(all: readonly { readonly name: string }[]): string {
  const shown = all.slice(0, NAMES).map(({ name }) => inlineCode(name));
  return `${shown.join(", ")}${all.length > NAMES ? ` and ${String(all.length - NAMES)} more` : ""}`;
}

function failures({ repositories }: OrganizationAudit): string[] {
  const failed = repositories.filter(({ failure }) => failure !== null);
  if (failed.length === 0) return [];
  const lines = failed
    .slice(0, MAX_ROWS)
    .map(({ name, failure }) => `- ${inlineCode(name)}: ${markdownText(failure ?? "")}`);
  return ["## Could not be looked at", lines.join("\n")];
}

function ruleTable(audit: OrganizationAudit): string[] {
  const rows = rulesOfAll(audit).map(({ ruleId, uses, repositories }) => [
    ...[ruleId, String(uses), String(repositories)],
  ]);
  return rows.length === 0 ? [] : ["## Rules", table(["Rule", "Left", "Repositories"], rows)];
}

function rulings(audit: OrganizationAudit): string[] {
  const special = audit.repositories.filter(
    ({ policy }) => policy.held.length > 0 || policy.problem !== null,
  );
  const lines = [
    `- For all: ${markdownText(organizationSays(audit))}`,
    `- In force: ${markdownText(wordCounts(audit, policyWord))}`,
    `- Check required: ${markdownText(wordCounts(audit, checkWord))}`,
    `- Reviewed by: ${markdownText(`${wordCounts(audit, appWord)}${whyUnknown(audit)}`)}`,
    ...special.slice(0, MAX_ROWS).map(({ name, policy }) => {
      const held =
        policy.held.length > 0
          ? `the floor holds ${policy.held.join(", ")}`
          : `not valid: ${policy.problem ?? ""}`;
      return `- ${inlineCode(name)}: ${markdownText(held)}`;
    }),
    ...leftOutGroups(audit).map(([words, some]) => `- Left out, ${markdownText(words)}: ${names(some)}`),
    ...(audit.unseen > 0 ? [`- ${String(audit.unseen)} more, of which nothing can be seen`] : []),
  ];
  return ["## Policy and check", lines.join("\n")];
}
