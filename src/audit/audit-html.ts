import { html } from "../report/escape.js";
import { countLevels, plural } from "../report/report.js";
import { ageOf, ageText, folderRows, nextRows, ownerRows, peakOf, ruleRows } from "./audit-groups.js";
import { burnDownPlot } from "./audit-plot.js";
import { auditPage } from "./audit-page.js";
import { median, type Audit, type AuditUse } from "./audit.js";
import { artifactRows, artifactText, dataRows } from "./data-rows.js";
import { effortText } from "./effort.js";
import { htmlTable as table, numberCell as count, type Cell } from "./html-table.js";
import { sparkline } from "./sparkline.js";

/** An audit as one page that needs nothing else: plots without a script, tables that a script sorts, light and dark. */
export function renderAuditHtml(audit: Audit): string {
  const { ref, uses } = audit;
  const title = `${plural(uses.length, "use")} of unsafe deserialization left`;
  return auditPage({
    title: `${title}: ${ref.name}`,
    heading: title,
    lead: lead(audit),
    sections: [
      `<section><h2>Over time</h2>\n<figure>${burnDownPlot(audit)}</figure>\n${ruleTable(audit)}\n</section>`,
      ...[nextSection(audit), dataSection(audit), artifactSection(audit)],
      groupSection("By folder", "Folder", folderRows(audit)),
      groupSection("By owner", "Owner", ownerRows(audit)),
      ...[usesSection(audit), goneSection(audit), gapsSection(audit)],
    ],
    foot: `no-pickle ${audit.version}, ${audit.today}; policy: ${audit.policy}`,
  });
}

function lead(audit: Audit): string {
  const { ref, uses, points, history, fixed, today } = audit;
  const { block, warn, note } = countLevels(uses);
  const peak = peakOf(audit);
  const days = median(fixed.flatMap((one) => one.days ?? []));
  const ages = median(uses.flatMap((use) => ageOf(use, today) ?? []));
  const facts: readonly (readonly [string, string])[] = [
    [String(block), "block"],
    [String(warn), "warn"],
    [String(note), "note"],
    ...(peak ? [[String(peak.total), `at most, in ${peak.date.slice(0, 7)}`] as const] : []),
    [String(fixed.length), days === null ? "gone" : `gone, half of them within ${ageText(days)}`],
    ...(ages === null ? [] : [[ageText(ages), "there, half of what is left"] as const]),
  ];
  const cards = facts.map(([value, name]) => `<div><b>${html(value)}</b><span>${html(name)}</span></div>`);
  const part = history.isComplete ? "" : " The history is not whole.";
  return `<p>${html(ref.name)} at <code>${html(ref.commit.slice(0, 12))}</code>: ${plural(points.length, "point")} of ${plural(history.commits, "commit")} of the branch.${part}</p>
<div class="facts">${cards.join("")}</div>`;
}

function ruleTable(audit: Audit): string {
  const rows = ruleRows(audit).map(({ ruleId, left, trend, came, went, days }): Cell[] => [
    ...[
      `<code class="id">${html(ruleId)}</code>`,
      count(left),
      `<span class="spark">${sparkline(trend, 40)}</span>`,
    ],
    ...[count(came), count(went)],
    [days === null ? "" : ageText(days), days ?? -1],
  ]);
  return rows.length === 0
    ? ""
    : table(["Rule", "Left", "Over time", "Came", "Went", "Half of those after"], rows);
}

function nextSection(audit: Audit): string {
  const rows = nextRows(audit).map(({ next, ruleId, uses }): Cell[] => [
    ...[
      `<span class="kind ${next.kind}">${next.kind}</span>`,
      `<code class="id">${html(ruleId)}</code>`,
      count(uses.length),
    ],
    ...[
      count(new Set(uses.map(({ path }) => path)).size),
      `${phrase(next.text)} (<a href="${html(next.url)}">more</a>)`,
      html(effortText(uses)),
    ],
  ]);
  if (rows.length === 0) return "";
  return `<section><h2>What next</h2>\n${table(["", "Rule", "Uses", "Files", "What", "Work"], rows)}</section>`;
}

