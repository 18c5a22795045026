import { html, inlineCode, uriPath } from "../report/escape.js";
import { plural } from "../report/report.js";
import { isTestPath } from "../rule-kit/test-paths.js";
import { countedBy } from "./audit.js";
import type { IssueFacts, Listed } from "./issue-facts.js";
import { itemLine } from "./issue-kept.js";
import { ownLines, unmarked, type StretchLine } from "./issue-marks.js";

/** Lists with more groups of more than a few items are folded. */
const MOST_OPEN = 25;

/** What is left, each with a box to tick, by owner, else by folder: what runs before what tests, what blocks before the rest. */
export function listLines(listed: readonly Listed[], { audit, url }: IssueFacts): readonly StretchLine[] {
  const { uses, ref } = audit;
  if (uses.length === 0) return [];
  const isOwned = uses.some(({ owners }) => owners.length > 0);
  const groups = [
    ...countedBy(listed, ({ use }) => [isOwned ? use.owners.join(" ") : folderOf(use.path)]),
  ].sort(([, a], [, b]) => Number(areTests(a)) - Number(areTests(b)));
  const isFolded = listed.length > MOST_OPEN && groups.length > 1;
  const lines = groups.flatMap(([name, some]): StretchLine[] => {
    const items = [...some]
      .sort((a, b) => weightOf(a) - weightOf(b))
      .flatMap((one) => itemLines(one, labelOf(one, url, ref.commit)));
    const head = `${headOf(name, isOwned, isFolded)}: ${plural(some.length, "use")}${blocking(some)}`;
    return isFolded
      ? [
          ...ownLines(["", `<details><summary>${head}</summary>`, ""]),
          ...items,
          ...ownLines(["", "</details>"]),
        ]
      : [...ownLines(["", `#### ${head}`, ""]), ...items];
  });
  const cut = uses.length - listed.length;
  const rest =
    cut > 0 ? ["", `And ${String(cut)} more: an issue holds no more; \`no-pickle audit\` lists all.`] : [];
  return [...ownLines(["### What is left", "", TICKS]), ...lines, ...ownLines(rest)];
}

const TICKS =
  "The boxes are yours: tick what somebody takes on, write behind an item or below it. An item goes when its use is gone.";

/** Whether a group is about tests: most of it is. */
function areTests(some: readonly Listed[]): boolean {
  return some.filter(({ use }) => isTestPath(use.path)).length * 2 > some.length;
}

function weightOf({ use }: Listed): number {
  return (isTestPath(use.path) ? 3 : 0) + ["block", "warn", "note"].indexOf(use.level);
}

function blocking(some: readonly Listed[]): string {
  const count = some.filter(({ use }) => use.level === "block").length;
  const fixes = some.filter(({ use }) => use.next.kind === "fix").length;
  const parts = [
    ...(count > 0 && count < some.length
      ? [`${String(count)} that ${count === 1 ? "blocks" : "block"}`]
      : []),
    ...(fixes > 0 ? [`${String(fixes)} with a fix`] : []),
  ];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

/** What a group is called. Within a summary there is HTML, and no Markdown. */
function headOf(name: string, isOwned: boolean, isFolded: boolean): string {
  if (name === "") return isOwned ? "Nobody's" : "The root folder";
  const shown = isFolded ? htmlCode : code;
  return name.split(" ").slice(0, 8).map(shown).join(" ");
}

function htmlCode(text: string): string {
  return `<code>${unmarked(html(cut(text))).replaceAll("@", "@\u200b")}</code>`;
}

function folderOf(path: string): string {
  return path.split("/").slice(0, -1).slice(0, 2).join("/") || "";
}

function itemLines({ key, kept }: Listed, label: string): readonly StretchLine[] {
  const own = itemLine(key, label, false);
  const note = kept && kept.note !== "" ? ` ${kept.note}` : "";
  const text = `${itemLine(key, label, kept?.isTicked ?? false)}${note}`;
  return [{ text, own }, ...(kept?.under ?? []).map((line) => ({ text: line, own: null }))];
}

function labelOf({ use, isNew }: Listed, url: string, commit: string): string {
  const { path, line, symbol, level, introduced, ruleId } = use;
  const place = code(`${path}:${String(line)}`);
  const link = `${url}/blob/${commit}/${uriPath(path)}#L${String(line)}`;
  const since = introduced ? [`since ${introduced.date.slice(0, 7)}`] : [];
  const what = symbol === "" ? ruleId : code(symbol);
  const parts = [
    ...[what, ...(level === "block" ? [] : [level]), ...since],
    ...(use.next.kind === "fix" ? ["has a fix"] : []),
    ...(isNew ? [NEW] : []),
  ];
  return `${link.length > MAX_LINK ? place : `[${place}](${link})`} ${parts.join(", ")}`;
}

const MAX_LINK = 600;
const MAX_CODE = 150;

/** What is said of a use that was not there before. */
export const NEW = "**new**";

/** Text of the repository as code, its end where it is long. */
export function code(text: string): string {
  return unmarked(inlineCode(cut(text)));
}

function cut(text: string): string {
  return text.length > MAX_CODE ? `...${text.slice(-MAX_CODE)}` : text;
}
