import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { ask, type Git } from "./git.js";
import type { Io } from "./io.js";
import { makeFolder } from "./make-folder.js";

/** What was worked out before, by key: a file that only grows, and that may be thrown away at any time. */
export interface AuditCache {
  readonly get: (key: string) => unknown;
  readonly set: (key: string, value: unknown) => void;
  /** Keeps it for this run only. */
  readonly setForNow: (key: string, value: unknown) => void;
  /** Writes what is new: what was written is there after a kill. */
  readonly flush: () => void;
}

const MAX_BYTES = 256 * 1024 * 1024;

/** The cache of a repository: in the folder that was named, else in that of the user. */
export async function cacheOf(
  io: Pick<Io, "env" | "cwd">,
  git: Git,
  { cache }: { readonly cache?: string | boolean },
): Promise<AuditCache> {
  if (cache === false) return noCache();
  const { XDG_CACHE_HOME: caches, HOME: home } = io.env;
  const own = caches !== undefined && caches !== "" ? caches : join(home ?? ".", ".cache");
  const folder = typeof cache === "string" ? resolve(io.cwd, cache) : join(own, "no-pickle");
  const name = await ask(git, ["rev-parse", "--path-format=absolute", "--git-common-dir"], "").catch(
    () => git.dir,
  );
  return openCache(folder, name);
}

/** No cache at all. */
export function noCache(): AuditCache {
  const known = new Map<string, unknown>();
  const set = (key: string, value: unknown): void => void known.set(key, value);
  return { get: (key) => known.get(key), set, setForNow: set, flush: () => undefined };
}

/**
 * The cache of a repository in a folder, which is made where it is not there. A cache that cannot be written is none.
 * @param name what the repository is told by
 * @param maxBytes a larger file is begun anew
 */
export function openCache(folder: string, name: string, maxBytes = MAX_BYTES): AuditCache {
  const path = join(folder, `audit-${createHash("sha256").update(name).digest("hex").slice(0, 16)}.jsonl`);
  const known = new Map<string, unknown>();
  try {
    makeFolder(folder, 0o700);
    if (existsSync(path) && statSync(path).size > maxBytes) writeFileSync(path, "");
    for (const line of existsSync(path) ? readFileSync(path, "utf8").split("\n") : []) {
      const entry = parsed(unsealed(line));
      if (entry) known.set(entry[0], entry[1]);
    }
  } catch {
    return noCache();
  }
  let fresh: string[] = [];
  return {
    get: (key) => known.get(key),
    set: (key, value) => {
      known.set(key, value);
      fresh.push(sealed(JSON.stringify([key, value])));
    },
    setForNow: (key, value) => {
      known.set(key, value);
    },
    flush: () => {
      if (fresh.length === 0) return;
      try {
        // A line that was cut off by a kill ends here.
        appendFileSync(path, `\n${fresh.join("\n")}\n`, { mode: 0o600 });
      } catch {
        // The next run works it out again.
      }
      fresh = [];
    },
  };
}

/** Digits of a digest that stand before what is kept: what was cut off, damaged or written by something else has another one. */
const SEAL = 12;

/** A line that tells whether it is whole. */
export function sealed(line: string): string {
  return createHash("sha256").update(line).digest("hex").slice(0, SEAL) + line;
}

/** What was sealed; null where it is not whole. */
export function unsealed(text: string): string | null {
  const line = text.slice(SEAL);
  return sealed(line) === text ? line : null;
}

function parsed(line: string | null): [string, unknown] | null {
  if (line === null) return null;
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) && typeof value[0] === "string" ? [value[0], value[1]] : null;
  } catch {
    return null;
  }
}
