import { realpathSync } from "node:fs";
import { relative, resolve, sep } from "node:path";

import type { AnalysisTools } from "../analysis/analysis-tools.js";
import { kindOf } from "../analysis/file-kind.js";
import { encodeText } from "../analysis/encode.js";
import type { AppliedFix, LeftFinding } from "../analysis/fix-choice.js";
import { fixText, type FixedText } from "../analysis/fix-text.js";
import type { Finding } from "../findings/finding.js";
import type { Parser } from "../parse/syntax-tree.js";
import { withinTime } from "../threads/within-time.js";
import { overtime } from "./budget.js";
import { namedFile, readFromDisk } from "./files-on-disk.js";
import { namesElsewhere } from "./names-elsewhere.js";
import type { ScanTargets } from "./scan-targets.js";
import { surroundingsFrom } from "./surroundings.js";

/** A file that fixes change. */
export interface FixedFile {
  /** Seen from the folder of the scan. */
  readonly path: string;
  readonly full: string;
  readonly was: Uint8Array;
  readonly bytes: Uint8Array;
  readonly before: string;
  readonly text: string;
  readonly applied: readonly AppliedFix[];
}

/** What fixing a tree came to; nothing is written yet. */
export interface FixedTree {
  readonly files: readonly FixedFile[];
  readonly left: readonly LeftFinding[];
  /** Files that were left as they are, whatever stands in them, and why. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

/** What is asked of it. */
export interface FixWork {
  readonly targets: ScanTargets;
  /** The files of the tree, as their policy has them. */
  readonly paths: readonly string[];
  /** What a scan of it found and is to be fixed. */
  readonly findings: readonly Finding[];
  readonly isWanted: (finding: Finding) => boolean;
  readonly unsafe: boolean;
  readonly rulings: Pick<AnalysisTools, "policy" | "organization" | "isOrganization">;
}

/** What one file may take in a round. */
const FILE_MS = 60_000;
/** Longer texts cannot be analyzed as often as it takes. */
const MAX_TEXT = 1_000_000;
const MAX_ROUNDS = 5;

/** Fixes the files of a tree until none of them changes any more: what one wraps, another may call. */
export async function fixTree(work: FixWork, parser: Parser): Promise<FixedTree> {
  const { targets, paths, rulings } = work;
  const named = new Set(targets.named);
  const problems = new Map<string, string>();
  const open = openFiles(work, problems);
  const texts = new Map(open.map(({ path, before }) => [path, before]));
  const applied = new Map<string, AppliedFix[]>();
  let left = new Map<string, readonly LeftFinding[]>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const tools = { ...rulings, parse: parser.parse, ...around(targets, paths, texts, rulings) };
    const isImported = namesElsewhere(paths, [...texts.keys()], tools.repository.read);
    let isChanged = false;
    left = new Map();
    for (const { path, kind } of open) {
      const text = texts.get(path) ?? "";
      const choice = {
        unsafe: work.unsafe,
        unsafeInTests: named.has(path),
        isWanted: work.isWanted,
        isImportedElsewhere: (name: string): boolean => isImported(path, name),
      };
      const result = withinTime(FILE_MS, (): FixedText => fixText(path, kind, text, tools, choice));
      if (!result.isDone) {
        problems.set(path, overtime(FILE_MS));
        continue;
      }
      const fixed = result.value;
      left.set(path, fixed.left);
      if (fixed.text === text) continue;
      isChanged = true;
      texts.set(path, fixed.text);
      applied.set(path, [...(applied.get(path) ?? []), ...fixed.applied]);
      const settled = parser.settle();
      if (settled) await settled;
    }
    if (!isChanged) break;
  }
  const files = open.flatMap(({ path, full, was, before }): FixedFile[] => {
    const text = texts.get(path) ?? before;
    if (text === before) return [];
    const bytes = encodeText(text, was);
    if (bytes) return [{ path, full, was, bytes, before, text, applied: applied.get(path) ?? [] }];
    problems.set(path, "its encoding cannot be written back: convert it to UTF-8");
    return [];
  });
  return {
    files,
    left: [...left.values()].flat(),
    problems: [...problems].map(([path, reason]) => ({ path, reason })),
  };
}

function around(
  { folder, roots }: ScanTargets,
  paths: readonly string[],
  texts: ReadonlyMap<string, string>,
  { policy }: FixWork["rulings"],
) {
  const surroundings = surroundingsFrom({ kind: "disk", folder, roots, paths }, policy);
  const { repository } = surroundings;
  const read = (path: string): string | null => texts.get(path) ?? repository.read(path);
  return { ...surroundings, repository: { ...repository, read } };
}

interface OpenFile extends Pick<FixedFile, "path" | "full" | "was" | "before"> {
  readonly kind: ReturnType<typeof kindOf>;
}

function openFiles({ targets, findings }: FixWork, problems: Map<string, string>): OpenFile[] {
  const named = new Set(targets.named);
  const seen = new Set<string>();
  return [...new Set(findings.map(({ path }) => path))].flatMap((path): OpenFile[] => {
    const full = realPathIn(targets.folder, path, named.has(path));
    if (full === null) {
      problems.set(path, "a link that leads out of the folder");
      return [];
    }
    if (seen.has(full)) return [];
    seen.add(full);
    const was = readFromDisk(full);
    const file = typeof was === "string" ? null : namedFile(path, was);
    if (typeof was === "string" || file?.kind !== "text") return [];
    if (file.text.length <= MAX_TEXT)
      return [{ path, full, was, before: file.text, kind: file.as ?? kindOf(path) }];
    problems.set(path, `more than ${MAX_TEXT.toLocaleString("en")} characters: too long to prove a fix`);
    return [];
  });
}

function realPathIn(folder: string, path: string, isNamed: boolean): string | null {
  try {
    const full = realpathSync(resolve(folder, path));
    const inside = relative(realpathSync(folder), full);
    return isNamed || !(inside.startsWith(`..${sep}`) || inside === "..") ? full : null;
  } catch {
    return null;
  }
}
