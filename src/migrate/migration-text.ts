import {
  countsOf,
  entryFacts,
  storeFacts,
  type EntryFacts,
  type MigrationReport,
  type StoreFacts,
} from "./migration-report.js";
import { visibleLine } from "../report/escape.js";
import { plural } from "../report/report.js";
import type { Style } from "../report/style.js";

/** The column in which what is said begins. */
const COLUMN = 13;
const MAX_LOOSE = 5;

/** The same for who asked for little: a line for each stored file, and for what was not looked into. */
export function renderQuietMigration(report: MigrationReport): string {
  const told = storeFacts(report).map(
    ({ name, to }) => `${name}: ${to === null ? "for a person" : `moves to ${to}`}`,
  );
  const entries = report.entries.map(({ name, kind }) => `${name}: for a person, as it is a ${kind}`);
  const gaps = report.notLookedAt.map(
    ({ path, reason }) => `${report.shown(path)}: not looked into: ${reason}`,
  );
  const loose = looseLine(report);
  return [...told, ...entries, ...(loose === "" ? [] : [loose]), ...gaps]
    .map((line) => `${visibleLine(line)}\n`)
    .join("");
}

/** What a person reads after `no-pickle migrate`: each stored file, what can be done about it, and what to do next. */
export function renderMigrationText(report: MigrationReport, style: Style, written: string | null): string {
  const facts = storeFacts(report);
  const blocks = facts.map((one) => block(one, style));
  const entries = entryFacts(report);
  if (facts.length > 0 || entries.length === 0) blocks.push(summary(report, facts, style, written));
  if (entries.length > 0)
    blocks.push(
      style.prose(
        `Under keys and in columns: ${String(entries.length)}, for a person. No patch is made for these: what is there already is not in files.`,
        0,
      ),
      ...entries.map((one) => entryBlock(one, style)),
    );
  const gaps = [
    looseLine(report),
    ...report.notLookedAt.map(({ path, reason }) => `${report.shown(path)}: ${reason}`),
  ];
  const told = gaps.filter((line) => line !== "").map((line) => `  ${style.prose(visibleLine(line), 2, 4)}`);
  if (told.length > 0) blocks.push(["Not looked into:", ...told].join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

function rowsIn(style: Style) {
  const row = (name: string, text: string): string =>
    `  ${style.dim(name.padEnd(COLUMN - 2))}${style.prose(visibleLine(text), COLUMN)}`;
  const rows = (name: string, texts: readonly string[]): string[] =>
    texts.map((text, i) => row(i === 0 ? name : "", text));
  return { row, rows };
}

function entryBlock(
  { name, kind, declared, written, read, holds, instead }: EntryFacts,
  style: Style,
): string {
  const { row, rows } = rowsIn(style);
  return [
    `${style.strong(visibleLine(name))} (${kind})`,
    ...rows("declared", declared),
    ...rows("written", written),
    ...rows("read", read),
    row("holds", holds),
    row("could be", instead),
  ].join("\n");
}

function block(facts: StoreFacts, style: Style): string {
  const { row, rows } = rowsIn(style);
  return [
    style.strong(visibleLine(facts.name)),
    ...rows("written", facts.written),
    ...rows("read", facts.read),
    row("holds", facts.holds),
    ...(facts.to === null ? [] : [row("moves to", `${facts.to}, in the same file`)]),
    ...rows("relies on", facts.reliesOn),
    ...(facts.converter === null ? [] : [row("converter", facts.converter)]),
    ...rows("undecided", facts.undecided),
    ...rows("could be", facts.advice),
    ...(facts.alsoNamed.length === 0 ? [] : [row("also named", facts.alsoNamed.join(", "))]),
  ].join("\n");
}

function summary(
  report: MigrationReport,
  facts: readonly StoreFacts[],
  style: Style,
  written: string | null,
): string {
  if (report.looked === 0) return "No Python was looked at: there is none.";
  if (facts.length === 0) return "Nothing that is written as a pickle and read again was found.";
  const ready = facts.filter(({ to }) => to !== null).length;
  const count = plural(facts.length, "stored file");
  if (ready === 0) return `${count}, for a person to decide about.`;
  const rest = facts.length - ready;
  const { before, after, fallback } = countsOf(report);
  const kept =
    fallback.length === 0
      ? ""
      : `, with ${plural(fallback.length, "import")} of pickle that the fallback to old files needs`;
  const lines = [
    `Findings in the changed files: ${String(before)} now, ${String(after)} after it${kept}.`,
    ...(fallback.length === 0 ? [] : ["A ratchet counts the fallback until it is deleted."]),
    written ??
      "Nothing was changed. --diff prints the change; --out DIR writes it in two steps, with converters for old files.",
  ];
  return [
    `${count}: ${String(ready)} can be moved${rest === 0 ? "" : `, ${String(rest)} for a person`}.`,
    ...lines.map((line) => `  ${style.prose(visibleLine(line), 2)}`),
  ].join("\n");
}

function looseLine({ loose, shown }: MigrationReport): string {
  if (loose.length === 0) return "";
  const places = loose.slice(0, MAX_LOOSE).map(({ model, line }) => `${shown(model.path)}:${String(line)}`);
  const more = loose.length > MAX_LOOSE ? `, and ${String(loose.length - MAX_LOOSE)} more` : "";
  return `${plural(loose.length, "call")} whose data the code does not place in a file: ${places.join(", ")}${more}`;
}
