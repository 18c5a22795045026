import { POLICY_PATH } from "../policy/policy.js";
import { markPlace, type MarkKit } from "../review/marker.js";
import type { Seal } from "../review/seal.js";
import type { PullRequestIdentity } from "../review/state.js";
import type { GitHubClient } from "./client.js";
import { numbered, sendDocument } from "./graphql-document.js";
import type { ThreadFragment, TreeEntryFragment } from "./graphql-types.js";
import type { PathMemory } from "./path-memory.js";
import {
  DENIABLE_FIELDS,
  pullRequestQuery,
  type PullRequestAnswer,
  type PullRequestNode,
} from "./pull-request-query.js";
import { ORGANIZATION_REPOSITORY, readPolicies, type PolicyFiles } from "./read-policy.js";
import { BATCH } from "./snapshot.js";
import type { FolderEntry } from "./tree-entry.js";

/** Which pull request, as which app, and the key that our marks are signed with. */
export interface StateRef {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** The app whose check run counts; null for a user's token. */
  readonly appId: number | null;
  readonly seal: Seal;
  readonly memory?: PathMemory;
}

/** A pull request before its files are read. */
export interface State {
  readonly node: PullRequestNode;
  readonly pull: PullRequestIdentity;
  readonly threads: readonly (ThreadFragment | null)[];
  readonly policyFiles: PolicyFiles;
  readonly kit: MarkKit;
  /** Whether the base is the default branch: then it is the base of the stack, too, if there is one. */
  readonly isToDefault: boolean;
  /** Files at the head that were asked for along with the state, by path. */
  readonly known: ReadonlyMap<string, TreeEntryFragment | null>;
  /** The entries of the root folder. */
  readonly root: readonly FolderEntry[] | null;
}

/**
 * Reads the state of a pull request with one request (and one for each further hundred threads); null where there is none.
 * @throws what the client throws
 */
export async function readState(client: GitHubClient, ref: StateRef): Promise<State | null> {
  const guesses = (ref.memory?.recall(memoryKey(ref)) ?? []).slice(0, BATCH);
  const threads: (ThreadFragment | null)[] = [];
  const variables = {
    owner: ref.owner,
    repo: ref.repo,
    number: ref.number,
    policyPath: POLICY_PATH,
    policyRepository: ORGANIZATION_REPOSITORY,
    withCheck: ref.appId !== null,
    ...Object.fromEntries(guesses.map((path, i) => [numbered("p", i), path])),
  };
  let threadsAfter: string | null = null;
  for (;;) {
    const answer: PullRequestAnswer = await sendDocument(
      client,
      pullRequestQuery(guesses),
      { ...variables, threadsAfter },
      DENIABLE_FIELDS,
    );
    const { repository } = answer;
    const node = repository?.pullRequest;
    if (!node) return null;
    threads.push(...(node.reviewThreads.nodes ?? []));
    const { hasNextPage, endCursor } = node.reviewThreads.pageInfo;
    threadsAfter = endCursor;
    if (hasNextPage) continue;
    const commit = node.commits.nodes?.[0]?.commit;
    const isHead = commit?.oid === node.headRefOid;
    const repositoryId = repository.databaseId ?? 0;
    return {
      node,
      threads,
      policyFiles: readPolicies(node.baseRef?.target ?? null, node.baseRefName, {
        organization: answer.organization,
        repo: repository.name,
      }),
      isToDefault: repository.defaultBranchRef?.name === node.baseRefName,
      kit: { seal: ref.seal, place: markPlace(repositoryId, ref.number) },
      known: new Map(isHead ? guesses.map((path, i) => [path, commit[numbered("f", i)] ?? null]) : []),
      root: isHead ? (commit.tree?.entries ?? null) : null,
      pull: {
        // The names as they are now: the repository may have been renamed or transferred since the event.
        owner: repository.owner.login,
        repo: repository.name,
        number: ref.number,
        repositoryId,
        nodeId: node.id,
        headSha: node.headRefOid,
        baseRef: node.baseRefName,
        landsOn: node.baseRefName,
        author: node.author?.login ?? null,
        isDraft: node.isDraft,
        repositoryUrl: repository.url,
      },
    };
  }
}

/** The key of a pull request in the memory of paths. */
export function memoryKey({ owner, repo, number }: Pick<StateRef, "owner" | "repo" | "number">): string {
  return `${owner}/${repo}#${String(number)}`.toLowerCase();
}
