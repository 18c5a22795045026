import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { POLICY_PATH } from "../policy/policy.js";
import { originOf } from "./origin.js";

/** The work tree that a folder is in; null where it is in none. */
export function folderOf(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return null;
  }
}

/**
 * The folder that a path named on the command line is seen from: the top of its work tree; outside of one the folder itself
 * where that has a policy, else the work tree or folder that the command is called in.
 */
export function baseOf(cwd: string, path: string): string {
  const full = resolve(cwd, path);
  const isFolder = statSync(full, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const top = folderOf(isFolder ? full : dirname(full));
  if (top !== null) return top;
  return isFolder && existsSync(join(full, POLICY_PATH)) ? full : (folderOf(cwd) ?? cwd);
}

/** Whose repository a work tree is a clone of, as its configuration says; null where nothing tells. */
export function originOnDisk(top: string | null): ReturnType<typeof originOf> {
  if (top === null) return null;
  try {
    const config = readFileSync(join(top, ".git", "config"), "utf8");
    const section = /^\[remote "origin"\]\s*$([^[]*)/m.exec(config)?.[1] ?? "";
    return originOf(/^[ \t]*url[ \t]*=[ \t]*(.*)$/m.exec(section)?.[1]?.trim() ?? "");
  } catch {
    return null;
  }
}
