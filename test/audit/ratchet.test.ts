import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseRatchet, renderRatchet, type RatchetEntry } from "../../src/audit/ratchet-file.js";
import { holdAgainst } from "../../src/audit/ratchet.js";

/** A use of a history: what is told of it, and from where it came. */
interface Use {
  readonly path: string;
  readonly symbol: string;
  readonly print: string;
  /** It was there at the beginning and has only been moved since. */
  readonly isOld: boolean;
}

function entriesOf(uses: readonly Use[]): readonly RatchetEntry[] {
  const entries = new Map<string, { path: string; ruleId: string; symbol: string; uses: string[] }>();
  for (const { path, symbol, print } of uses) {
    const key = `${path} ${symbol}`;
    const entry = entries.get(key) ?? { path, ruleId: "pickle-load", symbol, uses: [] };
    entry.uses.push(print);
    entries.set(key, entry);
  }
  return [...entries.values()];
}

const paths = fc.constantFrom("a.py", "b.py", "c.py");
const symbols = fc.constantFrom("pickle.load", "pickle.loads");
const which = fc.nat(20);
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("add" as const), path: paths, symbol: symbols }),
    fc.record({ kind: fc.constant("remove" as const), which }),
    fc.record({ kind: fc.constant("edit" as const), which }),
    fc.record({ kind: fc.constant("move" as const), which, path: paths }),
    fc.record({ kind: fc.constant("rename" as const), from: paths, to: fc.constantFrom("d.py", "e.py") }),
  ),
  { maxLength: 12 },
);
const beginnings = fc.array(fc.tuple(paths, symbols), { maxLength: 8 }).map((list) =>
  list.map(([path, symbol], i): Use => ({
    path,
    symbol,
    print: i.toString(16).padStart(12, "0"),
    isOld: true,
  })),
);

/** What a history comes to: the uses there are, and how many there may be at each place. */
function lived(
  beginning: readonly Use[],
  history: readonly (typeof steps extends fc.Arbitrary<infer S> ? S : never)[number][],
) {
  let uses = [...beginning];
  let next = 1000;
  const at = ({ path, symbol }: Pick<Use, "path" | "symbol">): string => `${path} ${symbol}`;
  const moved = new Set<string>();
  const carry = (use: Use, path: string): Use => {
    if (use.path !== path) moved.add(use.print);
    return { ...use, path };
  };
  for (const step of history) {
    const chosen = "which" in step && uses.length > 0 ? step.which % uses.length : -1;
    if (step.kind === "add")
      uses.push({ ...step, print: (next++).toString(16).padStart(12, "0"), isOld: false });
    else if (step.kind === "rename")
      uses = uses.map((use) => (use.path === step.from ? carry(use, step.to) : use));
    else if (step.kind === "remove") uses = uses.filter((_, i) => i !== chosen);
    else if (step.kind === "move") uses = uses.map((use, i) => (i === chosen ? carry(use, step.path) : use));
    else {
      uses = uses.map((use, i) =>
        i === chosen && !moved.has(use.print)
          ? { ...use, print: (next++).toString(16).padStart(12, "0"), isOld: false }
          : use,
      );
    }
  }
  const ends = new Map(uses.filter(({ isOld }) => isOld).map((use) => [use.print, use]));
  const count = (list: readonly Use[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const use of list) counts.set(at(use), (counts.get(at(use)) ?? 0) + 1);
    return counts;
  };
  // Of the uses that moved any may have taken their place along; it is enough that one choice of them explains all counts.
  const carried = beginning.filter((use) => (ends.get(use.print) ?? use).path !== use.path);
  const now = [...count(uses)];
  const isExplained = Array.from({ length: 2 ** carried.length }, (_, bits) => {
    const along = new Set(carried.filter((_use, i) => (bits >> i) & 1).map(({ print }) => print));
    const allowed = count(
      beginning.map((use) => (along.has(use.print) ? (ends.get(use.print) ?? use) : use)),
    );
    return now.every(([place, number]) => number <= (allowed.get(place) ?? 0));
  }).includes(true);
  return { uses, rose: !isExplained };
}

test("passes if and only if no count rose, whatever was moved, renamed, edited, added and removed", () => {
  let [passed, failed] = [0, 0];
  fc.assert(
    fc.property(beginnings, steps, (beginning, history) => {
      const { uses, rose } = lived(beginning, history);
      const { risen } = holdAgainst(entriesOf(beginning), entriesOf(uses));
      expect(risen.length > 0, JSON.stringify({ uses, risen })).toBe(rose);
      if (rose) failed++;
      else passed++;
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(passed, failed)).toBeGreaterThan(300);
});

test("a lowered ratchet lets through what is there, and nothing that the ratchet before it did not", () => {
  fc.assert(
    fc.property(beginnings, steps, steps, (beginning, history, more) => {
      const ratchet = entriesOf(beginning);
      const { uses } = lived(beginning, history);
      const held = holdAgainst(ratchet, entriesOf(uses));
      if (held.risen.length > 0) return;
      const count = (entries: readonly RatchetEntry[]): number =>
        entries.reduce((sum, entry) => sum + entry.uses.length, 0);
      expect(holdAgainst(held.lowered, entriesOf(uses))).toMatchObject({ risen: [], left: uses.length });
      expect(count(held.lowered)).toBe(uses.length);
      expect(count(held.lowered)).toBeLessThanOrEqual(count(ratchet));
      const { uses: later } = lived(uses, more);
      const again = holdAgainst(held.lowered, entriesOf(later));
      if (again.risen.length === 0) expect(later.length).toBeLessThanOrEqual(uses.length);
    }),
  );
});

test("a file that was renamed and edited keeps its counts where the rename is known", () => {
  const was = [{ path: "old.py", ruleId: "pickle-load", symbol: "pickle.load", uses: ["000000000001"] }];
  const is = [{ path: "new.py", ruleId: "pickle-load", symbol: "pickle.load", uses: ["000000000002"] }];
  expect(holdAgainst(was, is).risen).toMatchObject([
    { path: "new.py", was: 0, is: 1, unknown: ["000000000002"] },
  ]);
  expect(holdAgainst(was, is, new Map([["new.py", "old.py"]]))).toMatchObject({ risen: [], lowered: is });
});

describe("the file", () => {
  test("comes back as it was written, an entry a line", () => {
    fc.assert(
      fc.property(beginnings, (beginning) => {
        const entries = entriesOf(beginning);
        const text = renderRatchet(entries);
        expect(text.match(/"path"/g)?.length ?? 0).toBe(entries.length);
        const parsed = parseRatchet(text);
        expect(parsed.ok && renderRatchet(parsed.entries)).toBe(text);
      }),
    );
  });

  test.each([
    ["", "it is no JSON"],
    ["<<<<<<< ours\n", "it holds the marks of a merge"],
    ['{"schemaVersion":2,"entries":[]}', "schemaVersion"],
    ['{"schemaVersion":1,"entries":[{"path":"a","rule":"r","symbol":"s","uses":["x"]}]}', "entries.0.uses.0"],
  ])("%j: one line says what is wrong", (text, problem) => {
    const parsed = parseRatchet(text);
    expect(!parsed.ok && parsed.problem).toContain(problem);
  });
});
