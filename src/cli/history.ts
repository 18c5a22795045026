import { UsageError } from "./io.js";
import { ask, isUnborn, type Git } from "./git.js";

/** A commit of the history; its date as ISO 8601 in UTC. */
export interface Commit {
  readonly commit: string;
  readonly date: string;
}

/** The first parents of a commit. */
export interface History {
  /** Oldest first. */
  readonly commits: readonly Commit[];
  /** False where the clone has only a part of it, or somebody asked for less. */
  readonly isComplete: boolean;
}

/**
 * The commits of a branch itself: what was merged counts when it was merged.
 * @param since only commits from this day on, as git understands it
 */
export async function firstParents(git: Git, ref: string, since?: string): Promise<History> {
  const args = [
    "log",
    "--first-parent",
    "--format=%H %ct",
    ...(since === undefined ? [] : [`--since=${since}`]),
  ];
  const listed = (await git.run([...args, ref, "--"])).toString("latin1").trim();
  const commits = listed.split("\n").flatMap((line): Commit[] => {
    const [commit = "", seconds = ""] = line.split(" ");
    return commit === "" ? [] : [{ commit, date: isoDate(Number(seconds)) }];
  });
  if (commits.length === 0) {
    const seconds = await ask(git, ["log", "-1", "--format=%ct", ref], `${ref} has no commit`);
    commits.push({ commit: ref, date: isoDate(Number(seconds)) });
  }
  const shallow = await ask(git, ["rev-parse", "--is-shallow-repository"], "").catch(() => "");
  return { commits: commits.reverse(), isComplete: since === undefined && shallow !== "true" };
}

function isoDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** At most so many commits, evenly over time: always the first and the last. */
export function chosenPoints(commits: readonly Commit[], count: number): readonly Commit[] {
  const last = commits.at(-1);
  const first = commits[0];
  if (!first || !last) return [];
  if (commits.length <= count) return commits;
  if (count === 1) return [last];
  const [from, to] = [Date.parse(first.date), Date.parse(last.date)];
  const chosen = new Set<Commit>([first]);
  let at = 0;
  for (let i = 1; i < count - 1; i++) {
    const time = from + ((to - from) * i) / (count - 1);
    // Dates of commits need not be in order: the walk only ever goes on.
    while (at + 1 < commits.length - 1 && Date.parse(commits[at + 1]?.date ?? "") <= time) at++;
    const one = commits[at];
    if (one) chosen.add(one);
  }
  return [...chosen, last];
}

/** A file of a commit. */
export interface TreeEntry {
  readonly mode: string;
  readonly blob: string;
}

/** The files of a commit by path: changed from point to point by what differs. */
export class TreeOverTime {
  readonly entries = new Map<string, TreeEntry>();
  private commit: string | null = null;
  private readonly git: Git;

  constructor(git: Git) {
    this.git = git;
  }

  /** Goes to a commit; costs what differs from the one before. */
  async goTo(commit: string): Promise<void> {
    if (this.commit === null) {
      const listed = await this.git.run(["ls-tree", "-r", "-z", "--full-tree", commit]);
      for (const line of listed.toString("utf8").split("\0")) {
        const [, mode = "", blob = "", path = ""] = /^(\d+) \w+ ([0-9a-f]+)\t([^]+)$/.exec(line) ?? [];
        if (path !== "") this.entries.set(path, { mode, blob });
      }
    } else if (this.commit !== commit) {
      for (const change of await changesBetween(this.git, this.commit, commit)) {
        if (change.blob === null) this.entries.delete(change.path);
        else this.entries.set(change.path, { mode: change.mode, blob: change.blob });
      }
    }
    this.commit = commit;
  }
}

/** A path that a commit changes; the blob is null where it takes it away, and that before where it adds it. */
export interface RawChange {
  readonly path: string;
  readonly mode: string;
  readonly blob: string | null;
  readonly before: TreeEntry | null;
}

async function changesBetween(git: Git, from: string, to: string): Promise<RawChange[]> {
  const output = await git.run(["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", from, to]);
  return rawChanges(output.toString("utf8"));
}

/** Reads `--raw -z` without renames. */
export function rawChanges(output: string): RawChange[] {
  const fields = output.split("\0");
  const changes: RawChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const head = (fields[i] ?? "").slice((fields[i] ?? "").indexOf(":") + 1).split(" ");
    const path = fields[i + 1] ?? "";
    if (path === "" || head.length < 5) continue;
    const [oldMode = "", mode = "", oldBlob = "", blob = "", kind = ""] = head;
    const before = kind.startsWith("A") ? null : { mode: oldMode, blob: oldBlob };
    changes.push({ path, mode, blob: kind.startsWith("D") ? null : blob, before });
  }
  return changes;
}

/** Resolves a name to a commit. @throws UsageError if it names none */
export async function commitOf(git: Git, ref: string): Promise<string> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  try {
    return await ask(git, args, "");
  } catch {
    if (ref === "HEAD" && (await isUnborn(git)))
      throw new UsageError(`${git.dir} has no commit yet: there is no history to look at`);
    throw new UsageError(`unknown revision "${ref}" in ${git.dir}: git branch --all lists the branches`);
  }
}
