import { checkText } from "../analysis/decode.js";
import { fileKind, mayBeUnreadable } from "../analysis/file-kind.js";
import type { ChangedFile } from "../analysis/analyze-file.js";
import { baseText } from "../diff/apply-patch.js";
import type { Hunk } from "../diff/hunk.js";
import { parsePatch } from "../diff/parse-patch.js";
import type { NotScanned } from "../findings/finding.js";
import type { PullRequestIdentity, Said } from "../review/state.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import {
  PULL_REQUEST_QUERY,
  type PullRequestAnswer,
  type PullRequestNode,
  type ThreadNode,
} from "./pull-request-query.js";
import { listFiles, needsScan, type ListedFile } from "./read-files.js";
import { readAround } from "./read-around.js";
import { readSaid } from "./read-said.js";
import { readTexts, type FileText } from "./read-texts.js";

/** Where the policy of a repository is. */
export const POLICY_PATH = ".github/no-pickle.yml";

/** Which pull request to read, and as whom. */
export interface PullRequestRef {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** The app whose check run counts; null for a user's token. */
  readonly appId: number | null;
}

/** A pull request as data: all that a review is made from. */
export interface PullRequestData {
  readonly pull: PullRequestIdentity;
  readonly said: Said;
  readonly policyFile: { readonly text: string; readonly sha: string } | null;
  readonly files: readonly ChangedFile[];
  readonly notScanned: readonly NotScanned[];
  readonly filesChanged: number;
  readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
  /** Other files at the head: manifests, and modules that the changed files import. */
  readonly around: ReadonlyMap<string, string>;
}

/** Why a pull request was not read. */
export type NotRead = "closed" | "head-moved";

/**
 * Reads a pull request: one request where no Python changed, else four or five (state; files with GitHub's hunks; head
 * texts; the list of all files, and the texts of those that matter).
 * Base texts are the patches applied backwards; only where GitHub gives no patch is the merge base asked for.
 * @throws what the client throws
 */
export async function readPullRequest(
  client: GitHubClient,
  ref: PullRequestRef,
): Promise<PullRequestData | NotRead> {
  const { repositoryUrl, node, threads } = await readState(client, ref);
  if (node?.state !== "OPEN") return "closed";
  const pull: PullRequestIdentity = {
    owner: ref.owner,
    repo: ref.repo,
    number: ref.number,
    headSha: node.headRefOid,
    baseRef: node.baseRefName,
    repositoryUrl,
  };
  const state = {
    pull,
    said: readSaid(node, threads, ref.appId),
    policyFile: policyOf(node),
    filesChanged: node.changedFiles,
  };
  if (!mayNeedScan(node)) return { ...state, files: [], notScanned: [], hunks: new Map(), around: new Map() };

  const listed = await listFiles(client, ref);
  const wanted = listed.filter(needsScan);
  const head = await readTexts(
    client,
    ref,
    node.headRefOid,
    wanted.map(({ path }) => path),
  );
  if (head.headSha !== null && head.headSha !== node.headRefOid) return "head-moved";
  const sides = await pairTexts(client, ref, node, wanted, head.texts);
  const unlisted = node.changedFiles - listed.length;
  if (unlisted > 0) {
    const reason = `GitHub lists ${String(listed.length)} of the ${String(node.changedFiles)} changed files; the others were not seen`;
    sides.notScanned.push({ path: "(the pull request)", reason, blocking: true });
  }
  return { ...state, ...sides, around: await readAround(client, ref, node.headRefOid, sides.files) };
}

async function readState(
  client: GitHubClient,
  ref: PullRequestRef,
): Promise<{ repositoryUrl: string; node: PullRequestNode | null; threads: (ThreadNode | null)[] }> {
  const threads: (ThreadNode | null)[] = [];
  let threadsAfter: string | null = null;
  for (;;) {
    const answer: PullRequestAnswer = await client.graphql<PullRequestAnswer>(PULL_REQUEST_QUERY, {
      owner: ref.owner,
      repo: ref.repo,
      number: ref.number,
      policyPath: POLICY_PATH,
      withCheck: ref.appId !== null,
      threadsAfter,
    });
    const node = answer.repository?.pullRequest ?? null;
    const page = node?.reviewThreads;
    threads.push(...(page?.nodes ?? []));
    if (!page?.pageInfo.hasNextPage) {
      return { repositoryUrl: answer.repository?.url ?? "", node, threads };
    }
    threadsAfter = page.pageInfo.endCursor;
  }
}

