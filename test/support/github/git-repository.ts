import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A file of a commit: its content, a link, or null to delete it. */
export type FileContent = string | Buffer | { readonly linkTo: string } | null;

/** A changed file as `git diff --raw` lists it, with git's own patch. */
export interface DiffFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed";
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** The hunks; null for binary files and pure renames. */
  readonly patch: string | null;
}

const ENV = {
  ...process.env,
  GIT_AUTHOR_NAME: "Author",
  GIT_AUTHOR_EMAIL: "author@example.com",
  GIT_COMMITTER_NAME: "Author",
  GIT_COMMITTER_EMAIL: "author@example.com",
  GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
  GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

/** A real git repository in a temporary folder. */
export class GitRepository {
  readonly dir: string;
  readonly #diffs = new Map<string, readonly DiffFile[]>();

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** An empty repository whose first branch is `main`. */
  static create(): GitRepository {
    const repository = new GitRepository(mkdtempSync(join(tmpdir(), "no-pickle-git-")));
    repository.git("init", "--quiet", "--initial-branch=main");
    return repository;
  }

  /** A repository that borrows the objects of another one, so that branches can be made without touching it. */
  static borrow(source: string): GitRepository {
    const dir = mkdtempSync(join(tmpdir(), "no-pickle-git-"));
    execFileSync("git", ["clone", "--quiet", "--bare", "--shared", source, dir], { env: ENV, stdio: "pipe" });
    return new GitRepository(dir);
  }

  /** Commits files on a branch, made from `from` (or the branch itself) if need be. Returns the commit. */
  commit(branch: string, files: Readonly<Record<string, FileContent>>, from = branch): string {
    const exists = this.tryGit("rev-parse", "--verify", "--quiet", from) !== null;
    this.git("checkout", "--quiet", ...(exists ? ["-B", branch, from] : ["--orphan", branch]));
    for (const [path, content] of Object.entries(files)) {
      const full = join(this.dir, path);
      rmSync(full, { force: true });
      if (content === null) continue;
      mkdirSync(dirname(full), { recursive: true });
      if (typeof content === "object" && "linkTo" in content) symlinkSync(content.linkTo, full);
      else writeFileSync(full, content);
    }
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", "change");
    return this.head(branch);
  }

  /** Makes a file of a branch executable. */
  chmod(branch: string, path: string): void {
    this.git("checkout", "--quiet", branch);
    this.git("update-index", "--chmod=+x", path);
    this.git("commit", "--quiet", "--message", "mode");
    this.git("checkout", "--quiet", "--force", branch);
  }

  /** Adds a submodule at some commit to a branch. */
  addSubmodule(branch: string, path: string, commit: string): void {
    this.git("checkout", "--quiet", "--force", branch);
    this.git("update-index", "--add", "--cacheinfo", `160000,${commit},${path}`);
    this.git("commit", "--quiet", "--message", "submodule");
  }

  head(ref: string): string {
    return this.git("rev-parse", "--verify", `${ref}^{commit}`).trim();
  }

  setBranch(branch: string, commit: string): void {
    this.git("update-ref", `refs/heads/${branch}`, commit);
  }

  /** A merge of a branch into a commit, as a merge queue makes it; no branch moves. */
  merge(base: string, branch: string): string {
    this.git("checkout", "--quiet", "--force", "--detach", base);
    this.git("merge", "--quiet", "--no-ff", "--message", "queue", branch);
    return this.head("HEAD");
  }

  mergeBase(a: string, b: string): string {
    return this.git("merge-base", a, b).trim();
  }

  has(object: string): boolean {
    return this.tryGit("cat-file", "-e", object) !== null;
  }

  isAncestor(ancestor: string, commit: string): boolean {
    return this.tryGit("merge-base", "--is-ancestor", ancestor, commit) !== null;
  }

  /** A tree entry: mode, id and, for a blob, its bytes. */
  entry(commit: string, path: string): { mode: number; oid: string; bytes: Buffer | null } | null {
    const line = this.git("ls-tree", "-z", commit, "--", `:(literal)${path}`).split("\0")[0] ?? "";
    const match = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(line);
    if (!match) return null;
    const [, mode = "", type, oid = ""] = match;
    return { mode: parseInt(mode, 8), oid, bytes: type === "blob" ? this.blob(oid) : null };
  }

  /** The entries of a tree, or of a commit's root. */
  listFolder(tree: string): { name: string; type: string; oid: string; mode: number }[] {
    return this.git("ls-tree", "-z", tree)
      .split("\0")
      .filter((line) => line !== "")
      .map((line) => {
        const [info = "", name = ""] = line.split("\t");
        const [mode = "", type = "", oid = ""] = info.split(" ");
        return { name, type, oid, mode: parseInt(mode, 8) };
      });
  }

  treeOf(object: string): string {
    return this.git("rev-parse", "--verify", `${object}^{tree}`).trim();
  }

  blob(oid: string): Buffer {
    return this.raw("cat-file", "blob", oid);
  }

  /** What changed between two commits, by git's own rename detection and with its own hunks. */
  diff(base: string, head: string): readonly DiffFile[] {
    const key = `${base}..${head}`;
    const known = this.#diffs.get(key);
    if (known) return known;
    const files = this.computeDiff(base, head);
    this.#diffs.set(key, files);
    return files;
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  private computeDiff(base: string, head: string): DiffFile[] {
    const fields = this.git("diff", "--raw", "--no-abbrev", "-z", "-M", base, head).split("\0");
    // One section a file, in the order of the raw output; a change of type has two.
    const sections = this.git("diff", "--patch", "--no-color", "-M", base, head)
      .split(/^diff --git /m)
      .slice(1);
    const files: DiffFile[] = [];
    for (let i = 0, section = 0; i + 1 < fields.length;) {
      const [, , , sha = "", letters = ""] = (fields[i++] ?? "").split(" ");
      const letter = letters.charAt(0);
      const first = fields[i++] ?? "";
      const path = letter === "R" || letter === "C" ? (fields[i++] ?? "") : first;
      const previousPath = path === first ? null : first;
      if (letter === "T") section++;
      files.push({
        path,
        previousPath,
        sha,
        status: STATUSES[letter] ?? "changed",
        ...hunksOf(sections[section++] ?? ""),
      });
    }
    return files;
  }

  private git(...args: string[]): string {
    return this.raw(...args).toString("utf8");
  }

  private tryGit(...args: string[]): string | null {
    try {
      return this.git(...args);
    } catch {
      return null;
    }
  }

  private raw(...args: string[]): Buffer {
    return execFileSync("git", ["-C", this.dir, ...args], { env: ENV, stdio: "pipe", maxBuffer: 1 << 29 });
  }
}

function hunksOf(section: string): Pick<DiffFile, "patch" | "additions" | "deletions"> {
  const start = section.search(/^@@ /m);
  const patch = start === -1 ? null : section.slice(start).replace(/\n$/, "");
  const lines = (patch ?? "").split("\n");
  return {
    patch,
    additions: lines.filter((line) => line.startsWith("+")).length,
    deletions: lines.filter((line) => line.startsWith("-")).length,
  };
}

const STATUSES: Readonly<Record<string, DiffFile["status"]>> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "changed",
};
