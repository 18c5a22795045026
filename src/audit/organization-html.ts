import { html, uriPath } from "../report/escape.js";
import { countLevels, plural } from "../report/report.js";
import { auditPage } from "./audit-page.js";
import { areaPlot } from "./audit-plot.js";
import { countedBy } from "./audit.js";
import { htmlTable, numberCell, type Cell } from "./html-table.js";
import {
  appWord,
  checkWord,
  leftOutGroups,
  policyWord,
  rulesOfAll,
  totalsOf,
  trendOf,
  wholeTrend,
} from "./organization-groups.js";
import { rulingsSection } from "./organization-rulings.js";
import type { AuditedRepository, OrganizationAudit, RepositoryFindings } from "./organization.js";

/** More uses of one repository are counted, and not listed. */
const MAX_USES = 200;

/** The audit of an organization as one page that needs nothing else: it reads without a script, which sorts the tables. */
export function renderOrganizationHtml(audit: OrganizationAudit): string {
  const { uses } = totalsOf(audit);
  const title = `${plural(uses, "use")} of unsafe deserialization left in ${audit.owner}`;
  return auditPage({
    ...{ title, style: STYLE, lead: lead(audit) },
    sections: [
      ...[failures(audit), overTime(audit), repositoryTable(audit), ruleTable(audit)],
      ...[rulingsSection(audit), places(audit), gaps(audit), leftOut(audit)],
    ],
    foot: `no-pickle ${audit.version}, ${audit.today}`,
  });
}

const STYLE = `
.tag{color:var(--dim);font-size:.75rem;border:1px solid var(--line);border-radius:1em;padding:0 .4em;margin-left:.4em;white-space:nowrap}
.no{color:var(--c0)}.yes{color:var(--c3)}.unknown{color:var(--dim)}.bad{border-left:4px solid var(--c0);padding-left:1rem}
.mini{width:120px;height:18px;margin-top:.15em}.mini polygon{fill:var(--c4);fill-opacity:.18}.mini polyline{fill:none;stroke:var(--c4);stroke-width:1.5}
details{border-bottom:1px solid var(--line);padding:.35rem 0}summary{cursor:pointer}summary span{color:var(--dim);font-size:.9rem}
th.n{text-align:right}.narrow table{max-width:38rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:.4rem 0}dt{color:var(--dim)}dd{margin:0}
@media print{details:not([open]){display:none}}
`;

function lead(audit: OrganizationAudit): string {
  const { days, owner, webUrl, repositories, isOrganization } = audit;
  const { uses, audited, withUses, block, warn, note } = totalsOf(audit);
  const before = wholeTrend(audit)[0] ?? uses;
  const required = repositories.filter(({ check }) => check.required === "yes").length;
  const facts: readonly (readonly [string, string])[] = [
    [String(block), "block"],
    [String(warn), "warn"],
    [String(note), "note"],
    [`${String(withUses)} of ${String(audited)}`, "repositories have some"],
    ...(days.length > 1 ? [[signed(uses - before), `since ${days[0] ?? ""}`] as const] : []),
    [`${String(required)} of ${String(repositories.length)}`, "require the check"],
  ];
  const cards = facts.map(([value, name]) => `<div><b>${html(value)}</b><span>${html(name)}</span></div>`);
  const kind = isOrganization ? "organization" : "user";
  return `<p>The ${kind} <a href="${html(`${webUrl}/${owner}`)}">${html(owner)}</a>: ${plural(audited, "repository", "repositories")} looked at${leftOutWords(audit)}.</p>
<div class="facts">${cards.join("")}</div>`;
}

function signed(change: number): string {
  return change > 0 ? `+${String(change)}` : String(change);
}

function leftOutWords(audit: OrganizationAudit): string {
  const { failed } = totalsOf(audit);
  const left = leftOutGroups(audit).map(([words]) => words);
  return [
    failed > 0 ? `; ${String(failed)} could not be looked at` : "",
    left.length > 0 ? `; left out: ${html(left.join(", "))}` : "",
    audit.unseen > 0 ? `; ${String(audit.unseen)} more cannot be seen` : "",
  ].join("");
}

function failures({ repositories }: OrganizationAudit): string {
  const failed = repositories.filter(({ failure }) => failure !== null);
  if (failed.length === 0) return "";
  const rows = failed.map(({ name, failure }): Cell[] => [html(name), html(failure ?? "")]);
  return `<section class="bad"><h2>Could not be looked at</h2>\n${htmlTable(["Repository", "Why"], rows)}</section>`;
}

function overTime(audit: OrganizationAudit): string {
  const { days, repositories } = audit;
  if (days.length < 2) return "";
  const totals = wholeTrend(audit);
  const points = days.map((date, i) => ({ date, total: totals[i] ?? 0, said: "" }));
  const series = repositories.flatMap(({ name, found }) => {
    const values = found ? trendOf(found, days) : [];
    return values.some((value) => value > 0) ? [{ name, values }] : [];
  });
  return `<section><h2>Over time</h2>\n<figure>${areaPlot(points, series)}</figure></section>`;
}