function policyOf(node: PullRequestNode): PullRequestData["policyFile"] {
  const target = node.baseRef?.target;
  const text = target?.file?.object?.text;
  return typeof text === "string" ? { text, sha: target?.oid ?? node.baseRefOid } : null;
}

/** Whether the paths alone rule out that anything has to be read. Beyond a hundred files they are not all known. */
function mayNeedScan(node: PullRequestNode): boolean {
  const files = node.files?.nodes ?? [];
  if (node.changedFiles > files.length) return true;
  return files.some((file) => file && fileKind(file.path) !== null && file.changeType !== "DELETED");
}

interface Sides {
  readonly files: ChangedFile[];
  readonly notScanned: NotScanned[];
  readonly hunks: Map<string, readonly Hunk[]>;
}

async function pairTexts(
  client: GitHubClient,
  ref: PullRequestRef,
  node: PullRequestNode,
  wanted: readonly ListedFile[],
  texts: ReadonlyMap<string, FileText>,
): Promise<Sides> {
  const sides: Sides = { files: [], notScanned: [], hunks: new Map() };
  const withoutPatch: { readonly file: ListedFile; readonly head: string }[] = [];
  for (const file of wanted) {
    const found = texts.get(file.path);
    if (!found || found.kind === "not-a-file") continue;
    const checked =
      found.kind === "text" ? checkText(found.text) : { ok: false as const, problem: found.reason };
    if (!checked.ok) {
      if (mayBeUnreadable(fileKind(file.path) ?? "python")) continue;
      sides.notScanned.push({ path: file.path, reason: checked.problem, blocking: true });
      continue;
    }
    const head = checked.text;
    const parsed = file.patch === null ? null : parsePatch(file.patch);
    if (parsed?.ok) sides.hunks.set(file.path, parsed.hunks);
    if (isNew(file)) {
      sides.files.push({ path: file.path, head, base: null, hunks: parsed?.ok ? parsed.hunks : null });
      continue;
    }
    const base = parsed?.ok ? baseText(head, parsed.hunks) : null;
    if (parsed?.ok && base?.ok) {
      sides.files.push({ path: file.path, head, base: base.text, hunks: parsed.hunks });
    } else withoutPatch.push({ file, head });
  }
  if (withoutPatch.length > 0) await addFromMergeBase(client, ref, node, withoutPatch, sides);
  return sides;
}

/** New to us: the file itself, or its content as Python. */
function isNew(file: ListedFile): boolean {
  if (file.status === "added" || file.status === "copied") return true;
  return file.previousPath !== null && fileKind(file.previousPath) === null;
}

/** Three-dot semantics: the old text is the one at the merge base, not at the tip of the base branch. */
async function addFromMergeBase(
  client: GitHubClient,
  ref: PullRequestRef,
  node: PullRequestNode,
  files: readonly { readonly file: ListedFile; readonly head: string }[],
  sides: Sides,
): Promise<void> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
    ...REQUEST_DEFAULTS,
    owner: ref.owner,
    repo: ref.repo,
    basehead: `${node.baseRefOid}...${node.headRefOid}`,
    per_page: 1,
  });
  const { merge_base_commit } = data as { readonly merge_base_commit: { readonly sha: string } };
  const oldPaths = files.map(({ file }) => file.previousPath ?? file.path);
  const { texts } = await readTexts(client, ref, merge_base_commit.sha, oldPaths);
  for (const { file, head } of files) {
    const old = texts.get(file.previousPath ?? file.path);
    const base = old?.kind === "text" ? old.text : null;
    sides.files.push({ path: file.path, head, base, hunks: sides.hunks.get(file.path) ?? null });
  }
}
