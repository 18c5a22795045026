import type { Moment } from "../audit/audit.js";
import { followed, type Followed, type Sighting } from "../audit/lives.js";
import type { Git } from "./git.js";
import type { Commit, TreeEntry } from "./history.js";
import { sightingsOf, type Kept } from "./kept-findings.js";
import { Stretch } from "./stretch.js";

/** What stands in a file of a tree. */
export type InTree = (path: string, entries: ReadonlyMap<string, TreeEntry>) => Promise<Kept>;

/** When a use came, and as what file. */
export type Came = Moment & { readonly path: string };

/** When a use went, and as what. */
export type Went = Moment & Pick<Sighting, "path" | "symbol">;

/** What becomes of a use. */
export interface Fate {
  /** The commit that took it off the branch, the first after which it is not there; null where it goes on. */
  readonly went: Went | null;
  /** What it has been followed to, where that was another use before, the commit is the one at which it is least like that. */
  readonly now: Sighting | null;
}

/** A file after so many steps of a stretch. */
interface Place {
  readonly state: number;
  readonly path: string;
  /** What stands in it; nothing where it is not there. */
  readonly uses: readonly Sighting[];
  /** The use that is followed. */
  readonly use: Sighting;
}

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
  private known = new Map<string, readonly Sighting[]>();

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

  /** The commit that brought a use to the branch: going back from a point, the last one before which it was not there. */
  async cameAt(use: Sighting, point: number): Promise<Came | null> {
    const stretch = await this.before(point);
    let now = await this.found(stretch, use, stretch.steps.length);
    let other: { readonly loose: number; readonly came: Came } | null = null;
    for (let looked = 0; now !== null && now.state > 0; looked++) {
      const { path }: Place = now;
      const touch = touchBefore(stretch, now, looked);
      const state = touch ?? 0;
      const name = await nameBefore(stretch, touch, path);
      const uses = name === null ? [] : await this.usesIn(stretch, state, name);
      const older = earlier(uses, now);
      if (name === null || older === null) {
        const after = now;
        // Mostly it is the step that touches the file.
        const first = await firstOther(state, now.state, state + 1, async (middle) => {
          return earlier(await this.usesIn(stretch, middle, path), after) === null;
        });
        const step = stretch.steps[first - 1];
        return step ? { commit: step.commit, date: step.date, path } : null;
      }
      const loose = older.looseness;
      const step = stretch.steps[touch ?? -1];
      if (step && loose > (other?.loose ?? 0))
        other = { loose, came: { commit: step.commit, date: step.date, path } };
      now = { state, path: name, uses, use: older.now };
    }
    if (now === null || point === 0) return null;
    // What it was followed to has gone elsewhere since: it came where it is least like that. Under another name it is the same.
    return now.path === use.path && other ? other.came : this.cameAt(now.use, point - 1);
  }

  /** What became of a use between the point before and this one, from commit to commit. */
  async fateOf(use: Sighting, point: number): Promise<Fate> {
    const stretch = await this.before(point);
    const end = stretch.steps.length;
    let now = await this.found(stretch, use, 0);
    let other: { readonly loose: number; readonly went: Went } | null = null;
    while (now !== null && now.state < end) {
      const { path }: Place = now;
      const touch = stretch.nextTouch(path, now.state);
      const state = touch === null ? end : touch + 1;
      const name = touch === null ? path : await nameAfter(stretch, touch, path);
      const uses = name === null ? [] : await this.usesIn(stretch, state, name);
      const newer = later(now, uses);
      if (name === null || newer === null) {
        const before = now;
        const first = await firstOther(now.state, state, state - 1, async (middle) => {
          return later(before, await this.usesIn(stretch, middle, path)) !== null;
        });
        const step = stretch.steps[first - 1];
        return { went: step ? wentWith(step, now) : null, now: null };
      }
      const loose = newer.looseness;
      const step = stretch.steps[touch ?? -1];
      if (step && loose > (other?.loose ?? 0)) other = { loose, went: wentWith(step, now) };
      now = { state, path: name, uses, use: newer.now };
    }
    // What it was followed to has come from elsewhere: it went where it is least like that. Under another name it goes on.
    const went = now?.path === use.path && other ? other.went : null;
    return { went, now: now?.use ?? null };
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

  /** A use where it was seen; null where it is not there. */
  private async found(stretch: Stretch, use: Sighting, state: number): Promise<Place | null> {
    const uses = await this.usesIn(stretch, state, use.path);
    const own = followed([use], uses).get(use)?.now;
    return own ? { state, path: use.path, uses, use: own } : null;
  }

  /** What stands in a file after so many steps. */
  private async usesIn(stretch: Stretch, state: number, path: string): Promise<readonly Sighting[]> {
    const entries = stretch.treeAfter(state);
    if (!entries.has(path)) return [];
    const key = JSON.stringify([stretch.ends.upTo, state, path]);
    const kept = this.known.get(key) ?? sightingsOf(await this.inTree(path, entries));
    this.known.set(key, kept);
    return kept;
  }
}

function wentWith({ commit, date }: Moment, { path, use }: Place): Went {
  return { commit, date, path, symbol: use.symbol };
}

/** What a use was in an earlier version of its file; null where it was not there. */
function earlier(uses: readonly Sighting[], { path, uses: after, use }: Place): Followed<Sighting> | null {
  const here = new Map(uses.map((one) => [{ ...one, path }, one]));
  for (const [before, { now, looseness }] of followed([...here.keys()], after))
    if (now === use) return { now: here.get(before) ?? before, looseness };
  return null;
}

/** What a use is in a later version of its file; null where it is gone. */
function later({ path, uses: before, use }: Place, uses: readonly Sighting[]): Followed<Sighting> | null {
  const here = new Map(uses.map((one) => [{ ...one, path }, one]));
  const next = followed(before, [...here.keys()]).get(use);
  return next ? { ...next, now: here.get(next.now) ?? next.now } : null;
}

/** The step before which a file is looked at next; of a file with many versions not each. */
function touchBefore(stretch: Stretch, { path, state }: Place, looked: number): number | null {
  let touch = stretch.lastTouch(path, state);
  for (let skipped = ONE_BY_ONE; skipped < looked && touch !== null; skipped++) {
    // Only where a file is added can it have had another name.
    if (stretch.changeOf(touch, path)?.before === null) break;
    touch = stretch.lastTouch(path, touch) ?? touch;
  }
  return touch;
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

async function nameBefore(stretch: Stretch, touch: number | null, path: string): Promise<string | null> {
  if (touch === null || stretch.changeOf(touch, path)?.before !== null) return path;
  return stretch.nameBefore(touch, path);
}

async function nameAfter(stretch: Stretch, touch: number, path: string): Promise<string | null> {
  return stretch.changeOf(touch, path)?.blob === null ? stretch.nameAfter(touch, path) : path;
}