function dataSection(audit: Audit): string {
  const rows = dataRows(audit).map(({ by, name, places }): Cell[] => [
    html(by),
    `<code>${html(name)}</code>`,
    places.map((one) => `<code>${html(one)}</code>`).join("<br>"),
  ]);
  return rows.length === 0
    ? ""
    : `<section><h2>Both ends known</h2>\n${table(["By", "What", "Where"], rows)}</section>`;
}

function artifactSection(audit: Audit): string {
  const rows = artifactRows(audit).map((one): Cell[] => [
    `<code>${html(one.path)}</code>`,
    `<span class="level ${one.verdict === "dangerous" ? "block" : one.runs === null ? "note" : "warn"}">${html(one.verdict)}</span>`,
    html(artifactText(one)),
    one.loadedBy.map((place) => `<code>${html(place)}</code>`).join("<br>"),
  ]);
  if (rows.length === 0) return "";
  return `<section><h2>Files in the tree that are loaded</h2>\n${table(["File", "Verdict", "What it does", "Loaded by"], rows)}</section>`;
}

/** A Markdown phrase: code is all that it may hold. */
function phrase(text: string): string {
  return text
    .split("`")
    .map((part, i) => (i % 2 === 1 ? `<code>${html(part)}</code>` : html(part)))
    .join("");
}

function groupSection(
  title: string,
  head: string,
  groups: readonly (readonly [string, readonly AuditUse[]])[],
): string {
  if (groups.length < 2) return "";
  const most = groups[0]?.[1].length ?? 1;
  const rows = groups.map(([name, uses]): Cell[] => [
    ...[`<code>${html(name)}</code>`, count(uses.length)],
    `<span class="bar" style="width:${String(Math.max(1, Math.round((100 * uses.length) / most)))}%"></span>`,
  ]);
  return `<section class="groups"><h2>${html(title)}</h2>\n${table([head, "Uses", ""], rows)}</section>`;
}

function usesSection({ uses, today }: Audit): string {
  if (uses.length === 0) return "";
  const rows = uses.map((use): Cell[] => {
    const age = ageOf(use, today);
    const since = use.introduced
      ? `${use.introduced.date.slice(0, 10)} <code>${html(use.introduced.commit.slice(0, 9))}</code>${moved(use)}`
      : "";
    return [
      ...[
        `<code>${html(use.path)}:${String(use.line)}</code>`,
        `<span class="level ${use.level}">${use.level}</span>`,
      ],
      ...[`<code class="id">${html(use.ruleId)}</code>`, `<code>${html(use.symbol)}</code>`, since],
      [ageText(age), age ?? -1],
      ...[
        use.owners.map(html).join(" "),
        use.pairedWith.map((one) => `<code>${html(one)}</code>`).join("<br>"),
      ],
    ];
  });
  const heads = ["Where", "Level", "Rule", "What", "Since", "Age", "Owners", "Same data"];
  return `<section><h2>All that is left</h2>\n${table(heads, rows)}</section>`;
}

function moved({ introduced, path }: AuditUse): string {
  return introduced && introduced.path !== path ? `<br>as <code>${html(introduced.path)}</code>` : "";
}

function goneSection({ fixed }: Audit): string {
  if (fixed.length === 0) return "";
  const rows = fixed.map((one): Cell[] => [
    ...[one.fixed.date.slice(0, 10), `<code>${html(one.fixed.commit.slice(0, 9))}</code>`],
    ...[
      `<code>${html(one.path)}</code>`,
      `<code class="id">${html(one.ruleId)}</code>`,
      `<code>${html(one.symbol)}</code>`,
    ],
    [ageText(one.days), one.days ?? -1],
  ]);
  return `<section><h2>Gone</h2>\n${table(["When", "Commit", "Where", "Rule", "What", "After"], rows)}</section>`;
}

function gapsSection({ notScanned }: Audit): string {
  if (notScanned.length === 0) return "";
  const rows = notScanned.map(({ path, reason }): Cell[] => [`<code>${html(path)}</code>`, html(reason)]);
  return `<section><h2>Not scanned</h2>\n${table(["Where", "Why"], rows)}</section>`;
}
