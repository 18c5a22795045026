import type { Git } from "./git.js";
import { rawChanges, type Commit, type RawChange, type TreeEntry } from "./history.js";

/** A commit of a stretch, and what it changes against its first parent. */
export interface Step extends Commit {
  readonly changes: readonly RawChange[];
}

/** The ends of a stretch of a branch, the first of which is not in it: null for the beginning of history. */
export interface Ends {
  readonly after: string | null;
  readonly upTo: string;
}

const MARK = "\u0001";

/** The commits of a branch between two of its points, the oldest first, and the tree after each. */
export class Stretch {
  readonly ends: Ends;
  readonly steps: readonly Step[];
  private readonly git: Git;
  private readonly touching = new Map<string, number[]>();
  private readonly renames = new Map<string, Promise<Renames>>();
  private readonly tree: Map<string, TreeEntry>;
  private at: number;

  private constructor(git: Git, ends: Ends, steps: readonly Step[], entries: ReadonlyMap<string, TreeEntry>) {
    this.git = git;
    this.ends = ends;
    this.steps = steps;
    this.tree = new Map(entries);
    this.at = steps.length;
    for (const [index, { changes }] of steps.entries())
      for (const { path } of changes) {
        const known = this.touching.get(path);
        if (known) known.push(index);
        else this.touching.set(path, [index]);
      }
  }

  /** @param entries the tree at its end */
  static async between(git: Git, ends: Ends, entries: ReadonlyMap<string, TreeEntry>): Promise<Stretch> {
    const { after, upTo } = ends;
    const range = after === null ? [upTo] : [upTo, `^${after}`];
    const shape = ["--first-parent", "-m", "--root", "--raw", "-z", "--no-renames", "--no-abbrev"];
    const output = await git.run(["log", ...shape, "--format=%x01%H %ct%x01", ...range, "--"]);
    return new Stretch(git, ends, stepsIn(output).reverse(), entries);
  }

  /** The tree after so many steps; it is changed by the next call. */
  treeAfter(count: number): ReadonlyMap<string, TreeEntry> {
    while (this.at < count) this.apply(this.steps[this.at++], false);
    while (this.at > count) this.apply(this.steps[--this.at], true);
    return this.tree;
  }

  /** The last of the first `count` steps that changes a path, by its index; null for none. */
  lastTouch(path: string, count: number): number | null {
    return (this.touching.get(path) ?? []).findLast((index) => index < count) ?? null;
  }

  /** The next step from an index on that changes a path; null for none. */
  nextTouch(path: string, from: number): number | null {
    return (this.touching.get(path) ?? []).find((index) => index >= from) ?? null;
  }

  /** What a step does to a path. */
  changeOf(index: number, path: string): RawChange | null {
    return this.steps[index]?.changes.find((change) => change.path === path) ?? null;
  }

  /** The path that a file had before a step that adds it; null where it is new. */
  async nameBefore(index: number, path: string): Promise<string | null> {
    return this.otherName(index, path, "before");
  }

  /** The path that a file has after a step that takes it away; null where it is gone. */
  async nameAfter(index: number, path: string): Promise<string | null> {
    return this.otherName(index, path, "after");
  }

  private apply(step: Step | undefined, isBack: boolean): void {
    for (const { path, mode, blob, before } of step?.changes ?? []) {
      const entry = isBack ? before : blob === null ? null : { mode, blob };
      if (entry) this.tree.set(path, entry);
      else this.tree.delete(path);
    }
  }

  /** First among the files with the same ending: of a large commit git compares no more than so many. */
  private async otherName(index: number, path: string, side: keyof Renames): Promise<string | null> {
    const ending = /\.\w+$/.exec(path)?.[0] ?? "";
    for (const among of new Set([ending, ""])) {
      const found = (await this.renamesOf(index, among))[side].get(path);
      if (found !== undefined) return found;
    }
    return null;
  }

  private async renamesOf(index: number, ending: string): Promise<Renames> {
    const step = this.steps[index];
    if (!step) return NO_RENAMES;
    const key = `${step.commit} ${ending}`;
    const known = this.renames.get(key);
    if (known) return known;
    // Without something that is gone nothing is renamed.
    const mayBe = step.changes.some((change) => change.blob === null && change.path.endsWith(ending));
    const asked = mayBe ? renamesIn(this.git, step.commit, ending) : Promise.resolve(NO_RENAMES);
    this.renames.set(key, asked);
    return asked;
  }
}

/** The other names of files that a commit renames. */
interface Renames {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

const NO_RENAMES: Renames = { before: new Map(), after: new Map() };

async function renamesIn(git: Git, commit: string, ending: string): Promise<Renames> {
  const args = ["diff-tree", "-r", "-z", "--name-status", "-M50%", "--diff-filter=R", `${commit}^`, commit];
  const output = await git.run([...args, "--", `:(glob)**/*${ending}`]).catch(() => Buffer.alloc(0));
  const fields = output.toString("utf8").split("\0");
  const [before, after] = [new Map<string, string>(), new Map<string, string>()];
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const [from = "", to = ""] = [fields[i + 1], fields[i + 2]];
    before.set(to, from);
    after.set(from, to);
  }
  return { before, after };
}

/** Between two marks the commit, after them what it changes. */
function stepsIn(output: Buffer): Step[] {
  const parts = output.toString("utf8").split(MARK);
  const steps: Step[] = [];
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const [commit = "", seconds = ""] = (parts[i] ?? "").split(" ");
    const date = new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
    steps.push({ commit, date, changes: rawChanges((parts[i + 1] ?? "").replace(/^[\0\n]+/, "")) });
  }
  return steps;
}
