import { existsSync } from "node:fs";
import { join } from "node:path";

import { openRepository } from "./git.js";

/** What git ignores in a work tree, by paths from its top; folders, of which all is ignored, end with a slash. */
export interface Ignored {
  readonly paths: ReadonlySet<string>;
  /** Why git could not be asked. */
  readonly problem: string | null;
}

/** What git ignores and does not have; files that are tracked are not ignored, whatever a pattern says. */
export async function ignoredIn(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Ignored> {
  if (!existsSync(join(folder, ".git"))) return { paths: new Set(), problem: null };
  try {
    const git = await openRepository(folder, env);
    const args = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"];
    const listed = (await git.run(args)).toString("utf8").split("\0");
    return { paths: new Set(listed.filter((path) => path !== "")), problem: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { paths: new Set(), problem: `what .gitignore names is not left out: ${why}` };
  }
}
