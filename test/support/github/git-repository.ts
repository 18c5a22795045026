import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../temporary-folder.js";

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

/**
 * What git said of objects that are named by their whole id: that never changes, and is the same in every repository. To
 * start git costs more than most of what it does.
 */
const known = new Map<string, Buffer>();
const diffs = new Map<string, readonly DiffFile[]>();
/** What is longer is not kept. */
const KEPT_BYTES = 100_000;

/** A repository without a commit, to copy: quicker than to have git make one. */
let empty: string | undefined;

/** 2026-01-01, in seconds. */
const NEW_YEAR = 1_767_225_600;

const OBJECT_ID = /^[0-9a-f]{40}(\^\{\w+\})?$/;

/** A real git repository in a temporary folder. */
export class GitRepository {
  readonly #dir: string;
  /** The branch that is not checked out yet, though something was committed on it. */
  #ahead: string | null = null;
  #isOwn = true;
  /** When what is committed next is committed, in seconds since 1970. */
  time = NEW_YEAR;
  /** Ids of objects that were found here. */
  readonly #objects = new Set<string>();
  /** Commits of which all entries are known. */
  readonly #prefetched = new Set<string>();

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /** An empty repository whose first branch is `main`. */
  static create(): GitRepository {
    if (empty === undefined || !existsSync(empty)) {
      empty = temporaryFolder("git");
      execFileSync("git", ["init", "--quiet", "--initial-branch=main", "--template=", empty], { env: ENV });
    }
    return new GitRepository(empty).copy();
  }

  /** A repository that is there already, bare, to be read only. */
  static open(dir: string): GitRepository {
    const repository = new GitRepository(dir);
    repository.#isOwn = false;
    return repository;
  }

