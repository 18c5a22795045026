import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ask, openRepository, type Git } from "./git.js";
import { FetchError, fetchFrom, type FetchLimits } from "./git-fetch.js";

/** A clone that has as much as was asked for, bare: nothing of it is checked out. */
export interface PartialClone {
  readonly git: Git;
  /** Fetches the folders of commits that are there. @throws FetchError */
  readonly fetchTrees: (commits: readonly string[]) => Promise<void>;
  /** Fetches files by the names of their objects; returns those that the other side does not have. @throws FetchError */
  readonly fetchBlobs: (blobs: readonly string[], maxBytes?: number) => Promise<ReadonlySet<string>>;
}

/** What is cloned. */
export interface CloneSource {
  /** Without a token in it. */
  readonly url: string;
  readonly commit: string;
  /** The day from which on there are commits; null for the one commit alone. */
  readonly since: string | null;
}

/** How many files are asked for at a time. */
const BLOBS_AT_ONCE = 4000;

/** More that are not there are not put up with. */
const MAX_ABSENT = 20;

/**
 * Makes a clone in a folder that is not there yet: the commits, and of the one commit alone its folders as well.
 * @throws FetchError
 */
export async function clonePart(
  dir: string,
  { url, commit, since }: CloneSource,
  limits: FetchLimits,
): Promise<PartialClone> {
  // No `git init`: it would take along the hooks and settings of a template.
  for (const folder of ["objects", "refs"]) mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, "HEAD"), "ref: refs/heads/head\n");
  writeFileSync(join(dir, "config"), configOf(url));
  const wanted = ["origin", `+${commit}:refs/heads/head`];
  const alone = ["--depth=1", "--filter=blob:none", ...wanted];
  if (since === null) await fetchFrom(dir, alone, [], limits);
  else
    await fetchHistory(dir, since, wanted, limits).catch(async (error: unknown) => {
      // Where nothing is as young as that git fails.
      if (!(error instanceof FetchError) || !error.printed.includes("shallow")) throw error;
      await fetchFrom(dir, alone, [], limits);
    });
  const git = await openRepository(dir, limits.env);
  return {
    git,
    fetchTrees: async (commits) => {
      const trees = await ask(
        git,
        ["log", "--no-walk", "--format=%T", ...commits],
        "its commits cannot be read",
      );
      await fetchFrom(
        dir,
        ["--filter=blob:none", "--stdin", "origin"],
        [...new Set(trees.split("\n"))],
        limits,
      );
    },
    fetchBlobs: async (blobs, maxBytes = limits.maxBytes) => {
      const absent = new Set<string>();
      for (let start = 0; start < blobs.length; start += BLOBS_AT_ONCE)
        await fetchSome(dir, blobs.slice(start, start + BLOBS_AT_ONCE), absent, { ...limits, maxBytes });
      return absent;
    },
  };
}

/** The commits from a day on, and the one before: how it stood on that day. */
async function fetchHistory(
  dir: string,
  since: string,
  wanted: readonly string[],
  limits: FetchLimits,
): Promise<void> {
  await fetchFrom(dir, [`--shallow-since=${since}`, "--filter=tree:0", ...wanted], [], limits);
  if (existsSync(join(dir, "shallow")))
    await fetchFrom(dir, ["--deepen=1", "--filter=tree:0", ...wanted], [], limits);
}

async function fetchSome(
  dir: string,
  blobs: readonly string[],
  absent: Set<string>,
  limits: FetchLimits,
): Promise<void> {
  for (;;) {
    const wanted = blobs.filter((blob) => !absent.has(blob));
    if (wanted.length === 0) return;
    try {
      await fetchFrom(dir, ["--filter=blob:none", "--stdin", "origin"], wanted, limits);
      return;
    } catch (error) {
      const [, missing] =
        error instanceof FetchError ? (/not our ref ([0-9a-f]{40})/.exec(error.printed) ?? []) : [];
      if (missing === undefined || absent.has(missing) || absent.size === MAX_ABSENT) throw error;
      absent.add(missing);
    }
  }
}

function configOf(url: string): string {
  return [
    "[core]\n\trepositoryFormatVersion = 1\n\tbare = true\n",
    "[extensions]\n\tpartialClone = origin\n",
    `[remote "origin"]\n\turl = ${JSON.stringify(url)}\n\tpromisor = true\n\tpartialclonefilter = blob:none\n`,
  ].join("");
}
