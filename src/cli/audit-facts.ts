import { CODEOWNERS_PATHS, ownersBy, type OwnersOf } from "../audit/codeowners.js";
import { dataNamesIn, type NamedData } from "../audit/pairs.js";
import { visibleLine } from "../report/escape.js";
import { READ_LIMIT } from "./files-on-disk.js";
import { ask, type Git } from "./git.js";
import { readObjects } from "./git-objects.js";
import { UsageError } from "./io.js";

/** The text of a file at a commit; null where there is none. */
export async function textAt(git: Git, commit: string, path: string): Promise<string | null> {
  const name = `${commit}:${path}`;
  const content = (await readObjects(git, [name], READ_LIMIT)).get(name);
  return Buffer.isBuffer(content) ? content.toString("utf8") : null;
}

/**
 * Makes sure that a text is a day that git knows, and has been: git takes all that it does not understand for this moment.
 * @throws UsageError if it is not
 */
export async function checkSince(git: Git, since: string): Promise<void> {
  const failure = `--since "${visibleLine(since)}" is no day that has been: write 2026-01-31, or "6 months ago"`;
  const answer = await ask(git, ["rev-parse", `--since=${since}`, "--since=now"], failure);
  const [from, now] = [...answer.matchAll(/^--max-age=(\d+)$/gm)].map(([, seconds]) => Number(seconds));
  // The clock may have gone on between the two.
  if (from === undefined || now === undefined || from >= now - 1) throw new UsageError(failure);
}

/** Whom the files of a commit belong to. */
export async function ownersAt(git: Git, commit: string): Promise<OwnersOf> {
  for (const path of CODEOWNERS_PATHS) {
    const text = await textAt(git, commit, path);
    if (text !== null) return ownersBy(text);
  }
  return () => [];
}

/** What a revision is called: of HEAD the branch that it is on. */
export async function nameOf(git: Git, ref: string): Promise<string> {
  if (ref !== "HEAD") return ref;
  const branch = await ask(git, ["symbolic-ref", "--quiet", "--short", "HEAD"], "").catch(() => "");
  return branch === "" ? "HEAD" : branch;
}

/** The lines of Python at a commit that name a file of data. */
export async function dataNamedAt(git: Git, commit: string): Promise<readonly NamedData[]> {
  const args = ["grep", "-z", "-n", "-I", "-E", "-e", PATTERN, commit, "--", "*.py", "*.pyi", "*.ipynb"];
  // `git grep` exits with 1 where it finds nothing.
  const output = await git.run(args).catch(() => Buffer.alloc(0));
  return output
    .toString("utf8")
    .split("\n")
    .slice(0, MAX_LINES)
    .flatMap((row): NamedData[] => {
      const [file = "", line = "", text = ""] = row.split("\0");
      const names = dataNamesIn(text);
      return names.length === 0 ? [] : [{ path: file.slice(commit.length + 1), line: Number(line), names }];
    });
}

const MAX_LINES = 50_000;
const PATTERN =
  "\\.(pkl|pickle|pck|dill|joblib|sav|pt|pth|ckpt|npy|npz|h5|hdf5|shelf|db|ya?ml|model|bin|cache|dat|p)(\\.[a-z0-9]+)?[\"']";