  /** Where git keeps what it knows of it. */
  get gitDir(): string {
    return existsSync(join(this.#dir, ".git")) ? join(this.#dir, ".git") : this.#dir;
  }

  /** Its folder, with the branch that was committed to last checked out. */
  get dir(): string {
    if (this.#ahead !== null) this.checkout(this.#ahead);
    return this.#dir;
  }

  /** The same repository once more, in a folder of its own. */
  copy(): GitRepository {
    const dir = temporaryFolder("git");
    cpSync(this.#dir, dir, { recursive: true });
    const copy = new GitRepository(dir);
    copy.#ahead = this.#ahead;
    return copy;
  }

  /** A repository that borrows the objects of another one, so that branches can be made without touching it. */
  static borrow(source: string): GitRepository {
    const dir = temporaryFolder("git");
    execFileSync("git", ["clone", "--quiet", "--bare", "--shared", source, dir], { env: ENV, stdio: "pipe" });
    return new GitRepository(dir);
  }

  /** Commits files on a branch, made from `from` (or the branch itself) if need be. Returns the commit. */
  commit(branch: string, files: Readonly<Record<string, FileContent>>, from = branch): string {
    const exists =
      this.looseRef(from) !== null || this.tryGit("rev-parse", "--verify", "--quiet", from) !== null;
    const changes = Object.entries(files).map(([path, content]) => importOf(path, content));
    const message = "change";
    const signature = `Author <author@example.com> ${String(this.time)} +0000`;
    const input = Buffer.concat([
      Buffer.from(`commit refs/heads/${branch}\n`),
      Buffer.from(
        `author ${signature}\ncommitter ${signature}\ndata ${String(message.length)}\n${message}\n`,
      ),
      Buffer.from(exists ? `from ${from}^0\n` : ""),
      ...changes,
      Buffer.from("\n"),
    ]);
    const args = ["-C", this.#dir, "-c", "fastimport.unpackLimit=1", "fast-import", "--quiet", "--force"];
    execFileSync("git", args, { env: ENV, input, stdio: "pipe" });
    this.#ahead = branch;
    const commit = this.head(branch);
    for (const object of [commit, `${commit}^{commit}`, `${commit}^{tree}`]) this.#objects.add(object);
    return commit;
  }

  /** Makes a branch whose head is a commit that is there already. */
  branch(name: string, commit: string): void {
    this.git("update-ref", `refs/heads/${name}`, commit);
  }

  /** Gives the last commit of a branch another author and committer, and a message; people are named by their logins. */
  signAs(branch: string, author: string, committer = author, message = "change"): void {
    this.checkout(branch);
    const env = {
      ...ENV,
      GIT_COMMITTER_NAME: committer,
      GIT_COMMITTER_EMAIL: `${committer}@users.noreply.github.com`,
    };
    const by = `${author} <${author}@users.noreply.github.com>`;
    const args = [
      "-C",
      this.#dir,
      "commit",
      "--quiet",
      "--amend",
      "--allow-empty",
      "--author",
      by,
      "-m",
      message,
    ];
    execFileSync("git", args, { env, stdio: "pipe" });
  }

  /** Who wrote (co-authors too) and who committed the commits after `base`: logins, where the address tells. */
  people(base: string, head: string): { authors: (string | null)[]; committer: string | null }[] {
    const format = "%ae%x00%ce%x00%(trailers:key=Co-authored-by,valueonly,separator=%x01)%x02";
    const log = this.git("log", "--reverse", `--format=${format}`, `${base}..${head}`);
    const loginOf = (address: string): string | null =>
      /([\w[\]-]+)@users\.noreply\.github\.com/.exec(address)?.[1] ?? null;
    return log
      .split("\u0002")
      .slice(0, -1)
      .map((entry) => {
        const [author = "", committer = "", others = ""] = entry.trim().split("\0");
        return { authors: [author, ...others.split("\u0001")].map(loginOf), committer: loginOf(committer) };
      });
  }

  /** Makes a file of a branch executable. */
  chmod(branch: string, path: string): void {
    this.checkout(branch);
    this.git("update-index", "--chmod=+x", path);
    this.git("commit", "--quiet", "--message", "mode");
    this.checkout(branch);
  }

  /** Adds a submodule at some commit to a branch. */
  addSubmodule(branch: string, path: string, commit: string): void {
    this.checkout(branch);
    this.git("update-index", "--add", "--cacheinfo", `160000,${commit},${path}`);
    this.git("commit", "--quiet", "--message", "submodule");
  }

  head(ref: string): string {
    return this.looseRef(ref) ?? this.git("rev-parse", "--verify", `${ref}^{commit}`).trim();
  }

  setBranch(branch: string, commit: string): void {
    this.git("update-ref", `refs/heads/${branch}`, commit);
  }

  /** A merge of a branch into a commit, as a merge queue makes it; no branch moves. */
  merge(base: string, branch: string): string {
    this.checkout("--detach", base);
    this.git("merge", "--quiet", "--no-ff", "--message", "queue", branch);
    return this.head("HEAD");
  }

  mergeBase(a: string, b: string): string {
    return this.ofObjects(["merge-base"], a, b).toString("utf8").trim();
  }

  has(object: string): boolean {
    if (this.#objects.has(object) || this.looseRef(object.replace(/\^\{commit\}$/, "")) !== null) return true;
    // What is not there may come; what is there stays.
    const isThere = this.tryGit("cat-file", "-e", object) !== null;
    if (isThere && OBJECT_ID.test(object)) this.#objects.add(object);
    return isThere;
  }

  isAncestor(ancestor: string, commit: string): boolean {
    return this.tryGit("merge-base", "--is-ancestor", ancestor, commit) !== null;
  }

  /** A tree entry: mode, id and, for a blob, its bytes. */
  entry(commit: string, path: string): { mode: number; oid: string; bytes: Buffer | null } | null {
    this.prefetch(commit);
    const entry = ["ls-tree", "-z", commit, "--", `:(literal)${path}`];
    const listed = this.#prefetched.has(commit) ? known.get(entry.join("\0")) : this.raw(...entry);
    const match = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(listed?.toString("utf8") ?? "");
    if (!match) return null;
    const [, mode = "", type, oid = ""] = match;
    return { mode: parseInt(mode, 8), oid, bytes: type === "blob" ? this.blob(oid) : null };
  }

  /** The entries of a tree, or of a commit's root. */
  listFolder(tree: string): { name: string; type: string; oid: string; mode: number }[] {
    return this.ofObjects(["ls-tree", "-z"], tree)
      .toString("utf8")
      .split("\0")
      .filter((line) => line !== "")
      .map((line) => {
        const [info = "", name = ""] = line.split("\t");
        const [mode = "", type = "", oid = ""] = info.split(" ");
        return { name, type, oid, mode: parseInt(mode, 8) };
      });
  }

  /** All that is in a tree, or in a commit, with the sizes of files. */
  listAll(
    tree: string,
  ): { path: string; mode: string; type: string; oid: string; size: number | undefined }[] {
    const lines = this.ofObjects(["ls-tree", "-r", "-t", "-l", "-z"], tree).toString("utf8").split("\0");
    return lines
      .filter((line) => line !== "")
      .map((line) => {
        const [info = "", path = ""] = line.split("\t");
        const [mode = "", type = "", oid = "", size = ""] = info.split(/ +/);
        return { path, mode, type, oid, size: type === "blob" ? Number(size) : undefined };
      });
  }

  treeOf(object: string): string {
    return this.ofObjects(["rev-parse", "--verify"], `${object}^{tree}`).toString("utf8").trim();
  }

  blob(oid: string): Buffer {
    return this.ofObjects(["cat-file", "blob"], oid);
  }

  /** What changed between two commits, by git's own rename detection and with its own hunks. */
  diff(base: string, head: string): readonly DiffFile[] {
    const key = `${base}..${head}`;
    const found = diffs.get(key);
    if (found) return found;
    const files = this.computeDiff(base, head);
    diffs.set(key, files);
    return files;
  }

  /** Makes a clone with a branch of it checked out, as a run of a workflow has it. */
  checkOut(branch: string, folder: string): void {
    execFileSync("git", ["clone", "--quiet", "--branch", branch, join(this.#dir, ".git"), folder]);
  }

  remove(): void {
    if (this.#isOwn) rmSync(this.#dir, { recursive: true, force: true });
  }

  private computeDiff(base: string, head: string): DiffFile[] {
    const all = this.git("diff", "--raw", "--patch", "--no-color", "--no-abbrev", "-z", "-M", base, head);
    const [raw = "", ...patches] = all.split("\0\0");
    const fields = `${raw}\0`.split("\0");
    // One section a file, in the order of the raw output; a change of type has two.
    const sections = patches
      .join("\0\0")
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

  /** The commit of a branch, where its file says it. */
  private looseRef(ref: string): string | null {
    if (OBJECT_ID.test(ref)) return null;
    try {
      const text = readFileSync(join(this.#dir, ".git", "refs", "heads", ref), "utf8").trim();
      return OBJECT_ID.test(text) ? text : null;
    } catch {
      return null;
    }
  }

  /** What git says of objects, asked for once if they are named by their ids. */
  private ofObjects(command: readonly string[], ...rest: (string | readonly string[])[]): Buffer {
    const args = [...command, ...rest.flat()];
    if (!rest.every((arg) => typeof arg !== "string" || OBJECT_ID.test(arg))) return this.raw(...args);
    const key = args.join("\0");
    const found = known.get(key);
    if (found) return found;
    const answer = this.raw(...args);
    if (answer.length < KEPT_BYTES) known.set(key, answer);
    return answer;
  }

  /** Asks for everything in a commit at once: to start git for each file would take far longer. */
  private prefetch(commit: string): void {
    // Those of others can be large, and little is asked of them.
    if (!this.#isOwn || !OBJECT_ID.test(commit) || this.#prefetched.has(commit)) return;
    this.#prefetched.add(commit);
    const lines = this.git("ls-tree", "-r", "-t", "-z", commit).split("\0").slice(0, -1);
    const inRoot = lines.filter((line) => !/\t.*\//.test(line)).map((line) => `${line}\0`);
    known.set(`ls-tree\0-z\0${commit}`, Buffer.from(inRoot.join("")));
    const oids = new Set<string>();
    for (const line of lines) {
      const [info = "", path = ""] = line.split("\t");
      const [, type, oid = ""] = info.split(" ");
      known.set(["ls-tree", "-z", commit, "--", `:(literal)${path}`].join("\0"), Buffer.from(`${line}\0`));
      if (type === "blob" && !known.has(`cat-file\0blob\0${oid}`)) oids.add(oid);
    }
    if (oids.size === 0) return;
    const args = ["-C", this.#dir, "cat-file", "--batch"];
    const all = execFileSync("git", args, { env: ENV, input: [...oids].join("\n"), maxBuffer: 1 << 30 });
    let at = 0;
    for (const oid of oids) {
      const head = all.indexOf("\n", at);
      const size = Number(all.toString("latin1", at, head).split(" ")[2]);
      known.set(`cat-file\0blob\0${oid}`, all.subarray(head + 1, head + 1 + size));
      at = head + 1 + size + 1;
    }
  }

  private checkout(...args: string[]): void {
    this.#ahead = null;
    this.git("checkout", "--quiet", "--force", ...args);
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
    return execFileSync("git", ["-C", this.#dir, ...args], { env: ENV, stdio: "pipe", maxBuffer: 1 << 29 });
  }
}

/** A file of a commit in the language of `git fast-import`. */
function importOf(path: string, content: FileContent): Buffer {
  const name = `"${path.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
  if (content === null) return Buffer.from(`D ${name}\n`);
  const isLink = typeof content === "object" && "linkTo" in content;
  const bytes = Buffer.from(isLink ? content.linkTo : content);
  const head = `M ${isLink ? "120000" : "100644"} inline ${name}\ndata ${String(bytes.length)}\n`;
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from("\n")]);
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
