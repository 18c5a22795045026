import fc from "fast-check";
import { expect, test } from "vitest";

import type { SourceFile } from "../../src/analysis/analyze-file.js";
import { analyzeFiles, examine, goneTexts } from "../../src/analysis/analyze-files.js";
import { loadParser } from "../../src/app/load-parser.js";
import { holdChange } from "../../src/audit/hold-change.js";
import { countUses, holdAgainst } from "../../src/audit/ratchet.js";
import { renderRatchet, type RatchetEntry } from "../../src/audit/ratchet-file.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";

const PATH = "counts.json";
const POLICY = { ...DEFAULT_POLICY, ratchet: PATH };
const parser = await loadParser();

/** A function with a load of its own, which may be edited: `text` is what it says besides. */
interface Load {
  readonly name: string;
  readonly symbol: "load" | "loads";
  readonly text: number;
}
type Tree = ReadonlyMap<string, readonly Load[]>;

function textOf(loads: readonly Load[]): string {
  return loads
    .map(
      ({ name, symbol, text }) =>
        `def ${name}(data):\n    import pickle\n\n    return pickle.${symbol}(data, x=${String(text)})\n`,
    )
    .join("\n\n");
}

async function found(files: readonly SourceFile[]) {
  const analyses = [];
  const tools = { policy: POLICY, gone: goneTexts(files) };
  for await (const { analysis } of analyzeFiles(files, parser, tools)) analyses.push(analysis);
  return { ...examine(analyses, POLICY, "2026-11-30"), filesChanged: files.length, filesScanned: 0 };
}

/** What stands in a tree. */
async function stands(tree: Tree): Promise<readonly RatchetEntry[]> {
  const files = [...tree].map(([path, loads]) => ({ path, kind: "text" as const, text: textOf(loads) }));
  return countUses((await found(files)).findings);
}

/** What a change comes to under a ratchet. */
async function held(before: Tree, after: Tree, renames: ReadonlyMap<string, string>, ratchet: string) {
  const files: SourceFile[] = [];
  for (const [path, loads] of after) {
    const previousPath = renames.get(path) ?? path;
    const old = before.get(previousPath);
    const [head, base] = [textOf(loads), old ? textOf(old) : null];
    if (head !== base || path !== previousPath) files.push({ path, previousPath, head, base, hunks: null });
  }
  const renamed = new Set(renames.values());
  for (const [path, loads] of before)
    if (!after.has(path) && !renamed.has(path))
      files.push({ path, kind: "deleted" as const, base: textOf(loads) });
  const texts = { path: PATH, onBranch: ratchet, change: null };
  return holdChange(await found(files), texts, POLICY, "2026-11-30");
}

const FILES = ["a.py", "b.py", "c.py", "d.py"];
const step = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), to: fc.nat(3), loads: fc.boolean() }),
  fc.record({ kind: fc.constant("remove" as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant("swap" as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant("edit" as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant("move" as const), which: fc.nat(20), to: fc.nat(3) }),
  fc.record({ kind: fc.constant("rename" as const), from: fc.nat(3), to: fc.nat(3) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Takes some steps; what is edited in one change is not moved in it as well. */
function changed(before: Tree, steps: readonly Step[], next: () => number) {
  const tree = new Map([...before].map(([path, loads]) => [path, [...loads]]));
  const renames = new Map<string, string>();
  const busy = new Set<string>();
  const pick = (which: number): { path: string; load: Load } | null => {
    const all = [...tree].flatMap(([path, loads]) => loads.map((load) => ({ path, load })));
    const one = all[which % Math.max(1, all.length)];
    return one && !busy.has(one.load.name) ? one : null;
  };
  const put = (path: string, load: Load): void => {
    tree.set(path, [...(tree.get(path) ?? []), load]);
    busy.add(load.name);
  };
  const drop = (path: string, load: Load): void => {
    const left = (tree.get(path) ?? []).filter((one) => one !== load);
    if (left.length > 0) tree.set(path, left);
    else tree.delete(path);
  };
  for (const one of steps) {
    if (one.kind === "add") {
      put(FILES[one.to] ?? "", { name: `f${String(next())}`, symbol: one.loads ? "loads" : "load", text: 0 });
    } else if (one.kind === "rename") {
      const [from = "", to = ""] = [FILES[one.from], FILES[one.to]];
      const isFresh = !tree.has(to) && !before.has(to) && before.has(from) && !renames.has(from);
      const loads = tree.get(from);
      if (!loads || !isFresh) continue;
      tree.delete(from);
      tree.set(to, loads);
      renames.set(to, from);
    } else {
      const chosen = pick(one.which);
      if (!chosen) continue;
      drop(chosen.path, chosen.load);
      if (one.kind === "swap") put(chosen.path, { ...chosen.load, name: `f${String(next())}`, text: next() });
      if (one.kind === "edit") put(chosen.path, { ...chosen.load, text: next() });
      if (one.kind === "move") put(FILES[one.to] ?? "", chosen.load);
    }
  }
  // A file whose old name is in use again is no rename to git.
  for (const [to, from] of [...renames]) if (tree.has(from) || !tree.has(to)) renames.delete(to);
  return { tree, renames };
}

test("through any history a check passes if and only if no count rose", async () => {
  const seen = { passed: 0, failed: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 4 }), lowers: fc.boolean() }), {
        minLength: 1,
        maxLength: 8,
      }),
      fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 6 }),
      async (history, beginning) => {
        let count = 0;
        const next = (): number => ++count;
        let tree: Tree = changed(
          new Map(),
          beginning.map(([to, loads]) => ({ kind: "add", to, loads })),
          next,
        ).tree;
        let ratchet = await stands(tree);
        let isExact = true;
        for (const { steps, lowers } of history) {
          const after = changed(tree, steps, next);
          const now = holdAgainst(ratchet, await stands(after.tree), after.renames);
          const { findings, ratchet: said } = await held(
            tree,
            after.tree,
            after.renames,
            renderRatchet(ratchet),
          );
          const blocks = findings.some(({ level }) => level === "block");
          // Counts that are not lowered for a while leave room, which a change that touches one file cannot see.
          if (isExact || blocks) expect(blocks).toBe(now.risen.length > 0);
          // What the change leaves alone is as it was counted: exact where the counts are.
          if (isExact) expect(said).toMatchObject({ left: now.left, allowed: now.allowed });
          seen[blocks ? "failed" : "passed"]++;
          if (blocks) continue;
          tree = after.tree;
          if (lowers) ratchet = now.lowered.filter(({ uses }) => uses.length > 0);
          isExact = lowers && now.risen.length === 0;
        }
      },
    ),
    { numRuns: Number(process.env["RUNS"] ?? 60) },
  );
  expect(Math.min(seen.passed, seen.failed)).toBeGreaterThan(10);
});

