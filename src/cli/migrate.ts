import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

import { fileKind } from "../analysis/file-kind.js";
import { unifiedDiff } from "../diff/unified-diff.js";
import { GUIDE, migrationGuide, READ_PATCH, WRITE_PATCH } from "../migrate/migration-guide.js";
import { columnsOf, entriesOf } from "../migrate/kept-entries.js";
import { renderMigrationJson } from "../migrate/migration-json.js";
import type { MigrationReport } from "../migrate/migration-report.js";
import { renderMigrationText, renderQuietMigration } from "../migrate/migration-text.js";
import { Mentions, tellingName, type Mention } from "../migrate/mentions.js";
import { migrate } from "../migrate/migrate.js";
import { isHarmless, planOf, type Plan } from "../migrate/plan.js";
import { projectOf, type Project } from "../migrate/project.js";
import { mayHoldData, storesOf, type Stores } from "../migrate/stores.js";
import { plural } from "../report/report.js";
import { inColumns, PLAIN } from "../report/style.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";
import { loadPolicy } from "./load-policy.js";
import { namesElsewhere } from "./names-elsewhere.js";
import { styleFor } from "./print-report.js";
import { policyOfFolder } from "./scan-sources.js";
import { scanTargets } from "./scan-targets.js";
import { surroundingsFrom } from "./surroundings.js";

/** The options of `no-pickle migrate`. */
export interface MigrateOptions extends Pick<
  CommonOptions,
  "policy" | "usePolicy" | "organization" | "quiet" | "color"
> {
  readonly format: "text" | "json";
  /** Exit 1 where something can be moved. */
  readonly check: boolean;
  /** The change is printed as a patch. */
  readonly diff: boolean;
  /** A folder that the patches, the converters and what to do with them are written to. */
  readonly out?: string;
  readonly gitignore?: boolean;
}

/**
 * Says what pickled files are written and read by, and what moves them to another format. No file of the project is changed.
 * Returns the exit code.
 */
export async function migrateCommand(
  io: Io,
  paths: readonly string[],
  options: MigrateOptions,
): Promise<number> {
  checkOptions(options);
  const out = options.out === undefined ? null : freeFolder(io, options.out);
  const asked = await scanTargets(io, paths, options, NOTHING);
  const targets = await scanTargets(io, [asked.folder], options, NOTHING);
  const loaded = await loadPolicy(io, options, () => policyOfFolder(io, targets.folder));
  const parser = await io.parser();
  const wanted = targets.wanted(loaded.policy);
  const known = new Set([...wanted, ...asked.wanted(loaded.policy)]);
  const around = surroundingsFrom(
    { kind: "disk", folder: targets.folder, roots: targets.roots, paths: [...known] },
    loaded.policy,
  );
  const project = projectOf([...known], around.repository.read, parser.parse);
  const code = [...known].filter((path) => fileKind(path) === "python").sort();
  const unreadable: string[] = [];
  for (const path of code) {
    const text = project.text(path);
    if (text === null || !mayHoldData(text)) continue;
    if (!project.model(path)) unreadable.push(path);
    const settled = parser.settle();
    if (settled) await settled;
  }
  const inside = new Set(asked.wanted(loaded.policy));
  const { stores, loose } = within(storesOf(project, code), inside);
  const kept = entriesOf(project, loose);
  const columns = code
    .filter((path) => inside.has(path))
    .flatMap((path) => {
      const text = project.text(path);
      const model = text !== null && mayHoldData(text) ? project.model(path) : null;
      return model ? columnsOf(model) : [];
    });
  const plans = stores.map((store) => planOf(project, store));
  const imported = namesElsewhere([...known], code, around.repository.read);
  const tools = { ...around, ...loaded.organization, policy: loaded.policy, parse: parser.parse };
  const migration = migrate(project, plans, { ...tools, isImportedElsewhere: imported });
  const report: MigrationReport = {
    ...{ version: io.version, migration, loose: kept.left },
    entries: [...kept.entries, ...columns],
    looked: code.filter((path) => inside.has(path)).length,
    mentions: mentionsOf(project, migration.plans),
    notLookedAt: unreadable
      .filter((path) => inside.has(path))
      .map((path) => ({ path, reason: "it does not parse, or is too long" })),
    shown: (path) => fromHere(io.cwd, targets.folder, path),
  };
  const written = out === null ? null : write(out, options.out ?? "", report, targets.folder);
  print(io, report, options, written, targets.folder);
  return options.check && migration.jobs.length > 0 ? 1 : 0;
}

const NOTHING = (): boolean => false;

function checkOptions({ check, diff, out, format }: MigrateOptions): void {
  if (diff && out !== undefined)
    throw new UsageError("--diff prints the change, --out writes it: say one of them");
  if (diff && format === "json")
    throw new UsageError("--diff prints a patch: it does not go with --format json");
  if (check && out !== undefined) throw new UsageError("--check writes nothing: it does not go with --out");
}

