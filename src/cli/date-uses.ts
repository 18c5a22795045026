import type { Life, Sighting } from "../audit/lives.js";
import type { Moment } from "../audit/audit.js";
import type { Git } from "./git.js";
import { rawChanges, type Commit } from "./history.js";
import type { Kept } from "./point-analyst.js";

/** A stretch of the branch between two points, without the first: of the beginning of history `after` is null. */
export interface Stretch {
  readonly after: string | null;
  readonly upTo: string;
}

/** What stands in a blob at a path. */
export type InBlob = (path: string, blob: string) => Promise<Kept>;

/** A commit that changes a path; the blob is null where it takes it away. */
interface Touch extends Commit {
  readonly blob: string | null;
}

/** More commits of a file are not looked at one by one. */
const MAX_TOUCHES = 300;
const MARK = "\u0001";
const NONE = { isSame: false, count: 0 };

/** How often a file is followed under an older or newer name. */
const MAX_NAMES = 8;

/** Finds the very commits at which uses came and went, between the points at which they were seen. */
export class Dating {
  private readonly git: Git;
  private readonly inBlob: InBlob;
  private readonly touched = new Map<string, Promise<readonly Touch[]>>();

  constructor(git: Git, inBlob: InBlob) {
    this.git = git;
    this.inBlob = inBlob;
  }

  /** The commit that brought a use to the branch: going back, the last one before which there was none, or one fewer. */
  async cameAt({ born }: Life<Sighting>, upTo: string): Promise<(Moment & { readonly path: string }) | null> {
    let path = born.path;
    let before = upTo;
    let found: (Moment & { readonly path: string }) | null = null;
    let count = 0;
    for (let names = 0; names < MAX_NAMES; names++) {
      const touches = (await this.touches(path, { after: null, upTo: before })).slice(-MAX_TOUCHES).reverse();
      let oldest: Touch | null = null;
      for (const touch of touches) {
        const there = touch.blob === null ? NONE : await this.look(born, path, touch.blob);
        // An edit leaves as many as there were.
        if (there.count === 0 || (!there.isSame && there.count < count)) break;
        found = { commit: touch.commit, date: touch.date, path };
        oldest = touch;
        count = there.count;
      }
      const isAll = oldest !== null && oldest === touches.at(-1);
      const older = isAll && oldest ? await this.renamed(oldest.commit, path, "to") : null;
      if (older === null || oldest === null) return found;
      path = older;
      before = `${oldest.commit}^`;
    }
    return found;
  }

  /**
   * The commit that took a use off the branch: the first after which there is one fewer; null where it only goes on under
   * another name.
   */
  async wentAt({ latest }: Life<Sighting>, stretch: Stretch): Promise<Moment | null> {
    let path = latest.path;
    let after = stretch.after;
    const before = await this.blobAt(stretch.after, path);
    let count = before === null ? 1 : (await this.look(latest, path, before)).count;
    for (let names = 0; names < MAX_NAMES; names++) {
      let next: string | null = null;
      for (const { commit, date, blob } of (await this.touches(path, { ...stretch, after })).slice(
        0,
        MAX_TOUCHES,
      )) {
        if (blob !== null) {
          const there = await this.look(latest, path, blob);
          if (!there.isSame && there.count < count) return { commit, date };
          count = there.count;
          continue;
        }
        next = await this.renamed(commit, path, "from");
        if (next === null) return { commit, date };
        path = next;
        after = `${commit}^`;
        break;
      }
      if (next === null) return null;
    }
    return null;
  }

  /** Whether the use stands in a blob as it is, and how many of its kind do. */
  private async look(use: Sighting, path: string, blob: string): Promise<{ isSame: boolean; count: number }> {
    const { findings } = await this.inBlob(path, blob);
    const kin = findings.filter(({ ruleId, symbol }) => ruleId === use.ruleId && symbol === use.symbol);
    return { isSame: kin.some(({ fingerprint }) => fingerprint === use.fingerprint), count: kin.length };
  }

  private async blobAt(commit: string | null, path: string): Promise<string | null> {
    if (commit === null) return null;
    const args = ["--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--", path];
    const output = await this.git.run(args).catch(() => Buffer.alloc(0));
    return /^100\d{3} blob ([0-9a-f]+)\t/.exec(output.toString("latin1"))?.[1] ?? null;
  }

  /** The commits of the branch in a stretch that change a path, the oldest first. */
  private touches(path: string, { after, upTo }: Stretch): Promise<readonly Touch[]> {
    const key = JSON.stringify([path, after, upTo]);
    const known = this.touched.get(key);
    if (known) return known;
    const asked = this.askTouches(path, { after, upTo });
    this.touched.set(key, asked);
    return asked;
  }

  private async askTouches(path: string, { after, upTo }: Stretch): Promise<readonly Touch[]> {
    const args = [
      "--literal-pathspecs",
      "log",
      "--first-parent",
      "-m",
      "--root",
      "--raw",
      "-z",
      "--no-renames",
    ];
    const range = after === null ? upTo : `${after}..${upTo}`;
    const output = await this.git
      .run([...args, "--no-abbrev", "--format=%x01%H %ct%x01", range, "--", path])
      .catch(() => Buffer.alloc(0));
    // Between two marks the commit, after them what it changes.
    const parts = output.toString("utf8").split(MARK);
    const touches: Touch[] = [];
    for (let i = 1; i + 1 < parts.length; i += 2) {
      const [commit = "", seconds = ""] = (parts[i] ?? "").split(" ");
      const raw = (parts[i + 1] ?? "").replace(/^[\0\n]+/, "");
      const change = rawChanges(raw).find((one) => one.path === path);
      if (!change) continue;
      const date = new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
      touches.push({ commit, date, blob: change.blob });
    }
    return touches.reverse();
  }

  /** The other name of a file that a commit renames: the one before (`to` this path), or after (`from` it). */
  private async renamed(commit: string, path: string, side: "to" | "from"): Promise<string | null> {
    const args = ["diff-tree", "-r", "-z", "--name-status", "-M50%", "--diff-filter=R", `${commit}^`, commit];
    const output = await this.git.run(args).catch(() => Buffer.alloc(0));
    const fields = output.toString("utf8").split("\0");
    for (let i = 0; i + 2 < fields.length; i += 3) {
      const [before = "", after = ""] = [fields[i + 1], fields[i + 2]];
      if (side === "to" && after === path) return before;
      if (side === "from" && before === path) return after;
    }
    return null;
  }
}
