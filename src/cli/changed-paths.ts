import { mayBeArtifact } from "../analysis/artifact-file.js";
import { fileKind, showsPythonScript } from "../analysis/file-kind.js";
import type { Hunk } from "../diff/hunk.js";
import { parsePatch } from "../diff/parse-patch.js";
import type { Git } from "./git.js";

/** The two sides of a diff. */
export type DiffSides =
  | { readonly kind: "commits"; readonly base: string; readonly head: string }
  | { readonly kind: "staged"; readonly base: string }
  | { readonly kind: "worktree"; readonly base: string };

/** A file that a diff touches. Object names are null where that side has no file, or only the work tree has it. */
export interface ChangedPath {
  readonly path: string;
  readonly previousPath: string | null;
  /** What it is after the change. */
  readonly kind: "file" | "link" | "submodule";
  readonly baseBlob: string | null;
  readonly headBlob: string | null;
  /** The diff of the two; null where git's output cannot be followed. */
  readonly hunks: readonly Hunk[] | null;
  /** Whether it may hold Python, by its name, its mode or its first line. */
  readonly mayHoldPython: boolean;
  /** Whether git has no lines of it to show. */
  readonly isBinary: boolean;
}

/** What a diff touches. */
export interface ChangedPaths {
  /** The Python files, notebooks, and what may run something when it is loaded among them, links and submodules, deletions aside. */
  readonly files: readonly ChangedPath[];
  /** Those that it takes away, with the names of their objects. */
  readonly deleted: readonly { readonly path: string; readonly blob: string }[];
  /** How many files it touches in all. */
  readonly total: number;
}

const OPTIONS = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--find-renames",
  "--ignore-submodules=dirty",
];

/** Lists the files of a diff with git's own hunks. */
export async function changedPaths(git: Git, sides: DiffSides): Promise<ChangedPaths> {
  const range = rangeOf(sides);
  const raw = parseRaw(await git.run(["diff", "--raw", "--no-abbrev", "-z", ...OPTIONS, ...range]));
  if (raw.length === 0) return { files: [], deleted: [], total: 0 };
  const patches = await patchesOf(git, range, raw);
  const changed = raw.filter((entry) => entry.status !== "D");
  const files = changed.flatMap((entry): ChangedPath[] => {
    const patch = patches.get(entry.path);
    const isPython = mayHoldPython(entry, patches);
    const isBinary = patch === "" && entry.baseBlob !== entry.headBlob;
    if (!isPython && !mayBeArtifact(entry.path, isBinary, null)) return [];
    const parsed = patch === undefined ? null : parsePatch(patch);
    const file: ChangedPath = {
      path: entry.path,
      previousPath: entry.previousPath,
      kind: KINDS[entry.mode] ?? "file",
      baseBlob: ["A", "T"].includes(entry.status) ? null : entry.baseBlob,
      headBlob: /^0+$/.test(entry.headBlob) ? null : entry.headBlob,
      hunks: parsed?.ok ? parsed.hunks : null,
      mayHoldPython: isPython,
      isBinary,
    };
    return [file];
  });
  const deleted = raw
    .filter(({ status, path }) => status === "D" && fileKind(path))
    .map(({ path, baseBlob }) => ({ path, blob: baseBlob }));
  return { files, deleted, total: raw.length };
}

function rangeOf(sides: DiffSides): string[] {
  switch (sides.kind) {
    case "commits":
      return [sides.base, sides.head, "--"];
    case "staged":
      return ["--cached", sides.base, "--"];
    case "worktree":
      return [sides.base, "--"];
  }
}

interface RawEntry {
  readonly mode: string;
  readonly baseBlob: string;
  readonly headBlob: string;
  readonly status: string;
  readonly path: string;
  readonly previousPath: string | null;
}

/** `git diff --raw -z`: `:oldmode newmode oldsha newsha status NUL path NUL [newpath NUL]` (git-diff manual, "Raw output format"). */
function parseRaw(output: Buffer): RawEntry[] {
  const fields = output.toString("utf8").split("\0");
  const entries: RawEntry[] = [];
  for (let i = 0; i + 1 < fields.length;) {
    const [, mode = "", baseBlob = "", headBlob = "", letters = ""] = (fields[i++] ?? "").slice(1).split(" ");
    const status = letters.charAt(0);
    const first = fields[i++] ?? "";
    const renamed = status === "R" || status === "C";
    const path = renamed ? (fields[i++] ?? "") : first;
    entries.push({ mode, baseBlob, headBlob, status, path, previousPath: renamed ? first : null });
  }
  return entries;
}

/** Git's modes of what is no regular file. */
const KINDS: Readonly<Record<string, ChangedPath["kind"]>> = { "120000": "link", "160000": "submodule" };

/** Whether a name tells of Python or leaves it open; else the mode or the patch can, by a first line that names it. */
function mayHoldPython({ path, mode }: RawEntry, patches: ReadonlyMap<string, string>): boolean {
  return (
    fileKind(path) !== null ||
    mode === "100755" ||
    mode === "160000" ||
    showsPythonScript(patches.get(path) ?? "")
  );
}

/** The hunks of each file as text. Git prints one section a file in the order of its raw output. */
async function patchesOf(
  git: Git,
  range: readonly string[],
  raw: readonly RawEntry[],
): Promise<ReadonlyMap<string, string>> {
  const output = await git.run(["diff", "--patch", "--unified=3", ...OPTIONS, ...range]);
  // Lines of a hunk begin with a space, a sign or a backslash, so this can only be a header.
  const sections = output
    .toString("utf8")
    .split(/^diff --git /m)
    .slice(1);
  const patches = new Map<string, string>();
  let next = 0;
  for (const entry of raw) {
    // A change of type (file to link) is printed as a deletion and a creation.
    next += entry.status === "T" ? 1 : 0;
    const section = sections[next++] ?? "";
    const start = section.search(/^@@ /m);
    if (start !== -1 && entry.status !== "T") patches.set(entry.path, section.slice(start));
    else if (start === -1) patches.set(entry.path, "");
  }
  return sections.length === next ? patches : new Map();
}
