import { rmSync } from "node:fs";

import { isArtifactPath } from "../analysis/artifact-file.js";
import { examine } from "../analysis/analyze-files.js";
import type { AuditPoint } from "../audit/audit.js";
import type { RepositoryFindings } from "../audit/organization.js";
import type { Finding } from "../findings/finding.js";
import { actionJobs } from "../github/action-workflow.js";
import type { Parser } from "../parse/syntax-tree.js";
import { openCache, type AuditCache } from "./audit-cache.js";
import { BlobTexts, type NoBytes } from "./blob-texts.js";
import type { Git } from "./git.js";
import { FetchError, type FetchFailure } from "./git-fetch.js";
import { chosenPoints, firstParents, TreeOverTime, type Commit, type TreeEntry } from "./history.js";
import { clonePart, type CloneSource, type PartialClone } from "./partial-clone.js";
import { PointAnalyst } from "./point-analyst.js";
import type { Rulings } from "./rulings.js";
import { countsForAll, wantedIn } from "./tree-point.js";

/** A repository to look at. */
export interface RepositoryTask extends CloneSource, Rulings {
  /** What keeps apart what was worked out before. */
  readonly name: string;
  /** Where the clone is made; what is there goes. It is gone in the end. */
  readonly folder: string;
  /** Where what was worked out is kept. */
  readonly cache: string;
  /** The surroundings of git. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly points: number;
  readonly today: string;
  readonly version: string;
  /** How long the fetching may take in all, in milliseconds. */
  readonly fetchMs: number;
}

/** What came of it. */
export type RepositoryOutcome =
  | { readonly kind: "found"; readonly found: RepositoryFindings }
  | { readonly kind: FetchFailure; readonly why: string };

const MEGABYTE = 1024 * 1024;

/** The most that is fetched of a repository, and of what is no code in it. */
const MAX_CLONE = 1024 * MEGABYTE;
const MAX_ARTIFACTS = 256 * MEGABYTE;
const ARTIFACTS_AT_ONCE = 50;

/** How much text is held at a time, and how much of what was worked out before is read. */
const ROOM = 48 * MEGABYTE;
const MAX_CACHE = 96 * MEGABYTE;

/** Clones as much of a repository as is needed, and counts what stands at its head and stood at some commits before. */
export async function countRepository(task: RepositoryTask, parser: Parser): Promise<RepositoryOutcome> {
  const { folder, env, fetchMs } = task;
  rmSync(folder, { recursive: true, force: true });
  try {
    const limits = { env, maxBytes: MAX_CLONE, signal: AbortSignal.timeout(fetchMs) };
    const clone = await clonePart(folder, task, limits);
    return { kind: "found", found: await count(task, clone, parser) };
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return { kind: error.kind, why: error.message };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function count(task: RepositoryTask, clone: PartialClone, parser: Parser): Promise<RepositoryFindings> {
  const { policy, organization, version, env, today } = task;
  const { git } = clone;
  const cache = openCache(task.cache, task.name, MAX_CACHE);
  const history = await firstParents(git, task.commit);
  const points = chosenPoints(history.commits, task.points);
  await clone.fetchTrees(points.map(({ commit }) => commit));
  const brought = new Brought(clone);
  const texts = new BlobTexts(git, env, { room: ROOM, fetch: (blobs) => brought.bring(blobs) });
  const seen = await bringNew(brought, task, cache, new TreeOverTime(git), points);
  const rulings = { policy, organization };
  const analyst = new PointAnalyst({ texts, cache, rulings, parser, version, wantsFixes: false });
  const tree = new TreeOverTime(git);
  const counted: AuditPoint[] = [];
  let last = examine([], policy, today);
  for (const [index, point] of points.entries()) {
    await tree.goTo(point.commit);
    const kept = await analyst.analyze(tree.entries, index === points.length - 1, () => undefined);
    cache.flush();
    const whole = kept.map((one) => ({ ...one, before: [], come: [], gone: [] }));
    last = examine(whole, policy, today);
    counted.push({ ...point, ...countsOf(last.findings) });
  }
  for (const key of seen) cache.set(key, 1);
  cache.flush();
  const head = points.at(-1);
  return {
    commit: task.commit,
    date: head?.date ?? "",
    uses: last.findings.map(({ ruleId, level, path, symbol, fingerprint, range }) => ({
      ...{ ruleId, level, path, line: range.startLine + 1, symbol, fingerprint },
    })),
    waived: last.waived.length,
    notScanned: last.notScanned,
    points: counted,
    isWhole: await isFirst(git, history.commits[0]),
    actionChecks: await actionChecksIn(tree.entries, texts),
  };
}

/** Whether a commit is the first of all: git calls it shallow where that is as far as was asked for. */
async function isFirst(git: Git, commit: Commit | undefined): Promise<boolean> {
  if (!commit) return false;
  const [head = ""] = (await git.run(["cat-file", "commit", commit.commit])).toString("latin1").split("\n\n");
  return !/^parent /m.test(head);
}

function countsOf(findings: readonly Finding[]): Pick<AuditPoint, "total" | "byRule"> {
  const byRule: Record<string, number> = {};
  for (const { ruleId } of [...findings].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1)))
    byRule[ruleId] = (byRule[ruleId] ?? 0) + 1;
  return { total: findings.length, byRule };
}

