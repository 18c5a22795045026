import type { ChangedFile } from "../analysis/analyze-file.js";
import type { TextWork } from "../analysis/prepare-text.js";
import type { NamedText } from "../diff/similarity.js";
import { acceptingLogins } from "../review/accepts.js";
import type { Thread } from "../review/state.js";
import type { GitHubClient } from "./client.js";
import type { ListedFile } from "./read-files.js";
import { takeSnapshot, type Snapshot } from "./snapshot.js";

/** The most threads that are followed: each may take a request. */
const MAX_FOLLOWED = 20;

/** Where to look files up. */
export interface RenameSource {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly head: Snapshot;
  readonly work: Pick<TextWork, "pair">;
}

/**
 * Says of each thread where the file is now that it was written about. GitHub tells where the file was there before the
 * pull request; of one that is new in it only the texts tell, as git does it: the file is gone, and a new one has at least
 * half of its lines.
 * @throws what the client throws
 */
export async function followRenames(
  source: RenameSource,
  threads: readonly Thread[],
  listed: readonly ListedFile[],
  files: readonly ChangedFile[],
): Promise<readonly Thread[]> {
  const there = new Set(listed.filter(({ status }) => status !== "removed").map(({ path }) => path));
  const added = files.filter(({ base }) => base === null).map(({ path, head }) => ({ path, text: head }));
  const followed: Thread[] = [];
  let left = MAX_FOLLOWED;
  for (const thread of threads) {
    // A thread that was closed for good needs no place; one that was accepted is closed too.
    const isDone = thread.isClosed && acceptingLogins([thread]).length === 0;
    if (there.has(thread.path) || isDone) {
      followed.push(thread);
      continue;
    }
    const renamed = listed.find(
      ({ status, previousPath }) => status === "renamed" && previousPath === thread.path,
    );
    const mayLook = renamed === undefined && added.length > 0 && left-- > 0;
    const movedTo = renamed?.path ?? (mayLook ? await newPlace(source, thread, added) : null);
    followed.push({ ...thread, movedTo });
  }
  return followed;
}

async function newPlace(
  { client, owner, repo, head, work }: RenameSource,
  { path, openedAt }: Thread,
  added: readonly NamedText[],
): Promise<string | null> {
  if (openedAt === null) return null;
  await head.load([path]);
  if (head.isThere(path)) return null;
  const then = takeSnapshot(client, { owner, repo, number: 0, commit: openedAt });
  await then.load([path]);
  const old = await then.text(path);
  if (old.kind !== "text") return null;
  const [place] = (await work.pair(added, [{ path, text: old.text }])).keys();
  return place ?? null;
}
