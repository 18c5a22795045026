import type { FileAnalysis } from "../analysis/analyze-file.js";
import { detached } from "../analysis/detached.js";
import { compareFindings } from "../findings/finding.js";
import { applyWaivers } from "../policy/apply-waivers.js";
import type { Policy } from "../policy/policy.js";
import type { Report } from "../report/report.js";
import type { Io } from "./io.js";

/** What came of one file; `text` is what was analyzed, for showing source lines. */
export type FileTaskResult =
  | { readonly scanned: true; readonly analysis: FileAnalysis; readonly text: string; readonly size?: number }
  | { readonly scanned: false; readonly reason: string };

/** What is kept of a file: plain values in which no part of its text is left, and which another thread can be sent. */
export interface Outcome extends FileAnalysis {
  /** The lines that are shown with its findings, by path and number. */
  readonly lines: readonly (readonly [string, string])[];
}

/** What came of some files that follow each other. */
export interface Share {
  files: number;
  filesScanned: number;
  characters: number;
  findings: number;
  /** Of those of which there is something to keep. */
  readonly outcomes: Outcome[];
}

/** A share of a run, of which nothing is done. */
export function emptyShare(): Share {
  return { files: 0, filesScanned: 0, characters: 0, findings: 0, outcomes: [] };
}

/** Adds what came of the next file, without its text: with parts of that in hand, all texts of a long run would be kept. */
export function addTo(share: Share, path: string, result: FileTaskResult): void {
  share.files++;
  if (!result.scanned) {
    const notScanned = [{ path, reason: result.reason, blocking: true }];
    share.outcomes.push({ lines: [], findings: [], waived: [], notScanned });
    return;
  }
  const { analysis, text, size = text.length } = result;
  const { findings, waived, notScanned } = analysis;
  share.filesScanned++;
  share.characters += size;
  share.findings += findings.length;
  if (findings.length + waived.length + notScanned.length === 0) return;
  share.outcomes.push({
    ...structuredClone({ findings, waived, notScanned }),
    lines: findings.length === 0 ? [] : linesOf(path, analysis, text.split("\n")),
  });
}

function linesOf(path: string, { findings }: FileAnalysis, lines: readonly string[]): Outcome["lines"] {
  return findings.map(({ range: { startLine } }) => [
    keyOf(path, startLine),
    detached((lines[startLine] ?? "").replace(/\r$/, "")),
  ]);
}

function keyOf(path: string, line: number): string {
  return `${String(line)} ${path}`;
}

/** The report of a run, from all its shares in their order. */
export function reportOf(
  io: Pick<Io, "version" | "today">,
  policy: Policy,
  shares: readonly Share[],
  { filesChanged, durationMs }: Pick<Report["stats"], "filesChanged" | "durationMs">,
): Report {
  const outcomes = shares.flatMap((share) => share.outcomes);
  const { findings, waived } = applyWaivers(
    outcomes.flatMap((outcome) => outcome.findings),
    policy,
    io.today(),
  );
  const filesScanned = shares.reduce((sum, share) => sum + share.filesScanned, 0);
  const inline = outcomes.flatMap((outcome) => outcome.waived);
  const lines = new Map(outcomes.flatMap((outcome) => outcome.lines));
  return {
    version: io.version,
    findings: [...findings].sort(compareFindings),
    suppressed: [...inline, ...waived].map(({ finding, by: { reason, expires } }) => ({
      finding,
      reason,
      expires,
    })),
    notScanned: outcomes.flatMap((outcome) => outcome.notScanned),
    stats: { filesChanged, filesScanned, durationMs },
    lineOf: (path, line) => lines.get(keyOf(path, line)) ?? null,
  };
}