/** Fetches, with few requests, what no run has looked at; returns how that is remembered once it is done. */
async function bringNew(
  brought: Brought,
  { policy, version }: RepositoryTask,
  cache: AuditCache,
  tree: TreeOverTime,
  points: readonly Commit[],
): Promise<readonly string[]> {
  const [files, artifacts] = [new Set<string>(), new Set<string>()];
  const seen = new Set<string>();
  for (const [index, { commit }] of points.entries()) {
    await tree.goTo(commit);
    for (const [path, { blob, mode }] of tree.entries)
      if (mode.startsWith("100") && countsForAll(path)) files.add(blob);
    for (const [path, { blob }] of wantedIn(tree.entries, policy)) {
      const key = `seen:${version}:${blob}`;
      const isArtifact = isArtifactPath(path);
      // Those at the head are judged again by the code around them.
      const isWanted = cache.get(key) === undefined || (isArtifact && index === points.length - 1);
      if (blob === "" || !isWanted) continue;
      seen.add(key);
      (isArtifact ? artifacts : files).add(blob);
    }
  }
  await brought.bring([...files]);
  await brought.bringArtifacts([...artifacts].filter((blob) => !files.has(blob)));
  return [...seen];
}

/** The blobs that a clone has by now. */
class Brought {
  private readonly clone: PartialClone;
  private readonly there = new Set<string>();
  private readonly refused = new Map<string, NoBytes>();

  constructor(clone: PartialClone) {
    this.clone = clone;
  }

  /** Returns those of them that do not come, and why. */
  async bring(blobs: readonly string[]): Promise<ReadonlyMap<string, NoBytes>> {
    const missing = blobs.filter((blob) => !this.there.has(blob) && !this.refused.has(blob));
    for (const blob of await this.clone.fetchBlobs(missing)) this.refused.set(blob, "missing");
    for (const blob of missing) this.there.add(blob);
    const refused = blobs.map((blob) => [blob, this.refused.get(blob)] as const);
    return new Map(refused.flatMap(([blob, why]) => (why === undefined ? [] : [[blob, why] as const])));
  }

  /** Of files that can be large as many as there is room for. */
  async bringArtifacts(blobs: readonly string[]): Promise<void> {
    for (let start = 0; start < blobs.length; start += ARTIFACTS_AT_ONCE) {
      const some = blobs.slice(start, start + ARTIFACTS_AT_ONCE);
      try {
        for (const blob of await this.clone.fetchBlobs(some, MAX_ARTIFACTS))
          this.refused.set(blob, "missing");
        for (const blob of some) this.there.add(blob);
      } catch (error) {
        if (!(error instanceof FetchError) || error.kind !== "too-large") throw error;
        for (const blob of blobs.slice(start)) this.refused.set(blob, "too-large");
        return;
      }
    }
  }
}

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** The jobs that run the Action at the head. */
async function actionChecksIn(
  entries: ReadonlyMap<string, TreeEntry>,
  texts: BlobTexts,
): Promise<readonly string[]> {
  const blobs = [...entries].flatMap(([path, { blob, mode }]) =>
    WORKFLOW.test(path) && mode.startsWith("100") ? [blob] : [],
  );
  await texts.load(blobs);
  const found = blobs.map((blob) => texts.text(blob) ?? "").filter((text) => text.includes("no-pickle"));
  return found.flatMap((text) => (actionJobs(text) ?? []).map(({ check }) => check));
}
