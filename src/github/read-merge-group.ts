import type { TextWork } from "../analysis/prepare-text.js";
import type { NotScanned } from "../findings/finding.js";
import { POLICY_PATH } from "../policy/policy.js";
import { acceptingLogins } from "../review/accepts.js";
import type { Seal } from "../review/seal.js";
import { groupSubject } from "../review/group-subject.js";
import type { GroupMember } from "../review/plan-group.js";
import type { BranchRules, Said } from "../review/state.js";
import { readBranchRules } from "./branch-rules.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { diffTrees } from "./diff-trees.js";
import { failureKind } from "./errors.js";
import { BRANCH_RULES, CHECKS, POLICY } from "./fragments.js";
import { sendDocument, type AnswerOf, type GraphqlDocument, type VariablesOf } from "./graphql-document.js";
import { followRenames } from "./follow-renames.js";
import { DENIABLE_FIELDS } from "./pull-request-query.js";
import type { Changes } from "./changes.js";
import { readChanges } from "./read-changes.js";
import { toListedFile, touchedBy, type ListedFile } from "./read-files.js";
import { readContributors } from "./read-contributors.js";
import { readPermissions } from "./read-permissions.js";
import { namedReader, type ReadNamed } from "./read-named.js";
import { ORGANIZATION_REPOSITORY, readPolicies, type PolicyFiles } from "./read-policy.js";
import { readSaid } from "./read-said.js";
import { readState } from "./read-state.js";
import { checkOf, failingElsewhere, readRuns, runsIn } from "./same-commit.js";
import { takeSnapshot } from "./snapshot.js";
import type { CheckPlace } from "./write-check.js";

/** A merge group: a range of commits that a merge queue is about to put on a branch. */
export interface MergeGroupRef {
  readonly owner: string;
  readonly repo: string;
  /** The app whose check run counts; null for a token that writes none. */
  readonly appId: number | null;
  readonly seal: Seal;
  readonly baseSha: string;
  readonly headSha: string;
  /** The branch that it is to be merged into, without `refs/heads/`. */
  readonly baseRef: string;
  /** The number in the name of the queue's own branch: the last pull request of the group. */
  readonly lastPull: number | null;
}

/** A merge group as data. */
export interface MergeGroupData extends Changes, Pick<Said, "check" | "failsFor"> {
  readonly owner: string;
  readonly repo: string;
  readonly repositoryId: number;
  readonly repositoryUrl: string;
  readonly policyFiles: PolicyFiles;
  readonly branchRules: BranchRules | null;
  readonly filesChanged: number;
  readonly members: readonly GroupMember[];
  readonly readNamed: ReadNamed;
}

/** GitHub lists no more files of a comparison than this. */
const MAX_COMPARED = 300;

/** The head of a merge group with its checks, the branch that it goes to, and the entries of the merge queue. */
export const MERGE_GROUP_QUERY: GraphqlDocument<"NoPickleMergeGroup"> = {
  name: "NoPickleMergeGroup",
  text: `
  query NoPickleMergeGroup(
    $owner: String!, $repo: String!, $head: GitObjectID!, $branch: String!, $qualified: String!,
    $policyPath: String!, $policyRepository: String!, $withCheck: Boolean!
  ) {
    organization: repository(owner: $owner, name: $policyRepository) {
      defaultBranchRef { name target { ...Policy } }
    }
    repository(owner: $owner, name: $repo) {
      databaseId name url
      owner { login }
      ref(qualifiedName: $qualified) { target { ...Policy } ...BranchRules }
      head: object(oid: $head) { __typename ...Checks @include(if: $withCheck) }
      mergeQueue(branch: $branch) {
        entries(first: 100) { nodes { pullRequest { number } headCommit { oid } baseCommit { oid } } }
      }
    }
  }
  ${POLICY}
  ${BRANCH_RULES}
  ${CHECKS}`,
};

/**
 * Reads what a merge group would change. The policy is that of the branch, not that of the commit which the group is based
 * on: that commit may be of another group, which is not merged yet.
 * @throws what the client throws
 */