const load = (name: string): Load => ({ name, symbol: "load", text: 0 });
const one: Tree = new Map([["a.py", [load("f")]]]);
const two: Tree = new Map([["a.py", [load("f"), load("g")]]]);

test("what is on the branch beyond the ratchet is nobody's fault, and what is added to it is", async () => {
  const ratchet = renderRatchet(await stands(one));
  const edited: Tree = new Map([["a.py", [load("f"), { ...load("g"), text: 1 }]]]);
  expect((await held(two, edited, new Map(), ratchet)).findings.filter(isBlocking)).toEqual([]);
  const more: Tree = new Map([["a.py", [load("f"), load("g"), load("h")]]]);
  expect((await held(two, more, new Map(), ratchet)).findings.filter(isBlocking)).not.toEqual([]);
});

test("a ratchet that is missing or broken lets nothing through, and is named", async () => {
  const swapped: Tree = new Map([["a.py", [{ ...load("g"), text: 1 }]]]);
  for (const [onBranch, problem] of [
    [null, "it is not there"],
    ["{", "it is no ratchet: it is no JSON"],
  ] as const) {
    const files: SourceFile[] = [
      {
        path: "a.py",
        head: textOf(swapped.get("a.py") ?? []),
        base: textOf(one.get("a.py") ?? []),
        hunks: null,
      },
    ];
    const texts = { path: PATH, onBranch, change: null };
    const { findings, ratchet } = holdChange(await found(files), texts, POLICY, "2026-11-30");
    expect(ratchet?.problem).toBe(problem);
    expect(findings.some(isBlocking)).toBe(true);
  }
});

test("of a change of the ratchet every count that goes up is said, moved uses and lower counts are not", async () => {
  const [base, more] = [renderRatchet(await stands(one)), renderRatchet(await stands(two))];
  const moved = renderRatchet(await stands(new Map([["b.py", [load("f")]]])));
  const said = async (change: { base: string | null; head: string | null }) => {
    const texts = { path: PATH, onBranch: base, change };
    const { findings } = holdChange(await found([]), texts, POLICY, "2026-11-30");
    return findings.map(({ ruleId, level, path, message }) => `${level} ${ruleId} ${path}: ${message}`);
  };
  expect(await said({ base, head: moved })).toEqual([]);
  expect(await said({ base: more, head: base })).toEqual([]);
  expect(await said({ base, head: null })).toEqual([]);
  expect(await said({ base, head: more })).toEqual([
    "block policy-weakened counts.json: The policy becomes weaker: the ratchet allows 1 more of `pickle` (`pickle-import`) in `a.py`.",
    "block policy-weakened counts.json: The policy becomes weaker: the ratchet allows 1 more of `pickle.load` (`pickle-load`) in `a.py`.",
  ]);
  expect(await said({ base, head: "<<<<<<< ours" })).toEqual([
    "block policy-weakened counts.json: The policy becomes weaker: the ratchet is not valid any more: it holds the marks of a merge.",
  ]);
});

function isBlocking({ level }: { readonly level: string }): boolean {
  return level === "block";
}
