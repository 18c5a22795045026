import { isPolicyChange } from "../analysis/analyze-policy-change.js";
import { beginsAsPickle, mayBeArtifact } from "../analysis/artifact-file.js";
import { fileKind, showsScript } from "../analysis/file-kind.js";
import { parsePatch } from "../diff/parse-patch.js";
import { POLICY_PATH } from "../policy/policy.js";
import type { Git } from "./git.js";
import type { ChangedPath } from "./changed-path.js";
import { untrackedPaths } from "./untracked.js";

/** The two sides of a diff. */
export type DiffSides =
  | { readonly kind: "commits"; readonly base: string; readonly head: string }
  | { readonly kind: "staged"; readonly base: string }
  /** `top` is the folder of the work tree. */
  | { readonly kind: "worktree"; readonly base: string; readonly top: string };

/** What a diff touches. */
export interface ChangedPaths {
  /** The Python files, notebooks, and what may run something when it is loaded among them, links and submodules, deletions aside. */
  readonly files: readonly ChangedPath[];
  /** Those that it takes away, with the names of their objects. */
  readonly deleted: readonly { readonly path: string; readonly blob: string }[];
  /** How many files it touches in all. */
  readonly total: number;
  /** Of these, how many git does not know yet. */
  readonly untracked: number;
}

const OPTIONS = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--ignore-submodules=dirty",
  // What somebody's configuration may say otherwise.
  "--submodule=short",
  "--no-relative",
];

/**
 * Without the files whose endings tell of pictures, archives, models and data: where git has not fetched all objects, to
 * look for renames and differences in them would fetch each.
 */
const TEXTS = [
  ":(top)",
  ...(
    "png jpg jpeg gif webp ico bmp tif tiff mp3 mp4 wav ogg webm avi mov woff woff2 ttf otf eot pdf zip gz tgz bz2 xz zst 7z " +
    "tar whl egg jar so dll dylib a o obj exe csv tsv json jsonl ndjson geojson parquet arrow avro feather svg dat data db " +
    "sqlite pkl pickle pck npy npz pt bin ckpt onnx h5 hdf5 keras joblib safetensors pb gguf"
  )
    .split(" ")
    .map((ending) => `:(top,exclude,icase)*.${ending}`),
];

/** Lists the files of a diff with git's own hunks. */
export async function changedPaths(git: Git, sides: DiffSides): Promise<ChangedPaths> {
  const range = rangeOf(sides);
  const list = async (...args: readonly string[]): Promise<RawEntry[]> =>
    parseRaw(await git.run(["diff", "--raw", "--no-abbrev", "-z", ...OPTIONS, ...args]));
  const fresh = sides.kind === "worktree" ? await untrackedPaths(git, sides.top) : [];
  // Whole renames are told by the names of objects alone.
  const all = await list("--find-renames=100%", ...range);
  if (all.length === 0) return { files: fresh, deleted: [], total: fresh.length, untracked: fresh.length };
  const raw = await list("--find-renames", ...range, ...TEXTS);
  const patches = await patchesOf(git, [...range, ...TEXTS], raw);
  const texts = new Set(raw.flatMap(({ path, previousPath }) => [path, previousPath ?? path]));
  const others = all.filter(({ path }) => !texts.has(path));
  const changed = [...raw, ...others].filter((entry) => entry.status !== "D");
  const files = changed.flatMap((entry): ChangedPath[] => {
    const patch = patches.get(entry.path);
    const isPython = mayHoldPython(entry, patches);
    // Of what git takes for binary it shows no lines.
    const hasLines = texts.has(entry.path) && patch !== "";
    const isBinary = (!hasLines && entry.baseBlob !== entry.headBlob) || beginsAsPickle(patch);
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
    .filter(({ status, path }) => status === "D" && (fileKind(path) !== null || path === POLICY_PATH))
    .map(({ path, baseBlob }) => ({ path, blob: baseBlob }));
  const total = raw.length + others.length + fresh.length;
  return { files: [...files, ...fresh], deleted, total, untracked: fresh.length };
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
function mayHoldPython(entry: RawEntry, patches: ReadonlyMap<string, string>): boolean {
  const { path, mode } = entry;
  return (
    fileKind(path) !== null ||
    // What the policy says is compared with what it said.
    isPolicyChange({ path, previousPath: entry.previousPath ?? path }) ||
    mode === "100755" ||
    mode === "160000" ||
    showsScript(patches.get(path) ?? "")
  );
}

/** The hunks of each file as text. Git prints one section a file in the order of its raw output. */
async function patchesOf(
  git: Git,
  range: readonly string[],
  raw: readonly RawEntry[],
): Promise<ReadonlyMap<string, string>> {
  const output = await git.run(["diff", "--patch", "--unified=3", "--find-renames", ...OPTIONS, ...range]);
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
