import { CODEOWNERS_PATHS, ownersBy, type OwnersOf } from "../audit/codeowners.js";
import { dataNamesIn, type NamedData } from "../audit/pairs.js";
import { READ_LIMIT } from "./files-on-disk.js";
import { ask, type Git } from "./git.js";
import { readObjects } from "./git-objects.js";

/** The text of a file at a commit; null where there is none. */
export async function textAt(git: Git, commit: string, path: string): Promise<string | null> {
  const name = `${commit}:${path}`;
  const content = (await readObjects(git, [name], READ_LIMIT)).get(name);
  return Buffer.isBuffer(content) ? content.toString("utf8") : null;
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
