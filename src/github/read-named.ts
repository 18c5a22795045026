import type { GitHubClient } from "./client.js";
import { takeSnapshot } from "./snapshot.js";

/** A file that the policy names: its text on the branch that a change goes to, and what the change makes of it. */
export interface NamedTexts {
  /** Null where it is not there, or no text. */
  readonly onBranch: string | null;
  /** Before and after the change; null where the change leaves it alone. */
  readonly change: { readonly base: string | null; readonly head: string | null } | null;
}

/** Where the texts are. */
export interface NamedPlace {
  readonly owner: string;
  readonly repo: string;
  /** The commit of the branch, which the policy is taken from, too; null where there is none. */
  readonly branchSha: string | null | undefined;
  readonly headSha: string;
  /** The commit that the change starts from. Only asked for where the change touches the file. */
  readonly base: () => Promise<string>;
  /** Whether the change touches a path. */
  readonly touches: (path: string) => boolean;
}

/** Reads a file by its path: one request, and two to three more where the change touches it. */
export type ReadNamed = (path: string) => Promise<NamedTexts>;

/** Reads a file that the policy names; asked for only where it does. */
export function namedReader(client: GitHubClient, place: NamedPlace): ReadNamed {
  const { owner, repo, branchSha, headSha, base, touches } = place;
  const textAt = async (commit: string, path: string): Promise<string | null> => {
    const snapshot = takeSnapshot(client, { owner, repo, number: 0, commit });
    await snapshot.load([path]);
    if (!snapshot.isThere(path)) return null;
    const found = await snapshot.text(path);
    return found.kind === "text" ? found.text : "";
  };
  return async (path) => ({
    onBranch: branchSha === null || branchSha === undefined ? null : await textAt(branchSha, path),
    change: touches(path)
      ? { base: await textAt(await base(), path), head: await textAt(headSha, path) }
      : null,
  });
}
