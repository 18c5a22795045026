import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { RatchetTexts } from "../audit/ratchet-change.js";
import type { DiffSides } from "./changed-paths.js";
import { READ_LIMIT } from "./files-on-disk.js";
import type { Git } from "./git.js";
import { readObjects } from "./git-objects.js";

/**
 * The texts of the ratchet that a policy names: on the side that decides, and before and after the change.
 * @param commit the commit or tree that the policy is taken from
 */
export async function ratchetOfDiff(
  git: Git,
  sides: DiffSides,
  commit: string,
  path: string,
): Promise<RatchetTexts> {
  const head = sides.kind === "commits" ? `${sides.head}:${path}` : `:${path}`;
  const names = { branch: `${commit}:${path}`, base: `${sides.base}:${path}`, head };
  const objects = await readObjects(git, Object.values(names), READ_LIMIT);
  const textOf = (name: string): string | null => {
    const content = objects.get(name) ?? "missing";
    if (content === "missing") return null;
    return content === "too-large" ? "" : content.toString("utf8");
  };
  const base = textOf(names.base);
  const after = sides.kind === "worktree" ? onDisk(join(sides.top, path)) : textOf(head);
  return { path, onBranch: textOf(names.branch), change: base === after ? null : { base, head: after } };
}

function onDisk(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
