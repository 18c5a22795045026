import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kill, pid } from "node:process";

import type { AuditPoint } from "../audit/audit.js";
import type { RepositoryFindings } from "../audit/organization.js";
import { sealed, unsealed } from "./audit-cache.js";
import { makeFolder } from "./make-folder.js";

/** What a result rests on. */
export interface Basis {
  /** The head of the branch. */
  readonly commit: string;
  /** The version and the policy. */
  readonly rules: string;
  /** How much of the history was asked for. */
  readonly asked: string;
}

/** What earlier runs found, in a folder: a file for each repository, whole or not there. */
export interface KeptResults {
  /** What was found on this very basis; null where there is nothing. */
  readonly same: (repository: string, basis: Basis) => RepositoryFindings | null;
  /** Keeps what was found; its points are then those of earlier heads, too, as far as they were counted by the same rules. */
  readonly keep: (repository: string, basis: Basis, found: RepositoryFindings) => RepositoryFindings;
  /** A folder for a clone, which the next run removes where this one does not. */
  readonly cloneFolder: (repository: string) => string;
}

interface Entry {
  readonly schema: number;
  readonly basis: Basis;
  readonly found: RepositoryFindings;
}

/** Another form of entry: what has another one is not read. */
const SCHEMA = 2;

/** More points are not kept: every second one goes. */
const MAX_POINTS = 80;

const CLONE = "clone-";

/** Opens the folder, which is made where it is not there, and takes out what a run that was killed left. */
export function openKept(folder: string): KeptResults {
  makeFolder(folder, 0o700);
  for (const name of readdirSync(folder)) {
    const [, owner] = /^clone-(\d+)-/.exec(name) ?? [];
    if (owner !== undefined && !isAlive(Number(owner))) removeFolder(join(folder, name));
  }
  const pathOf = (repository: string): string => join(folder, `repository-${repository.toLowerCase()}.json`);
  return {
    same: (repository, basis) => {
      const entry = read(pathOf(repository));
      return entry && JSON.stringify(entry.basis) === JSON.stringify(basis) ? entry.found : null;
    },
    keep: (repository, basis, found) => {
      const path = pathOf(repository);
      const before = read(path);
      const earlier = before?.basis.rules === basis.rules ? before.found.points : [];
      const whole = { ...found, points: joined(earlier, found.points) };
      const entry: Entry = { schema: SCHEMA, basis, found: whole };
      const draft = `${path}.${String(pid)}.new`;
      try {
        writeFileSync(draft, sealed(JSON.stringify(entry)), { mode: 0o600 });
        renameSync(draft, path);
      } catch {
        // The next run finds it out again.
      }
      return whole;
    },
    cloneFolder: (repository) => join(folder, `${CLONE}${String(pid)}-${repository.toLowerCase()}`),
  };
}

/** A git that outlived the run that was killed may still write there: then the run after this one removes it. */
function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch {
    // It takes room, and nothing else.
  }
}

function read(path: string): Entry | null {
  try {
    const entry = JSON.parse(unsealed(readFileSync(path, "utf8")) ?? "null") as Partial<Entry> | null;
    return entry?.schema === SCHEMA && entry.basis && entry.found ? (entry as Entry) : null;
  } catch {
    return null;
  }
}

function joined(earlier: readonly AuditPoint[], points: readonly AuditPoint[]): readonly AuditPoint[] {
  const last = points.at(-1);
  const byCommit = new Map([...earlier, ...points].map((point) => [point.commit, point]));
  const others = [...byCommit.values()].filter((point) => point !== last);
  let sorted = others.sort((a, b) => (a.date < b.date ? -1 : 1));
  while (sorted.length >= MAX_POINTS) sorted = sorted.filter((_, i) => i % 2 === 0);
  // The head is the last, whatever the dates of commits say.
  return last ? [...sorted, last] : sorted;
}

function isAlive(process: number): boolean {
  try {
    return kill(process, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
