import { renderFixJson } from "../report/fix-json.js";
import { renderFixText } from "../report/fix-text.js";
import type { FixReport } from "../report/fix-report.js";
import type { Report } from "../report/report.js";
import { unifiedDiff } from "../diff/unified-diff.js";
import { fixTree, type FixedFile, type FixedTree } from "./fix-tree.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";
import { loadPolicy } from "./load-policy.js";
import { styleFor } from "./print-report.js";
import { scanTree } from "./scan.js";
import { policyOfFolder } from "./scan-sources.js";
import { scanTargets, type ScanTargets } from "./scan-targets.js";
import { selection } from "./selection.js";
import { PLAIN } from "../report/style.js";
import { replaceFile } from "./write-file.js";

/** The options of `no-pickle fix`. */
export interface FixOptions extends Omit<CommonOptions, "format"> {
  readonly format: "text" | "json";
  /** Nothing is written. */
  readonly check: boolean;
  /** The same, and the change is printed as a patch. */
  readonly diff: boolean;
  /** Fixes after which honest data may be refused are applied, too. */
  readonly unsafe: boolean;
  readonly gitignore?: boolean;
}

/** Applies proven fixes to files and folders, and says what is left. Returns the exit code. */
export async function fixCommand(io: Io, paths: readonly string[], options: FixOptions): Promise<number> {
  if (options.check && options.diff) throw new UsageError("--diff is --check that prints: say one of them");
  if (options.diff && options.format === "json")
    throw new UsageError("--diff prints a patch: it does not go with --format json");
  const chosen = selection(options);
  const targets = await scanTargets(io, paths, options, chosen.isExcluded);
  const loaded = await loadPolicy(io, options, () => policyOfFolder(io, targets.folder));
  const report = await scanTree(io, targets, loaded, { threads: 1, quiet: options.quiet });
  const { findings } = chosen.select(report);
  const wanted = new Set(findings);
  const unwanted = new Set(
    [
      ...report.findings.filter((finding) => !wanted.has(finding)),
      ...report.suppressed.map(({ finding }) => finding),
    ].map(({ path, fingerprint }) => `${path}\n${fingerprint}`),
  );
  const work = {
    ...{ targets, findings, unsafe: options.unsafe },
    paths: targets.wanted(loaded.policy),
    isWanted: (finding: (typeof findings)[number]) =>
      !unwanted.has(`${finding.path}\n${finding.fingerprint}`),
    rulings: { policy: loaded.policy, ...loaded.organization },
  };
  const tree = await fixTree(work, await io.parser());
  const isDry = options.check || options.diff;
  const unwritten = isDry ? [] : written(tree.files);
  const made = reportOf(io, tree, unwritten, targets, isDry, report);
  print(io, made, tree.files, targets, options);
  if (unwritten.length > 0) throw new UsageError(whyUnwritten(unwritten, targets));
  return isDry && tree.files.length > 0 ? 1 : 0;
}

interface Unwritten {
  readonly path: string;
  readonly reason: string;
}

function written(files: readonly FixedFile[]): Unwritten[] {
  return files.flatMap(({ path, full, bytes, was }) => {
    const reason = replaceFile(full, bytes, was);
    return reason === null ? [] : [{ path, reason }];
  });
}

function whyUnwritten(unwritten: readonly Unwritten[], { shown }: ScanTargets): string {
  const [first] = unwritten;
  const more = unwritten.length > 1 ? ` (and ${String(unwritten.length - 1)} more files)` : "";
  return `${shown(first?.path ?? "")} was not fixed: ${first?.reason ?? ""}${more}`;
}

function reportOf(
  { version }: Io,
  { files, left, problems }: FixedTree,
  unwritten: readonly Unwritten[],
  { shown }: ScanTargets,
  isDry: boolean,
  { notScanned, scope }: Report,
): FixReport {
  const failed = new Set(unwritten.map(({ path }) => path));
  const withShown = <Value extends { readonly path: string }>(value: Value): Value => ({
    ...value,
    path: shown(value.path),
  });
  return {
    version,
    isDry,
    scope,
    files: files
      .filter(({ path }) => !failed.has(path))
      .map(({ path, applied }) => ({ path: shown(path), applied })),
    left: left.map((one) => ({ ...one, finding: withShown(one.finding) })),
    notFixed: [...problems, ...unwritten, ...notScanned].map(({ path, reason }) => ({
      path: shown(path),
      reason,
    })),
  };
}

function print(
  io: Io,
  report: FixReport,
  files: readonly FixedFile[],
  { shown }: ScanTargets,
  options: FixOptions,
): void {
  if (options.format === "json") {
    io.out(renderFixJson(report));
    return;
  }
  if (!options.diff) {
    io.out(renderFixText(report, styleFor(io, options.color), options.quiet));
    return;
  }
  for (const { path, before, text } of files) io.out(unifiedDiff(shown(path), before, text));
  if (!options.quiet) io.err(renderFixText(report, PLAIN, false));
}
