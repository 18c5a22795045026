import type { DataEnd } from "./data-ends.js";
import type { KeptEntry, Spot } from "./kept-entries.js";
import type { Mention } from "./mentions.js";
import type { Migration } from "./migrate.js";
import { inFunction, type Plan } from "./plan.js";
import { NEW_FORMAT } from "./python-code.js";
import type { Finding } from "../findings/finding.js";
import { ruleOf } from "../report/report.js";
import { describeShape } from "./shape.js";

/** What is told of a migration. */
export interface MigrationReport {
  readonly version: string;
  readonly migration: Migration;
  /** What lies under keys and in columns. */
  readonly entries: readonly KeptEntry[];
  /** Calls whose data the code does not place. */
  readonly loose: readonly DataEnd[];
  /** Where a stored file is named besides, by the id of its place. */
  readonly mentions: ReadonlyMap<string, readonly Mention[]>;
  /** Files that could not be read or parsed. */
  readonly notLookedAt: readonly { readonly path: string; readonly reason: string }[];
  /** How many files of Python were looked at. */
  readonly looked: number;
  /** A path as it is shown. */
  readonly shown: (path: string) => string;
}

/** What a plan says of a stored file, in words. */
export interface StoreFacts {
  readonly name: string;
  readonly written: readonly string[];
  readonly read: readonly string[];
  readonly holds: string;
  /** The new format; null where a person decides. */
  readonly to: string | null;
  readonly reliesOn: readonly string[];
  readonly alsoNamed: readonly string[];
  readonly converter: string | null;
  readonly undecided: readonly string[];
  readonly advice: readonly string[];
}

/** What is to be said of each stored file: those that can be moved first. */
export function storeFacts(report: MigrationReport): readonly StoreFacts[] {
  const { plans } = report.migration;
  const sorted = [...plans.filter(({ target }) => target), ...plans.filter(({ target }) => !target)];
  return sorted.map((plan) => factsOf(report, plan));
}

function factsOf({ migration, mentions, shown }: MigrationReport, plan: Plan): StoreFacts {
  const place = (end: DataEnd): string => {
    const around = inFunction(end);
    return `${shown(end.model.path)}:${String(end.line)}${around === "" ? "" : ` in ${around}`}`;
  };
  const job = migration.jobs.find((one) => one.plan === plan);
  const hasScript = migration.scripts.some(({ name }) => name === job?.script);
  const holds = [...new Set(plan.shapes.map(describeShape))];
  return {
    name: plan.name.shown,
    written: plan.writers.map(place),
    read: plan.readers.map(place),
    holds: holds.length === 0 ? "not known" : holds.join(", or "),
    to: plan.target && NEW_FORMAT[plan.target.kind],
    reliesOn: plan.target ? plan.assumed : [],
    alsoNamed: (mentions.get(plan.name.id) ?? []).map(({ path, line }) => `${shown(path)}:${String(line)}`),
    converter: job && hasScript ? job.script : null,
    undecided: plan.undecided.map((reason) => withShown(reason, plan, shown)),
    advice: plan.advice,
  };
}

/** What is said of data under a key or in a column, in words. */
export interface EntryFacts extends Pick<KeptEntry, "name" | "kind" | "holds" | "instead"> {
  readonly written: readonly string[];
  readonly read: readonly string[];
  readonly declared: readonly string[];
}

/** What is to be said of each key and column. */
export function entryFacts({ entries, shown }: MigrationReport): readonly EntryFacts[] {
  const place = ({ path, line }: Spot): string => `${shown(path)}:${String(line)}`;
  return entries.map(({ name, kind, holds, instead, written, read, declared }) => ({
    ...{ name, kind, written: written.map(place), read: read.map(place), declared: declared.map(place) },
    ...{ holds, instead },
  }));
}

/** A reason that begins with a path, with the path as it is shown. */
function withShown(reason: string, { writers, readers }: Plan, shown: (path: string) => string): string {
  for (const { model } of [...writers, ...readers])
    if (reason.startsWith(model.path)) return shown(model.path) + reason.slice(model.path.length);
  return reason;
}

/** How many findings there are in the changed files. */
export interface Counts {
  readonly before: number;
  readonly after: number;
  /** The imports that the fallback needs, among those: `pickle-import in app/state.py:3`. */
  readonly fallback: readonly string[];
  /** Files in which there was no such import before. */
  readonly anew: readonly string[];
}

/** What no-pickle counts in the changed files before and after, notes aside. */
export function countsOf({ migration, shown }: MigrationReport): Counts {
  const files = migration.files.filter(({ before, after }) => before !== after);
  const imports = (findings: readonly Finding[]): readonly Finding[] =>
    findings.filter((one) => ruleOf(one).subject === "import");
  return {
    before: files.reduce((sum, { found }) => sum + found.before.length, 0),
    after: files.reduce((sum, { found }) => sum + found.after.length, 0),
    fallback: files.flatMap(({ path, found }) =>
      imports(found.after).map(
        ({ ruleId, range }) => `${ruleId} in ${shown(path)}:${String(range.startLine + 1)}`,
      ),
    ),
    anew: files
      .filter(({ found }) => imports(found.before).length < imports(found.after).length)
      .map(({ path }) => shown(path)),
  };
}
