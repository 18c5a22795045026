import { readFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";

import { POLICY_PATH } from "../policy/policy.js";
import { baseOf, originOnDisk } from "./base-folder.js";
import { UsageError, type Io } from "./io.js";
import type { RepositoryPolicy } from "./load-policy.js";

/** A text on standard input, and what it is taken for. */
export interface StandardInput {
  /** The folder that its path is seen from. */
  readonly folder: string;
  readonly path: string;
  readonly bytes: Buffer;
}

const NAMES: ReadonlySet<string> = new Set(["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]);

/**
 * The text on standard input, where a scan is asked for that; else null.
 * @param name what the text is called (`--stdin-filename`)
 * @throws UsageError if files are named as well
 */
export async function standardInput(
  io: Io,
  paths: readonly string[],
  name: string | undefined,
): Promise<StandardInput | null> {
  const others = paths.filter((path) => !NAMES.has(path));
  if (others.length === paths.length && (name === undefined || paths.length > 0)) {
    if (name === undefined) return null;
    throw new UsageError("--stdin-filename is for standard input: no-pickle scan - --stdin-filename NAME");
  }
  const [other] = others;
  if (other !== undefined) throw new UsageError(`standard input is scanned by itself, not with ${other}`);
  const folder = baseOf(io.cwd, name ?? ".");
  const path = name === undefined ? "stdin" : within(folder, resolve(io.cwd, name), name);
  return { folder, path, bytes: await io.stdin() };
}

/** A path as it is seen from a folder, `/` between parts; as it was written where it is outside of that. */
export function within(folder: string, full: string, written: string): string {
  const path = relative(folder, full).split(sep).join("/");
  return path === "" || path.startsWith("../") || path === ".." ? written.split(sep).join("/") : path;
}

/** The policy file of the repository or folder that is scanned. */
export async function policyOfFolder(io: Io, folder: string): Promise<RepositoryPolicy> {
  const place = folder === io.cwd ? "this folder" : folder;
  const text = await policyText(join(folder, POLICY_PATH));
  const origin = originOnDisk(folder);
  // Without a word of an organization there is nothing to say of one: a scan is of what is there.
  const isShared = text !== null && /\b(?:floor|extends)\b/.test(text);
  return { text, place, origin: isShared || origin?.isOrganization === true ? origin : null };
}

/** The text of a policy file; null where there is none. One that cannot be read is not one that is not there. */
async function policyText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new UsageError(`cannot read the policy ${path}: ${code ?? String(error)}`);
  }
}