function repositoryTable(audit: OrganizationAudit): string {
  const { days, webUrl, owner } = audit;
  const seen = audit.repositories.flatMap((one) => (one.found ? [{ ...one, found: one.found }] : []));
  if (seen.length === 0) return "";
  const rows = seen.map((one): Cell[] => {
    const { found, name } = one;
    const { block, warn } = countLevels(found.uses);
    const trend = trendOf(found, days);
    const change = found.uses.length - (trend[0] ?? 0);
    return [
      `<a href="${html(`${webUrl}/${owner}/${name}`)}">${html(name)}</a>${tagsOf(one)}`,
      ...[found.uses.length, block, warn].map(numberCell),
      ...(days.length > 1 ? [lineOf(trend)] : []),
      ...(days.length > 1 ? [changeCell(change)] : []),
      html(policyWord(one)),
      judged(one.check.required, checkWord(one)),
      judged(appWord(one) === "?" ? "unknown" : appWord(one) === "no" ? "no" : "yes", appWord(one)),
    ];
  });
  const over = days.length > 1 ? ["Over time", "Change"] : [];
  const heads = ["Repository", "Left", "Block", "Warn", ...over, "Policy", "Required", "Reviewed by"];
  return `<section><h2>Repositories</h2>\n${htmlTable(heads, rows)}</section>`;
}

function changeCell(change: number): Cell {
  const known = change > 0 ? "no" : "yes";
  return [change === 0 ? "" : `<span class="${known}">${signed(change)}</span>`, change];
}

const LINE_WIDTH = 120;
const LINE_HEIGHT = 18;

/** A trend as a line, from nothing at the bottom to the most at the top. */
function lineOf(trend: readonly number[]): string {
  const most = Math.max(...trend, 1);
  const x = (i: number): string => ((i * LINE_WIDTH) / Math.max(1, trend.length - 1)).toFixed(1);
  const y = (value: number): string => (LINE_HEIGHT - 1 - ((LINE_HEIGHT - 2) * value) / most).toFixed(1);
  const line = trend.map((value, i) => `${x(i)},${y(value)}`).join(" ");
  const said = `from ${String(trend[0] ?? 0)} to ${String(trend.at(-1) ?? 0)}`;
  return `<svg class="mini" viewBox="0 0 ${String(LINE_WIDTH)} ${String(LINE_HEIGHT)}" role="img" aria-label="${said}"><polygon points="0,${String(LINE_HEIGHT)} ${line} ${String(LINE_WIDTH)},${String(LINE_HEIGHT)}"/><polyline points="${line}"/></svg>`;
}

function judged(known: string, word: string): string {
  return `<span class="${known}">${html(word === "?" ? "not known" : word)}</span>`;
}

function tagsOf({ isPrivate, isArchived, isFork }: AuditedRepository): string {
  const tags = [isPrivate ? "private" : "", isArchived ? "archived" : "", isFork ? "fork" : ""];
  return tags.map((tag) => (tag === "" ? "" : `<span class="tag">${tag}</span>`)).join("");
}

function ruleTable(audit: OrganizationAudit): string {
  const rows = rulesOfAll(audit).map(({ ruleId, uses, repositories }): Cell[] => [
    `<code class="id">${html(ruleId)}</code>`,
    numberCell(uses),
    numberCell(repositories),
  ]);
  if (rows.length === 0) return "";
  return `<section class="narrow"><h2>Rules</h2>\n${htmlTable(["Rule", "Left", "Repositories"], rows)}</section>`;
}

function places(audit: OrganizationAudit): string {
  const some = audit.repositories.flatMap(({ name, found }) =>
    found && found.uses.length > 0 ? [placesIn(audit, name, found)] : [],
  );
  return some.length === 0 ? "" : `<section><h2>Places</h2>\n${some.join("\n")}</section>`;
}

function placesIn({ webUrl, owner }: OrganizationAudit, name: string, found: RepositoryFindings): string {
  const { uses, commit } = found;
  const base = `${webUrl}/${owner}/${name}/blob/${commit}`;
  const rows = uses
    .slice(0, MAX_USES)
    .map(({ path, line, level, ruleId, symbol }): Cell[] => [
      `<a href="${html(`${base}/${uriPath(path)}#L${String(line)}`)}"><code>${html(path)}:${String(line)}</code></a>`,
      `<span class="level ${level}">${level}</span>`,
      `<code class="id">${html(ruleId)}</code>`,
      `<code>${html(symbol)}</code>`,
    ]);
  const rules = countedBy(uses, ({ ruleId }) => [ruleId]).map(([id, some]) => `${id} ${String(some.length)}`);
  const more = uses.length > MAX_USES ? `<p>and ${String(uses.length - MAX_USES)} more</p>` : "";
  return `<details><summary><b>${html(name)}</b> ${plural(uses.length, "use")} <span>${html(rules.slice(0, 4).join(", "))}${rules.length > 4 ? ", ..." : ""}</span></summary>
${htmlTable(["Where", "Level", "Rule", "What"], rows)}${more}</details>`;
}

function gaps({ repositories }: OrganizationAudit): string {
  const rows = repositories.flatMap(({ name, found }) =>
    (found?.notScanned ?? [])
      .slice(0, MAX_USES)
      .map(({ path, reason }): Cell[] => [html(name), `<code>${html(path)}</code>`, html(reason)]),
  );
  if (rows.length === 0) return "";
  return `<section><h2>Not scanned</h2>\n${htmlTable(["Repository", "Where", "Why"], rows)}</section>`;
}

function leftOut({ leftOut: all }: OrganizationAudit): string {
  if (all.length === 0) return "";
  const groups = countedBy(all, ({ reason }) => [reason]);
  const rows = groups.map(
    ([reason, some]) => `<dt>${html(reason)}</dt><dd>${some.map(({ name }) => html(name)).join(", ")}</dd>`,
  );
  return `<section><h2>Left out</h2>\n<dl>${rows.join("")}</dl></section>`;
}
