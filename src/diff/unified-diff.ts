/** Lines around a change that are shown with it. */
const CONTEXT = 3;
/** With more changed lines than this, one change is made of all that lies between the first and the last of them. */
const MAX_CHANGES = 1000;

/**
 * The change of a text as `git apply` and `patch` take it; "" where there is none.
 * @param path of the file, with `/` between its parts
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  const [old, now] = [linesWithEnds(before), linesWithEnds(after)];
  const hunks = hunksOf(changesBetween(old, now)).map((changes) => renderHunk(old, now, changes));
  return `--- ${nameOf("a", path)}\n+++ ${nameOf("b", path)}\n${hunks.join("")}`;
}

/** Lines `from..to` of the old text are lines `start..end` of the new one; ends are exclusive, all 0-based. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** Names with anything but plain characters are spelled as git spells them. */
function nameOf(side: string, path: string): string {
  const name = `${side}/${path}`;
  if (/^[\w./ @+,=-]+$/.test(name)) return name.includes(" ") ? `${name}\t` : name;
  const bytes = Array.from(new TextEncoder().encode(name), (byte) => {
    const isPlain = byte >= 32 && byte < 127 && byte !== 34 && byte !== 92;
    return isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${bytes.join("")}"`;
}

function linesWithEnds(text: string): string[] {
  const lines = text.split("\n").map((line) => `${line}\n`);
  const last = lines.pop()?.slice(0, -1) ?? "";
  return last === "" ? lines : [...lines, last];
}

function changesBetween(old: readonly string[], now: readonly string[]): readonly Change[] {
  let first = 0;
  while (first < old.length && first < now.length && old[first] === now[first]) first++;
  let same = 0;
  const most = Math.min(old.length, now.length) - first;
  while (same < most && old.at(-1 - same) === now.at(-1 - same)) same++;
  const [middle, changed] = [old.slice(first, old.length - same), now.slice(first, now.length - same)];
  const whole = [{ from: 0, to: middle.length, start: 0, end: changed.length }];
  const changes = shortest(middle, changed) ?? whole;
  return changes.map(({ from, to, start, end }) => ({
    ...{ from: from + first, to: to + first },
    ...{ start: start + first, end: end + first },
  }));
}

/** The fewest changed lines, as Myers finds them; null where there are too many. */
function shortest(old: readonly string[], now: readonly string[]): Change[] | null {
  const most = Math.min(MAX_CHANGES, old.length + now.length);
  const trace: Map<number, number>[] = [];
  let reached = new Map([[1, 0]]);
  for (let changes = 0; changes <= most; changes++) {
    const next = new Map<number, number>();
    trace.push(reached);
    for (let k = -changes; k <= changes; k += 2) {
      let x = comesFromAbove(reached, k, changes) ? (reached.get(k + 1) ?? 0) : (reached.get(k - 1) ?? 0) + 1;
      while (x < old.length && x - k < now.length && old[x] === now[x - k]) x++;
      next.set(k, x);
      if (x >= old.length && x - k >= now.length) return walkedBack(trace, old.length, now.length);
    }
    reached = next;
  }
  return null;
}

function comesFromAbove(reached: ReadonlyMap<number, number>, k: number, changes: number): boolean {
  return k === -changes || (k !== changes && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
}

function walkedBack(trace: readonly ReadonlyMap<number, number>[], oldEnd: number, newEnd: number): Change[] {
  const changes: Change[] = [];
  let [x, y] = [oldEnd, newEnd];
  for (let step = trace.length - 1; step > 0; step--) {
    const reached = trace[step] ?? new Map<number, number>();
    const k = x - y;
    const before = comesFromAbove(reached, k, step) ? k + 1 : k - 1;
    const fromX = reached.get(before) ?? 0;
    const fromY = fromX - before;
    const isInsertion = before === k + 1;
    addBefore(changes, {
      ...{ from: fromX, to: isInsertion ? fromX : fromX + 1 },
      ...{ start: fromY, end: isInsertion ? fromY + 1 : fromY },
    });
    [x, y] = [fromX, fromY];
  }
  return changes.reverse();
}

/** Adds a change to those behind it, from the last to the first: what touches is one. */
function addBefore(changes: Change[], change: Change): void {
  const next = changes.at(-1);
  if (next?.from === change.to && next.start === change.end) {
    changes[changes.length - 1] = { ...next, from: change.from, start: change.start };
  } else changes.push(change);
}

function hunksOf(changes: readonly Change[]): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const before = last?.at(-1);
    if (last && before && change.from - before.to <= 2 * CONTEXT) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function renderHunk(old: readonly string[], now: readonly string[], changes: readonly Change[]): string {
  const [first, last] = [changes[0], changes.at(-1)];
  if (!first || !last) return "";
  const lead = Math.min(CONTEXT, first.from);
  const trail = Math.min(CONTEXT, old.length - last.to);
  const lines: string[] = [];
  let at = first.from - lead;
  for (const { from, to, start, end } of changes) {
    lines.push(...marked(" ", old.slice(at, from)));
    lines.push(...marked("-", old.slice(from, to)), ...marked("+", now.slice(start, end)));
    at = to;
  }
  lines.push(...marked(" ", old.slice(at, at + trail)));
  const side = (start: number, end: number): string =>
    `${String(end > start ? start + 1 : start)},${String(end - start)}`;
  const oldSide = side(first.from - lead, last.to + trail);
  const newSide = side(first.start - lead, last.end + trail);
  return `@@ -${oldSide} +${newSide} @@\n${lines.join("")}`;
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.endsWith("\n") ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`,
  );
}
