import type { Moment } from "../audit/audit.js";
import type { Sighting } from "../audit/lives.js";
import type { Git } from "./git.js";
import type { Commit, TreeEntry } from "./history.js";
import type { Kept } from "./point-analyst.js";
import { Stretch } from "./stretch.js";

/** What stands in a file of a tree. */
export type InTree = (path: string, entries: ReadonlyMap<string, TreeEntry>) => Promise<Kept>;

/** When a use came, and as what file. */
export type Came = Moment & { readonly path: string };

/** How many kin of a use stand in a file, and whether it does itself. */
interface Look {
  readonly isSame: boolean;
  readonly count: number;
}

/** A file after so many steps of a stretch; null where it is not there. */
interface Place {
  readonly state: number;
  readonly path: string | null;
  readonly seen: Look;
}

const NONE: Look = { isSame: false, count: 0 };
/** So many versions of a file are looked at one by one, then ever fewer of them. */
const ONE_BY_ONE = 100;

/**
 * Finds the very commits at which uses came and went, between the points at which they were seen: in the tree of each commit,
 * as a scan of it would.
 */
export class Dating {
  private readonly git: Git;
  private readonly inTree: InTree;
  private readonly points: readonly Commit[];
  private stretches = new Map<number, Stretch>();
  /** What stands in files after so many steps of a stretch. */
  private known = new Map<string, Kept>();

  /** @param points the commits of the branch that were looked at, the oldest first */
  constructor(git: Git, points: readonly Commit[], inTree: InTree) {
    this.git = git;
    this.points = points;
    this.inTree = inTree;
  }

  /** Goes on to a point. @param entries its tree */
  async goTo(point: number, entries: ReadonlyMap<string, TreeEntry>): Promise<void> {
    this.stretches = new Map([[point, await this.stretchTo(point, entries)]]);
    this.known = new Map();
  }

  /** The commit that brought a use to the branch: going back from a point, the last one before which there was none, or one fewer. */
  async cameAt(use: Sighting, point: number): Promise<Came | null> {
    const stretch = await this.before(point);
    let now = await this.look(stretch, use, stretch.steps.length, use.path);
    for (let looked = 0; ; looked++) {
      const { path, state } = now;
      if (path === null) return null;
      if (state === 0) break;
      const touch = this.touchBefore(stretch, path, state, looked);
      const older = await this.look(stretch, use, touch ?? 0, await nameBefore(stretch, touch, path));
      if (isFewer(older.seen, now.seen)) {
        const state = await this.firstWith(stretch, use, older, { ...now, path });
        const step = stretch.steps[state - 1];
        return step ? { commit: step.commit, date: step.date, path } : null;
      }
      now = older;
    }
    // It was there at the point before, as something else.
    return point === 0 || now.path === null ? null : this.cameAt({ ...use, path: now.path }, point - 1);
  }

  /**
   * The commit that took a use off the branch, between the point before and this one: the first after which there is one fewer;
   * null where it only goes on under another name.
   */
  async wentAt(use: Sighting, point: number): Promise<Moment | null> {
    const stretch = await this.before(point);
    const end = stretch.steps.length;
    let now = await this.look(stretch, use, 0, use.path);
    while (now.path !== null && now.state < end) {
      const touch = stretch.nextTouch(now.path, now.state);
      const path = touch === null ? now.path : await nameAfter(stretch, touch, now.path);
      const newer = await this.look(stretch, use, touch === null ? end : touch + 1, path);
      if (isFewer(newer.seen, now.seen)) {
        const state = await this.firstWithout(stretch, use, { ...now, path: now.path }, newer);
        const step = stretch.steps[state - 1];
        return step ? { commit: step.commit, date: step.date } : null;
      }
      now = newer;
    }
    return null;
  }

  /** The stretch that ends at a point. */
  private async before(point: number): Promise<Stretch> {
    const known = this.stretches.get(point);
    if (known) return known;
    const next = await this.before(point + 1);
    const made = await this.stretchTo(point, next.treeAfter(0));
    this.stretches.set(point, made);
    return made;
  }

  private stretchTo(point: number, entries: ReadonlyMap<string, TreeEntry>): Promise<Stretch> {
    const after = this.points[point - 1]?.commit ?? null;
    return Stretch.between(this.git, { after, upTo: this.points[point]?.commit ?? "" }, entries);
  }

  /** The step before which a file is looked at next; of a file with many versions not each. */
  private touchBefore(stretch: Stretch, path: string, state: number, looked: number): number | null {
    let touch = stretch.lastTouch(path, state);
    for (let skipped = ONE_BY_ONE; skipped < looked && touch !== null; skipped++) {
      // Only where a file is added can it have had another name.
      if (stretch.changeOf(touch, path)?.before === null) break;
      touch = stretch.lastTouch(path, touch) ?? touch;
    }
    return touch;
  }

  /** The first state that has what `to` has and `from` has not, of a file whose path is that of `to` where it is there. */
  private async firstWith(
    stretch: Stretch,
    use: Sighting,
    from: Place,
    to: Place & { readonly path: string },
  ): Promise<number> {
    // Mostly it is the step that touches the file.
    return firstOther(from.state, to.state, from.state + 1, async (state) =>
      isFewer((await this.look(stretch, use, state, to.path)).seen, to.seen),
    );
  }

  /** The first state that has not what `from` has. */
  private async firstWithout(
    stretch: Stretch,
    use: Sighting,
    from: Place & { readonly path: string },
    to: Place,
  ): Promise<number> {
    return firstOther(
      ...([from.state, to.state, to.state - 1] as const),
      async (state) => !isFewer((await this.look(stretch, use, state, from.path)).seen, from.seen),
    );
  }

  private async look(stretch: Stretch, use: Sighting, state: number, path: string | null): Promise<Place> {
    if (path === null) return { state, path, seen: NONE };
    const entries = stretch.treeAfter(state);
    if (!entries.has(path)) return { state, path, seen: NONE };
    const key = JSON.stringify([stretch.ends.upTo, state, path]);
    const kept = this.known.get(key) ?? (await this.inTree(path, entries));
    this.known.set(key, kept);
    const { findings } = kept;
    const kin = findings.filter(({ ruleId, symbol }) => ruleId === use.ruleId && symbol === use.symbol);
    const isSame = kin.some(({ fingerprint }) => fingerprint === use.fingerprint);
    return { state, path, seen: { isSame, count: kin.length } };
  }
}

/** The first state behind `from` that is not as it was, up to `to`, which is not. @param likely is looked at first */
async function firstOther(
  from: number,
  to: number,
  likely: number,
  isAsBefore: (state: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [from, to];
  for (let middle = likely; high - low > 1; middle = Math.floor((low + high) / 2)) {
    if (await isAsBefore(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** Whether there is none, or one fewer: an edit leaves as many as there were. */
function isFewer(there: Look, than: Look): boolean {
  return there.count === 0 || (!there.isSame && there.count < than.count);
}

async function nameBefore(stretch: Stretch, touch: number | null, path: string): Promise<string | null> {
  if (touch === null || stretch.changeOf(touch, path)?.before !== null) return path;
  return stretch.nameBefore(touch, path);
}

async function nameAfter(stretch: Stretch, touch: number, path: string): Promise<string | null> {
  return stretch.changeOf(touch, path)?.blob === null ? stretch.nameAfter(touch, path) : path;
}
