import { statSync } from "node:fs";
import { basename, resolve } from "node:path";

import type { Artifact } from "../artifacts/artifact.js";
import { artifactOf } from "../analysis/analyze-artifact.js";
import { fileKind } from "../analysis/file-kind.js";
import { visible } from "../report/escape.js";
import type { Report } from "../report/report.js";
import { scopeRows } from "../report/summary.js";
import { baseOf } from "./base-folder.js";
import { openFile } from "./file-view.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";
import { loadPolicy, type LoadedPolicy } from "./load-policy.js";
import { exitCode, styleFor } from "./print-report.js";
import { runAnalysis, type Work } from "./run-analysis.js";
import { policyOfFolder } from "./scan-sources.js";
import type { SourceFile } from "../analysis/analyze-file.js";

/** The options of `no-pickle inspect`. */
export interface InspectOptions extends Omit<CommonOptions, "format"> {
  readonly format: "text" | "json";
}

/** Prints what files would do when they are loaded, whatever their names. Returns the exit code, as a change that adds them. */
export async function inspectCommand(
  io: Io,
  paths: readonly string[],
  options: InspectOptions,
): Promise<number> {
  const loaded = await loadPolicy(io, options, () => policyOfFolder(io, baseOf(io.cwd, ".")));
  const { policy } = loaded;
  const looked: { path: string; artifact: Artifact }[] = [];
  for (const path of paths) {
    const file = openFile(resolve(io.cwd, path));
    if (!file) throw new UsageError(whyUnread(io, path));
    looked.push({ path, artifact: artifactOf(path, file.view, { policy }) });
    file.close();
  }
  if (options.format === "json") io.out(json(io.version, looked));
  else {
    const style = styleFor(io, options.color);
    const scope = { looked: paths.join(", "), policy: loaded.described, notes: loaded.notes };
    const rows = options.quiet ? [] : [`${scopeRows(scope, style).join("\n")}\n`];
    io.out([...looked.map(text), ...rows].join(options.quiet ? "" : "\n"));
  }
  return exitCode(await asScanned(io, paths, loaded), policy);
}

function whyUnread({ cwd }: Io, path: string): string {
  const status = statSync(resolve(cwd, path), { throwIfNoEntry: false });
  if (!status) return `no such file: ${path}`;
  if (status.isDirectory()) return `${path} is a folder: no-pickle scan ${path} looks at what is in it`;
  return status.isFile()
    ? `${path} cannot be read`
    : `${path} is no regular file: inspect a copy of what it gives`;
}

/** What is said of these files where a change brings them in: whoever inspects a file means to take it. */
function asScanned(io: Io, paths: readonly string[], loaded: LoadedPolicy): Promise<Report> {
  const surroundings = { repository: NOTHING_AROUND, floors: new Map() };
  const work: Work = { files: filesOf(io, paths), around: { kind: "known", surroundings } };
  return runAnalysis(io, loaded, work, { filesChanged: paths.length });
}

const NOTHING_AROUND = { paths: [], has: () => false, read: () => null };

function* filesOf(io: Io, paths: readonly string[]): Generator<SourceFile> {
  for (const path of paths) {
    const file = openFile(resolve(io.cwd, path));
    if (file) yield { path, kind: "artifact", content: file.view, base: null };
    file?.close();
  }
}

function json(version: string, looked: readonly { path: string; artifact: Artifact }[]): string {
  const files = looked.map(({ path, artifact }) => ({
    path,
    verdict: artifact.verdict,
    formats: artifact.formats,
    pickles: artifact.pickles,
    holds: artifact.holds,
    names: artifact.names,
    signs: artifact.signs,
    python: artifact.python.map(({ member }) => member),
  }));
  return `${JSON.stringify({ schemaVersion: 1, tool: { name: "no-pickle", version }, files }, null, 2)}\n`;
}

/** What is said of a file that is no pickle, archive or model: code is for another command. */
function nothing(path: string): string {
  const isCode = fileKind(basename(path)) === "python";
  return `nothing that is loaded as code${isCode ? "; no-pickle scan looks at Python" : ""}`;
}

/** The most names that are listed. */
const MAX_NAMES = 40;

function text({ path, artifact }: { path: string; artifact: Artifact }): string {
  const { verdict, formats, pickles, holds, names, signs, python } = artifact;
  const lines = [`${path}: ${verdict ?? nothing(path)}`];
  if (formats.length > 0) lines.push(`  is      ${formats.join(", with ")}`);
  if (pickles > 0)
    lines.push(
      `  holds   ${holds ?? "plain data"}, in ${String(pickles)} ${pickles === 1 ? "pickle" : "pickles"}`,
    );
  for (const { verdict: own, symbol, call, says, member } of signs) {
    const what = call !== null ? `${call}, ${says}` : symbol !== "" ? `${symbol}, ${says}` : says;
    lines.push(
      `  ${own === "dangerous" ? "runs    " : `${own.padEnd(7)} `}${what}${member === null ? "" : ` (in ${member})`}`,
    );
  }
  const shown = names.slice(0, MAX_NAMES);
  const more = names.length - shown.length;
  if (shown.length > 0)
    lines.push(`  names   ${shown.join(" ")}${more > 0 ? ` and ${String(more)} more` : ""}`);
  if (python.length > 0) lines.push(`  Python  ${python.map(({ member }) => member).join(" ")}`);
  return lines.map((line) => `${visible(line.replace(/[\t\n\r]+/g, " "))}\n`).join("");
}