export async function readMergeGroup(
  client: GitHubClient,
  ref: MergeGroupRef,
  work: TextWork,
): Promise<MergeGroupData | null> {
  const { organization, repository } = await sendDocument(client, MERGE_GROUP_QUERY, variablesOf(ref), [
    ...DENIABLE_FIELDS,
    "mergeQueue",
  ]);
  if (!repository?.head) return null;
  const { owner, name } = repository;
  const place = { owner: owner.login, repo: name };
  const { listed, problems } = await compare(client, place, ref);
  const head = takeSnapshot(client, { ...place, number: 0, commit: ref.headSha });
  const base = (): Promise<string> => Promise.resolve(ref.baseSha);
  const changes = await readChanges({ client, ...place, head, base, work }, listed);
  const members: GroupMember[] = [];
  for (const number of pullsOf(repository, ref)) {
    const member = await readMember(client, { ...ref, ...place, number }).catch(lost);
    if (!member) continue;
    const threads = await followRenames(
      { client, ...place, head, work },
      member.said.threads,
      listed,
      changes.files,
    );
    members.push({ ...member, said: { ...member.said, threads } });
  }
  const policyFiles = readPolicies(repository.ref?.target ?? null, ref.baseRef, { organization, repo: name });
  const { branchSha } = policyFiles;
  return {
    ...changes,
    notScanned: [...changes.notScanned, ...problems],
    ...place,
    repositoryId: repository.databaseId ?? 0,
    repositoryUrl: repository.url,
    policyFiles,
    branchRules: readBranchRules(repository.ref, ref.appId),
    ...(await ownCheck(client, { ...place, headSha: ref.headSha }, repository.head, ref)),
    filesChanged: listed.length,
    members,
    readNamed: namedReader(client, {
      ...{ ...place, branchSha, headSha: ref.headSha, base, touches: touchedBy(listed) },
    }),
  };
}

async function compare(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  { baseSha, headSha }: MergeGroupRef,
): Promise<{ readonly listed: readonly ListedFile[]; readonly problems: readonly NotScanned[] }> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
    ...REQUEST_DEFAULTS,
    ...place,
    basehead: `${baseSha}...${headSha}`,
    per_page: 1,
  });
  const listed = (data.files ?? []).map(toListedFile);
  if (listed.length < MAX_COMPARED) return { listed, problems: [] };
  const known = new Set(listed.flatMap(({ path, previousPath }) => [path, previousPath ?? path]));
  const all = await diffTrees(client, place, baseSha, headSha);
  const reason = `GitHub lists ${String(listed.length)} changed files, and there are too many folders to find all the others`;
  return {
    listed: [...listed, ...all.files.filter(({ path }) => !known.has(path))],
    problems: all.isComplete ? [] : [{ path: "(the merge group)", reason, blocking: true }],
  };
}

type GroupRepository = NonNullable<AnswerOf<"NoPickleMergeGroup">["repository"]>;

/**
 * The numbers of the pull requests in a group: along the queue from the head of the group back to its base, and the one in
 * the name of its branch, which is known even where the queue cannot be read.
 */
function pullsOf({ mergeQueue }: GroupRepository, { headSha, baseSha, lastPull }: MergeGroupRef): number[] {
  const entries = (mergeQueue?.entries?.nodes ?? []).flatMap((entry) => (entry ? [entry] : []));
  const numbers: number[] = [];
  let at = headSha;
  while (at !== baseSha) {
    const entry = entries.find(({ headCommit }) => headCommit?.oid === at);
    if (!entry?.pullRequest || !entry.baseCommit || numbers.includes(entry.pullRequest.number)) break;
    numbers.push(entry.pullRequest.number);
    at = entry.baseCommit.oid;
  }
  if (lastPull !== null && !numbers.includes(lastPull)) numbers.push(lastPull);
  return numbers;
}

/**
 * A pull request that cannot be read costs its accepts and not the check of the group; what may be over soon is tried again
 * with the whole group.
 */
function lost(error: unknown): null {
  const { kind } = failureKind(error, 0);
  if (kind !== "permanent" && kind !== "gone") throw error;
  return null;
}

async function readMember(
  client: GitHubClient,
  ref: MergeGroupRef & { readonly number: number },
): Promise<GroupMember | null> {
  const state = await readState(client, ref);
  if (!state) return null;
  const { pull, node, threads, kit } = state;
  const said = { ...readSaid(node, threads, kit), check: null, failsFor: [] };
  const accepting = acceptingLogins(said.threads);
  if (accepting.length === 0)
    return { pull, said: { ...said, permissions: new Map(), contributors: new Set() } };
  const permissions = await readPermissions(client, pull, accepting);
  return { pull, said: { ...said, permissions, contributors: await readContributors(client, pull) } };
}

async function ownCheck(
  client: GitHubClient,
  place: CheckPlace,
  head: NonNullable<GroupRepository["head"]>,
  { appId, baseSha }: MergeGroupRef,
): Promise<Pick<Said, "check" | "failsFor">> {
  if (appId === null || head.__typename !== "Commit") return { check: null, failsFor: [] };
  const runs = runsIn(head, appId) ?? (await readRuns(client, place, appId));
  const subject = groupSubject(baseSha);
  return { check: checkOf(runs, subject), failsFor: await failingElsewhere(client, place, runs, subject) };
}

function variablesOf({
  owner,
  repo,
  headSha,
  baseRef,
  appId,
}: MergeGroupRef): VariablesOf<"NoPickleMergeGroup"> {
  return {
    owner,
    repo,
    head: headSha,
    branch: baseRef,
    qualified: `refs/heads/${baseRef}`,
    policyPath: POLICY_PATH,
    policyRepository: ORGANIZATION_REPOSITORY,
    withCheck: appId !== null,
  };
}