/** A folder that is to be written to: a new one, or one that is empty. @throws UsageError where anything is in it */
function freeFolder(io: Io, name: string): string {
  const folder = resolve(io.cwd, name);
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new UsageError(`${name} is not empty: name a new folder, nothing is written over`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `cannot write to ${name}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
  return folder;
}

/** What has an end among these files. */
function within({ stores, loose }: Stores, inside: ReadonlySet<string>): Stores {
  return {
    stores: stores.filter(
      (store) => !isHarmless(store) && store.ends.some(({ model }) => inside.has(model.path)),
    ),
    loose: loose.filter(({ model, library }) => library !== "numpy" && inside.has(model.path)),
  };
}

/** The largest text that is looked through for the names of stored files, in UTF-16 units. */
const MAX_LOOKED = 1_000_000;

function mentionsOf(project: Project, plans: readonly Plan[]): ReadonlyMap<string, readonly Mention[]> {
  const names = new Map(
    plans.flatMap(({ name }) => {
      const telling = name.isLiteral ? tellingName(name.shown) : null;
      return telling === null ? [] : [[name.id, telling] as const];
    }),
  );
  const mentions = new Mentions(names.values());
  const known = new Set(plans.flatMap(({ name }) => name.lines));
  for (const { model, place } of plans.flatMap(({ writers, readers }) => [...writers, ...readers]))
    if (place.kind === "file")
      known.add(`${model.path}:${String(model.source.positionOf(place.path.start).line + 1)}`);
  for (const path of names.size === 0 ? [] : project.paths) {
    const text = fileKind(path) === null && !/\.(?:md|rst|txt)$/.test(path) ? null : project.text(path);
    if (text !== null && text.length <= MAX_LOOKED) mentions.look(path, text, known);
  }
  return new Map([...names].map(([id, name]) => [id, mentions.of(name)]));
}

function print(
  io: Io,
  report: MigrationReport,
  { format, diff, quiet, color }: MigrateOptions,
  written: string | null,
  folder: string,
): void {
  if (format === "json") {
    io.out(renderMigrationJson(report));
    return;
  }
  if (!diff) {
    const style = inColumns(styleFor(io, color), io.columns ?? 80);
    io.out(quiet ? renderQuietMigration(report) : renderMigrationText(report, style, written));
    return;
  }
  const { files } = report.migration;
  // A patch is applied in this folder, unless it changes what is outside of it.
  const isOutside = files.some(({ path }) => report.shown(path).startsWith(".."));
  for (const { path, before, after } of files) {
    const begin = mark(folder, path);
    io.out(unifiedDiff(isOutside ? path : report.shown(path), begin + before, begin + after));
  }
  const where = isOutside ? " Its paths are those from the root of the repository." : "";
  const note = `The change is on standard output; --out DIR writes converters, too.${where}`;
  if (!quiet) io.err(renderMigrationText(report, inColumns(PLAIN, io.columns ?? 80), note));
}

/** A path of a folder as somebody in the current one writes it. */
function fromHere(cwd: string, folder: string, path: string): string {
  return relative(cwd, resolve(folder, path)).split(sep).join("/");
}

/** The byte order mark of a file, which its text does not have and a patch needs. */
function mark(root: string, path: string): string {
  try {
    return readFileSync(resolve(root, path)).subarray(0, 3).equals(Buffer.from("\ufeff")) ? "\ufeff" : "";
  } catch {
    return "";
  }
}

/** Makes a folder with those above it, one by one: Node never ends where `recursive` is refused with ENOENT, as in `/proc`. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Writes all that a migration is handed over as, and says so. */
function write(folder: string, name: string, report: MigrationReport, root: string): string | null {
  const { files, scripts, jobs } = report.migration;
  if (jobs.length === 0) return null;
  const patch = (from: "before" | "reading", to: "reading" | "after"): string =>
    files
      .map((file) => {
        const begin = mark(root, file.path);
        return unifiedDiff(file.path, begin + file[from], begin + file[to]);
      })
      .join("");
  const contents: readonly (readonly [string, string])[] = [
    [GUIDE, migrationGuide(report)],
    [READ_PATCH, patch("before", "reading")],
    [WRITE_PATCH, patch("reading", "after")],
    ...scripts.map(({ name: script, text }) => [script, text] as const),
  ];
  try {
    makeFolder(folder);
    for (const [file, text] of contents) writeFileSync(join(folder, file), text, { flag: "wx" });
  } catch (error) {
    throw new UsageError(
      `cannot write to ${name}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
  return `Written to ${name}: ${GUIDE}, two patches, ${plural(scripts.length, "converter")}. Nothing else was changed.`;
}
