import { mayBeArtifact } from "../analysis/artifact-file.js";
import { fileKind } from "../analysis/file-kind.js";
import type { TextWork } from "../analysis/prepare-text.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import { acceptingLogins } from "../review/accepts.js";
import { POLICY_PATH } from "../policy/policy.js";
import type { BranchRules, PullRequestIdentity, Said } from "../review/state.js";
import { readBranchRules } from "./branch-rules.js";
import type { GitHubClient } from "./client.js";
import { diffTrees } from "./diff-trees.js";
import { landingOfStack } from "./landing-branch.js";
import { mergeBase } from "./merge-base.js";
import type { PullRequestNode } from "./pull-request-query.js";
import type { Changes } from "./changes.js";
import { readChanges } from "./read-changes.js";
import { followRenames } from "./follow-renames.js";
import { listFiles, touchedBy, type ListedFile } from "./read-files.js";
import { readContributors } from "./read-contributors.js";
import { readPermissions } from "./read-permissions.js";
import { namedReader, type ReadNamed } from "./read-named.js";
import type { PolicyFiles } from "./read-policy.js";
import { readSaid } from "./read-said.js";
import { memoryKey, readState, type StateRef } from "./read-state.js";
import { checkOf, failingElsewhere, readRuns, runsIn } from "./same-commit.js";
import { takeSnapshot } from "./snapshot.js";

/** A pull request as data: everything that a review is made from. */
export interface PullRequestData extends Changes {
  readonly pull: PullRequestIdentity;
  readonly said: Said;
  readonly policyFiles: PolicyFiles;
  readonly branchRules: BranchRules | null;
  readonly filesChanged: number;
  /** Whether the head was seen to be the same commit after patches and texts were read. */
  readonly isConfirmed: boolean;
  /** Reads a file that the policy names: on the branch that the change lands on, and as the change makes it. */
  readonly readNamed: ReadNamed;
}

/** Why a pull request was not read. */
export type NotRead = "closed" | "head-moved";

/**
 * Reads a pull request: one request where no Python changed, else two to four (state with the texts that the last review
 * needed; files with GitHub's hunks; other texts; modules and manifests around them), and one for each person who
 * accepted a finding. Where a manifest lets a library fall below a line, the Python of the repository is read as well.
 * @throws what the client throws
 */
export async function readPullRequest(
  client: GitHubClient,
  ref: StateRef,
  work: TextWork,
): Promise<PullRequestData | NotRead> {
  const state = await readState(client, ref);
  if (state?.node.state !== "OPEN") return "closed";
  const { node, kit } = state;
  const landing = state.isToDefault
    ? null
    : await landingOfStack(client, state.pull, node.baseRefName, ref.appId);
  const pull = landing ? { ...state.pull, landsOn: landing.branch } : state.pull;
  const said = {
    ...readSaid(node, state.threads, kit),
    ...(await readOwnCheck(client, pull, node, ref.appId)),
  };
  const accepting = acceptingLogins(said.threads);
  const permissions = await readPermissions(client, pull, accepting);
  const contributors = accepting.length > 0 ? await readContributors(client, pull) : NOBODY;
  const data = {
    pull,
    said: { ...said, permissions, contributors },
    policyFiles: landing?.policyFiles ?? state.policyFiles,
    branchRules: landing ? landing.branchRules : readBranchRules(node.baseRef, ref.appId),
    filesChanged: node.changedFiles,
  };
  const base = mergeBase(client, pull, node.baseRefOid, node.headRefOid);
  const named = { ...pull, branchSha: data.policyFiles.branchSha, base };
  if (!mayNeedScan(node)) {
    const nothing = {
      files: [],
      artifacts: [],
      loaded: [],
      deleted: [],
      notScanned: [],
      hunks: new Map(),
      around: new Map(),
    };
    const touched = new Set(node.files?.nodes?.map((file) => file?.path));
    const touches = (path: string): boolean => touched.has(path);
    return {
      ...data,
      ...nothing,
      isConfirmed: true,
      readNamed: namedReader(client, { ...named, touches }),
    };
  }
  const listed = await listFiles(client, pull);
  const { files, problem } = await completeList(client, pull, node, listed, base);
  const place = { owner: pull.owner, repo: pull.repo, number: ref.number, commit: node.headRefOid };
  const head = takeSnapshot(client, place, state.known, state.root);
  const source = { client, owner: pull.owner, repo: pull.repo, head, base, work };
  const changes = await readChanges(source, files);
  const threads = await followRenames({ client, ...place, head, work }, said.threads, files, changes.files);
  const seen = head.headSha();
  if (seen !== null && seen !== node.headRefOid) return "head-moved";
  ref.memory?.remember(memoryKey(ref), head.asked());
  const notScanned = problem ? [...changes.notScanned, problem] : changes.notScanned;
  return {
    ...data,
    said: { ...data.said, threads },
    ...changes,
    notScanned,
    isConfirmed: seen !== null,
    readNamed: namedReader(client, { ...named, touches: touchedBy(files) }),
  };
}

const NOBODY: ReadonlySet<string> = new Set();

/** Our check for a pull request, and what else fails on the same commit. One more request for each that does. */
async function readOwnCheck(
  client: GitHubClient,
  pull: PullRequestIdentity,
  { commits }: PullRequestNode,
  appId: number | null,
): Promise<Pick<Said, "check" | "failsFor">> {
  const commit = commits.nodes?.[0]?.commit;
  if (appId === null || commit?.oid !== pull.headSha) return { check: null, failsFor: [] };
  const runs = runsIn(commit, appId) ?? (await readRuns(client, pull, appId));
  const subject = String(pull.number);
  return { check: checkOf(runs, subject), failsFor: await failingElsewhere(client, pull, runs, subject) };
}

/** Whether there may be a file to scan, by the paths. The state has the first hundred: with more, there may be. */
function mayNeedScan(node: PullRequestNode): boolean {
  const files = node.files?.nodes ?? [];
  if (node.changedFiles > files.length) return true;
  return files.some(
    (file) =>
      file &&
      // Which name a file had before is not said here: it may have been the policy.
      (file.path === POLICY_PATH ||
        file.changeType === "RENAMED" ||
        (file.changeType === "DELETED"
          ? isManifest(file.path)
          : fileKind(file.path) !== null || mayBeBinary(file))),
  );
}

/** Whether a file may run something when it is loaded: GitHub counts no lines of a binary file. */
function mayBeBinary(file: {
  readonly path: string;
  readonly additions: number;
  readonly deletions: number;
}): boolean {
  return mayBeArtifact(file.path, file.additions + file.deletions === 0, null);
}

/** GitHub lists 3,000 files; those beyond are found by comparing the folders of the two commits. */
async function completeList(
  client: GitHubClient,
  pull: PullRequestIdentity,
  node: PullRequestNode,
  listed: readonly ListedFile[],
  base: () => Promise<string>,
): Promise<{ files: readonly ListedFile[]; problem: Changes["notScanned"][number] | null }> {
  if (listed.length >= node.changedFiles) return { files: listed, problem: null };
  const { files, isComplete } = await diffTrees(client, pull, await base(), node.headRefOid);
  const known = new Set(
    listed.flatMap(({ path, previousPath }) => [path, ...(previousPath === null ? [] : [previousPath])]),
  );
  const reason = `GitHub lists ${String(listed.length)} of the ${String(node.changedFiles)} changed files, and there are too many folders to find all the others`;
  return {
    files: [...listed, ...files.filter(({ path }) => !known.has(path))],
    problem: isComplete ? null : { path: "(the pull request)", reason, blocking: true },
  };
}
