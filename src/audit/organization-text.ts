import { visibleLine } from "../report/escape.js";
import { plural } from "../report/report.js";
import type { Style } from "../report/style.js";
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
import type { AuditedRepository, OrganizationAudit } from "./organization.js";
import { sparkline } from "./sparkline.js";

const MAX_ROWS = 40;
const MAX_RULES = 12;
const MAX_FAILURES = 20;
const NAMES = 12;

/**
 * The audit of an organization for a terminal.
 * @param columns how wide it is; at least 80 and at most 100 are used
 */
export function renderOrganizationText(audit: OrganizationAudit, style: Style, columns: number): string {
  const width = Math.max(80, Math.min(columns, 100));
  const parts = [
    head(audit, style, width),
    repositories(audit, style, width),
    rules(audit, style),
    failures(audit, style, width),
    rulings(audit, style, width),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function head(audit: OrganizationAudit, style: Style, width: number): string {
  const { owner, days } = audit;
  const { audited, withUses, uses, block, warn, note } = totalsOf(audit);
  const looked = `${plural(audited, "repository", "repositories")} looked at, ${String(withUses)} with something left`;
  const trend = wholeTrend(audit);
  const line =
    days.length < 2
      ? []
      : [`  ${style.dim(days[0] ?? "")} ${sparkline(trend, width - 28)} ${style.dim(days.at(-1) ?? "")}`];
  const levels = `${String(block)} block, ${String(warn)} warn, ${String(note)} note`;
  const more = uses - (trend[0] ?? uses);
  const before =
    days.length < 2 || more === 0
      ? ""
      : `; ${String(Math.abs(more))} ${more > 0 ? "more" : "fewer"} than on ${days[0] ?? ""}`;
  return [
    `${style.strong(visibleLine(owner))}: ${looked}`,
    "",
    `  ${style.strong(`${plural(uses, "use")} left`)}: ${levels}${before}`,
    ...line,
    "",
  ].join("\n");
}

function repositories(audit: OrganizationAudit, style: Style, width: number): string {
  const seen = audit.repositories.filter(({ found }) => found !== null);
  const some = seen.filter(({ found }) => found !== null && found.uses.length > 0);
  const none = seen.filter((one) => !some.includes(one)).map(({ name }) => visibleLine(name));
  if (seen.length === 0) return "";
  const room = width - 70;
  const title = `${"Repository".padEnd(26)}${"left".padStart(6)}${"block".padStart(6)}  ${"over time".padEnd(room)}  ${"policy".padEnd(9)}  ${"check".padEnd(9)}  review`;
  const lines = some.slice(0, MAX_ROWS).map((one) => row(audit, one, room));
  const more =
    some.length > MAX_ROWS ? [`  and ${String(some.length - MAX_ROWS)} more; --html shows all`] : [];
  const clean =
    none.length === 0 ? [] : hanging(`  nothing left in ${String(none.length)}:`, named(none), width);
  return [...(some.length > 0 ? [style.strong(title)] : []), ...lines, ...more, ...clean, ""].join("\n");
}

function row({ days }: OrganizationAudit, one: AuditedRepository, room: number): string {
  const uses = one.found?.uses ?? [];
  const block = uses.filter(({ level }) => level === "block").length;
  const trend = one.found && days.length > 1 ? sparkline(trendOf(one.found, days), room) : "";
  const numbers = `${String(uses.length).padStart(6)}${String(block).padStart(6)}`;
  const words = `${policyWord(one).padEnd(9)}  ${checkWord(one).padEnd(9)}  ${appWord(one)}`;
  return `  ${cut(one.name, 23).padEnd(24)}${numbers}  ${trend.padEnd(room)}  ${words}`;
}

function rules(audit: OrganizationAudit, style: Style): string {
  const rows = rulesOfAll(audit);
  if (rows.length === 0) return "";
  const lines = rows
    .slice(0, MAX_RULES)
    .map(
      ({ ruleId, uses, repositories: many }) =>
        `  ${ruleId.padEnd(30)}${String(uses).padStart(6)}${String(many).padStart(8)}`,
    );
  const more = rows.length > MAX_RULES ? [`  and ${String(rows.length - MAX_RULES)} more rules`] : [];
  return [
    style.strong(`${"Rule".padEnd(32)}${"left".padStart(6)}${"in".padStart(8)}`),
    ...lines,
    ...more,
    "",
  ].join("\n");
}

function failures({ repositories: all }: OrganizationAudit, style: Style, width: number): string {
  const failed = all.filter(({ failure }) => failure !== null);
  if (failed.length === 0) return "";
  const lines = failed
    .slice(0, MAX_FAILURES)
    .flatMap(({ name, failure }) =>
      hanging(`  ${visibleLine(name)}:`, visibleLine(failure ?? "").split(/\s+/), width),
    );
  const more = failed.length > MAX_FAILURES ? [`  and ${String(failed.length - MAX_FAILURES)} more`] : [];
  return [style.strong(`Could not be looked at: ${String(failed.length)}`), ...lines, ...more, ""].join("\n");
}

/** What all of it goes by, and what was not looked at. */
function rulings(audit: OrganizationAudit, style: Style, width: number): string {
  const { unseen } = audit;
  const { notScanned, waived } = totalsOf(audit);
  const besides = [
    ...(waived > 0 ? [`${plural(waived, "use")} waived`] : []),
    ...(notScanned > 0
      ? [`${plural(notScanned, "file")} not scanned (--html and --format json name them)`]
      : []),
  ];
  const say = (label: string, text: string): string[] =>
    hanging(`  ${style.dim(label.padEnd(9))}`, visibleLine(text).split(/\s+/), width, 12, 11);
  const left = leftOutGroups(audit).map(
    ([words, some]) => `${words} (${named(some.map(({ name }) => name)).join(" ")})`,
  );
  const hidden = unseen > 0 ? [`${String(unseen)} of which nothing can be seen`] : [];
  const held = audit.repositories.filter((one) => one.policy.held.length > 0);
  const broken = audit.repositories.filter((one) => one.policy.source === "broken");
  return [
    ...say("policy", `${organizationSays(audit)}. In force: ${wordCounts(audit, policyWord)}`),
    ...held.slice(0, 5).flatMap((one) => say("held", `${one.name}: ${one.policy.held.join(", ")}`)),
    ...broken.slice(0, 5).flatMap((one) => say("broken", `${one.name}: ${one.policy.problem ?? ""}`)),
    ...say("check", `required: ${wordCounts(audit, checkWord)}`),
    ...say("review", `by: ${wordCounts(audit, appWord)}${whyUnknown(audit)}`),
    ...(notScanned + waived > 0 ? say("besides", besides.join(", ")) : []),
    ...([...left, ...hidden].length > 0 ? say("left out", [...left, ...hidden].join(", ")) : []),
    "",
  ].join("\n");
}

/** Names in a row, with how many more there are. */
function named(names: readonly string[]): string[] {
  const shown = names.slice(0, NAMES).map((name, i) => (i === names.length - 1 ? name : `${name},`));
  return names.length > NAMES ? [...shown, "and", String(names.length - NAMES), "more"] : shown;
}

/** Words after a beginning, broken at the width; the next lines begin further in. */
function hanging(
  start: string,
  words: readonly string[],
  width: number,
  indent = 4,
  taken = start.length,
): string[] {
  const lines = [start];
  let length = taken;
  for (const word of words) {
    if (length + 1 + word.length > width && length > indent) {
      lines.push(" ".repeat(indent) + word);
      length = indent + word.length;
    } else {
      lines[lines.length - 1] = `${lines.at(-1) ?? ""} ${word}`;
      length += 1 + word.length;
    }
  }
  return lines;
}

function cut(text: string, width: number): string {
  const shown = visibleLine(text);
  return shown.length <= width ? shown : `${shown.slice(0, width - 3)}...`;
}
