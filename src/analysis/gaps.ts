import type { NotScanned } from "../findings/finding.js";
import type { LineMap } from "./compare.js";
import { fileKind, isPythonScript, type FileKind } from "./file-kind.js";
import type { Gap, SourceAnalysis } from "./source-analysis.js";

/** A syntax error away from the change, in a file that had errors before, is reported but does not block. */
export function toNotScanned(
  path: string,
  gap: Gap,
  kind: FileKind,
  lines: LineMap | null,
  base: SourceAnalysis | null,
): NotScanned {
  if (gap.line === null) return { path, reason: gap.reason, blocking: true };
  // What a document fills into a program cannot be parsed.
  if (kind === "document" || kind === "manifest" || kind === "script") {
    const what = `from line ${String(gap.line + 1)} on not all of the Python in it could be read`;
    return { path, reason: `${what}; the rest was analyzed`, blocking: false };
  }
  // The grammar is that of Python: what others add to it cannot be parsed.
  if (kind === "cython" || kind === "dialect") {
    const what = kind === "cython" ? "Cython" : "text is Python and";
    const where = `from line ${String(gap.line + 1)} on not all of the ${what} could be read`;
    return { path, reason: `${where}; the rest was analyzed`, blocking: false };
  }
  const old = base?.gaps.some((other) => other.line !== null) ?? false;
  const near = !lines || [0, 1, 2].some((i) => lines.added.has((gap.line ?? 0) + i));
  const place = `${gap.reason} at line ${String(gap.line + 1)}`;
  const rest = kind === "notebook" ? "the other cells were analyzed" : "the rest was analyzed";
  return { path, reason: `${place}; ${rest}`, blocking: gap.isMinor !== true && (!old || near) };
}

/** One entry a file: the first blocking gap, else the first. */
export function onePerFile(gaps: readonly NotScanned[]): NotScanned[] {
  const first = gaps.find((gap) => gap.blocking) ?? gaps[0];
  return first ? [first] : [];
}

/** Whether name and first line tell of something else than Python. */
export function isOfOtherKind(path: string, text: string): boolean {
  return fileKind(path) === null || (text.startsWith("#!") && !isPythonScript(text));
}

/** What is said of such a file where it does not read as Python either. */
export function noPython(path: string, { line }: Gap): NotScanned {
  const reason = `no Python by its name, and it does not read as Python at line ${String((line ?? 0) + 1)}; if it is some, give it a name that ends in .py (with --stdin-filename on standard input)`;
  return { path, reason, blocking: false };
}
