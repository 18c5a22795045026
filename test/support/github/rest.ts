import { requirePermission, type RegisteredApp } from "./auth.js";
import type { DiffFile } from "./git-repository.js";
import { ISSUE_HANDLERS } from "./issues.js";
import type { Operation } from "./openapi.js";
import { checkBody, checkCheckRun, checkPlace, type ReviewCommentInput } from "./rules.js";
import {
  ApiError,
  type Actor,
  type StoredAnnotation,
  type StoredComment,
  type StoredPull,
  type StoredRepository,
} from "./state.js";

/** What a handler gets. */
export interface RestContext {
  readonly app: RegisteredApp;
  readonly actor: Actor;
  readonly operation: Operation;
  readonly query: URLSearchParams;
  /** The media type that is asked for. */
  readonly accept: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly repository: (owner: string, name: string) => StoredRepository;
  readonly repositories: () => Iterable<StoredRepository>;
  readonly nextId: () => number;
  /** Files with more changed lines than this have no patch. */
  readonly patchLimit: number;
  /** GitHub lists no more files of a pull request. */
  readonly fileLimit: number;
  /** GitHub lists no more entries of a tree. */
  readonly treeLimit: number;
  /** GraphQL points that are left. */
  readonly remaining: number;
}

type Handler = (context: RestContext) => { readonly status: number; readonly data: unknown };

/** The REST operations that the stand-in knows. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  ...ISSUE_HANDLERS,

  "GET /repos/{owner}/{repo}/pulls/{pull_number}": (context) => {
    requirePermission(context.app, context.actor, "pull_requests", "read");
    return { status: 200, data: pullData(...pullOf(context)) };
  },

  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files": (context) => {
    requirePermission(context.app, context.actor, "pull_requests", "read");
    const [repository, pull] = pullOf(context);
    const files = changedFiles(repository, pull).slice(0, context.fileLimit);
    const perPage = Math.min(Number(context.query.get("per_page") ?? 30), 100);
    const start = (Number(context.query.get("page") ?? 1) - 1) * perPage;
    return {
      status: 200,
      data: files.slice(start, start + perPage).map((file) => fileData(file, context.patchLimit)),
    };
  },

  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews": (context) => {
    requirePermission(context.app, context.actor, "pull_requests", "write");
    return submitReview(context);
  },

  "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments": (context) => {
    requirePermission(context.app, context.actor, "pull_requests", "write");
    const [repository, pull] = pullOf(context);
    const { subject_type, path, body, commit_id } = context.body as Record<string, string>;
    if (subject_type !== "file") throw new ApiError(422, "the stand-in takes comments on files only");
    if (!changedFiles(repository, pull).some((file) => file.path === path))
      throw new ApiError(422, "Validation Failed", ["path could not be resolved"]);
    checkBody(body ?? "");
    pull.threads.push({
      nodeId: `PRRT_${String(context.nextId())}`,
      path: path ?? "",
      line: 0,
      startLine: null,
      commitSha: commit_id ?? "",
      resolvedBy: null,
      comments: [newComment(`PRRC_${String(context.nextId())}`, context.actor, body ?? "")],
    });
    return { status: 201, data: {} };
  },

  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals": (context) => {
    requirePermission(context.app, context.actor, "pull_requests", "write");
    const [repository, pull] = pullOf(context);
    if (repository.restrictsDismissals) {
      throw new ApiError(403, "Not authorized to dismiss reviews on this branch");
    }
    const review = pull.reviews.find(({ id }) => String(id) === context.operation.parameters["review_id"]);
    if (!review) throw new ApiError(404, "Not Found");
    if (review.state !== "CHANGES_REQUESTED" && review.state !== "APPROVED") {
      throw new ApiError(422, "Unprocessable Entity", ["Can not dismiss a commented pull request review"]);
    }
    review.state = "DISMISSED";
    review.dismissal = String(context.body["message"]);
    return { status: 200, data: { id: review.id, state: review.state } };
  },

  "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls": (context) => {
    requirePermission(context.app, context.actor, "pull_requests", "read");
    const repository = repositoryOf(context);
    const sha = context.operation.parameters["commit_sha"] ?? "";
    const pulls = [...repository.pulls.values()].filter(
      (pull) => !pull.isFromFork && repository.git.isAncestor(sha, pull.headRef),
    );
    return { status: 200, data: pulls.map((pull) => pullData(repository, pull)) };
  },

  "GET /repos/{owner}/{repo}/compare/{basehead}": (context) => {
    requirePermission(context.app, context.actor, "contents", "read");
    const { git } = repositoryOf(context);
    const [base = "", head = ""] = (context.operation.parameters["basehead"] ?? "").split("...");
    const sha = git.mergeBase(base, head);
    const files = git.diff(sha, git.head(head)).slice(0, Math.min(300, context.fileLimit));
    return {
      status: 200,
      data: { merge_base_commit: { sha }, files: files.map((file) => fileData(file, context.patchLimit)) },
    };
  },

  "GET /repos/{owner}/{repo}/collaborators/{username}/permission": (context) => {
    requirePermission(context.app, context.actor, "metadata", "read");
    const { collaborators } = repositoryOf(context);
    const login = (context.operation.parameters["username"] ?? "").toLowerCase();
    const permission = [...collaborators].find(([name]) => name.toLowerCase() === login)?.[1];
    if (permission === undefined) throw new ApiError(404, "Not Found");
    return { status: 200, data: { permission, role_name: permission, user: { login } } };
  },

  "GET /rate_limit": ({ remaining }) => ({ status: 200, data: { resources: { graphql: { remaining } } } }),

  "GET /installation/repositories": (context) => {
    const given = [...context.repositories()].filter(({ isInInstallation }) => isInInstallation);
    const all = given.map(({ name, owner, isArchived }) => ({
      name,
      owner: { login: owner },
      archived: isArchived,
    }));
    const start = (Number(context.query.get("page") ?? 1) - 1) * 100;
    return { status: 200, data: { total_count: all.length, repositories: all.slice(start, start + 100) } };
  },

  "GET /repos/{owner}/{repo}/branches/{branch}": (context) => {
    requirePermission(context.app, context.actor, "contents", "read");
    const { protection } = repositoryOf(context);
    const contexts = protection ?? [];
    const checks = contexts.map((name) => ({ context: name, app_id: null }));
    const level = protection === null ? "off" : "non_admins";
    const required_status_checks = { enforcement_level: level, contexts, checks };
    const name = context.operation.parameters["branch"];
    const isOn = protection !== null;
    return {
      status: 200,
      data: { name, protected: isOn, protection: { enabled: isOn, required_status_checks } },
    };
  },

  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": (context) => {
    requirePermission(context.app, context.actor, "checks", "read");
    const runs = repositoryOf(context).checkRuns.filter(
      (run) =>
        run.headSha === context.operation.parameters["ref"] &&
        run.name === context.query.get("check_name") &&
        String(run.appId) === (context.query.get("app_id") ?? String(run.appId)),
    );
    const data = runs.reverse().map((run) => ({
      id: run.id,
      conclusion: run.conclusion,
      external_id: run.externalId,
      output: { annotations_count: run.annotations.length },
    }));
    const perPage = Number(context.query.get("per_page") ?? 30);
    const start = (Number(context.query.get("page") ?? 1) - 1) * perPage;
    return {
      status: 200,
      data: { total_count: data.length, check_runs: data.slice(start, start + perPage) },
    };
  },

  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": (context) => {
    requirePermission(context.app, context.actor, "contents", "read");
    const { git } = repositoryOf(context);
    const sha = context.operation.parameters["tree_sha"] ?? "";
    const tree = git
      .listAll(sha)
      .map(({ path, mode, type, oid, size }) => ({ path, mode, type, sha: oid, size }));
    const shown = tree.slice(0, context.treeLimit);
    return { status: 200, data: { sha, tree: shown, truncated: shown.length < tree.length } };
  },

  "GET /repos/{owner}/{repo}/git/blobs/{file_sha}": (context) => {
    requirePermission(context.app, context.actor, "contents", "read");
    const sha = context.operation.parameters["file_sha"] ?? "";
    const bytes = repositoryOf(context).git.blob(sha);
    if (context.accept.includes("application/vnd.github.raw")) return { status: 200, data: bytes };
    return {
      status: 200,
      data: { sha, encoding: "base64", size: bytes.length, content: bytes.toString("base64") },
    };
  },

  "POST /repos/{owner}/{repo}/check-runs": (context) => {
    requirePermission(context.app, context.actor, "checks", "write");
    const repository = repositoryOf(context);
    const body = context.body as unknown as CheckRunInput;
    checkCheckRun(body);
    if (!repository.git.has(`${body.head_sha}^{commit}`)) throw new ApiError(422, "No commit found for SHA");
    const run = {
      id: context.nextId(),
      name: body.name,
      headSha: body.head_sha,
      appId: context.app.id,
      status: body.status ?? "queued",
      conclusion: body.conclusion ?? null,
      externalId: body.external_id ?? null,
      title: body.output?.title ?? "",
      summary: body.output?.summary ?? "",
      annotations: [...(body.output?.annotations ?? [])],
      actions: (body.actions ?? []).map(({ identifier }) => identifier),
    };
    repository.checkRuns.push(run);
    return { status: 201, data: { id: run.id, status: run.status, conclusion: run.conclusion } };
  },

  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": (context) => {
    requirePermission(context.app, context.actor, "checks", "write");
    const { checkRuns } = repositoryOf(context);
    const run = checkRuns.find(({ id }) => String(id) === context.operation.parameters["check_run_id"]);
    if (!run) throw new ApiError(404, "Not Found");
    const body = context.body as unknown as CheckRunInput;
    checkCheckRun(body);
    run.status = body.conclusion === undefined ? (body.status ?? run.status) : "completed";
    run.conclusion = body.conclusion ?? run.conclusion;
    run.title = body.output?.title ?? run.title;
    run.summary = body.output?.summary ?? run.summary;
    run.actions = body.actions?.map(({ identifier }) => identifier) ?? run.actions;
    // Later annotations are appended, never replaced.
    run.annotations.push(...(body.output?.annotations ?? []));
    return { status: 200, data: { id: run.id } };
  },
};

interface CheckRunInput {
  readonly name: string;
  readonly head_sha: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly external_id?: string;
  readonly actions?: readonly { readonly identifier: string }[];
  readonly output?: {
    readonly title?: string;
    readonly summary: string;
    readonly annotations?: readonly StoredAnnotation[];
  };
}

/** The files of a pull request: from the merge base to the head. */
export function changedFiles(repository: StoredRepository, pull: StoredPull): readonly DiffFile[] {
  const { git } = repository;
  const head = git.head(pull.headRef);
  return git.diff(git.mergeBase(git.head(pull.baseRef), head), head);
}

interface ReviewInput {
  readonly commit_id?: string;
  readonly event?: string;
  readonly body?: string;
  readonly comments?: readonly ReviewCommentInput[];
}

function submitReview(context: RestContext): { status: number; data: unknown } {
  const [repository, pull] = pullOf(context);
  const { body, actor } = context;
  const { event = "PENDING", body: text = "", comments = [] } = body as unknown as ReviewInput;
  const commitSha = (body as unknown as ReviewInput).commit_id ?? repository.git.head(pull.headRef);
  if (event === "PENDING")
    throw new ApiError(422, "Unprocessable Entity", ["the stand-in keeps no pending reviews"]);
  if (event !== "APPROVE" && text === "")
    throw new ApiError(422, "Unprocessable Entity", ["body can't be blank"]);
  if (!repository.git.isAncestor(commitSha, pull.headRef))
    throw new ApiError(422, "Unprocessable Entity", ["commit_id is not part of the pull request"]);
  checkBody(text);
  const files = new Map(changedFiles(repository, pull).map((file) => [file.path, file]));
  // One bad comment refuses the whole review; nothing is created.
  for (const comment of comments) checkPlace(comment, files.get(comment.path)?.patch);
  const review = {
    id: context.nextId(),
    author: actor.login,
    commitSha,
    body: text,
    state:
      event === "REQUEST_CHANGES"
        ? ("CHANGES_REQUESTED" as const)
        : event === "APPROVE"
          ? ("APPROVED" as const)
          : ("COMMENTED" as const),
    dismissal: null,
    editor: null,
  };
  pull.reviews.push(review);
  for (const comment of comments) {
    pull.threads.push({
      nodeId: `PRRT_${String(context.nextId())}`,
      path: comment.path,
      line: comment.line ?? 0,
      startLine: comment.start_line ?? null,
      commitSha,
      resolvedBy: null,
      comments: [newComment(`PRRC_${String(context.nextId())}`, actor, comment.body)],
    });
  }
  return { status: 200, data: { id: review.id, state: review.state } };
}

/** A comment that somebody has just written. */
export function newComment(nodeId: string, actor: Actor, body: string): StoredComment {
  return {
    nodeId,
    author: actor.login,
    authorType: actor.appId === null && !actor.login.endsWith("[bot]") ? "User" : "Bot",
    body,
    minimized: null,
    editor: null,
    reactions: new Set(),
  };
}

function repositoryOf({ repository, operation }: RestContext): StoredRepository {
  return repository(operation.parameters["owner"] ?? "", operation.parameters["repo"] ?? "");
}

function pullOf(context: RestContext): [StoredRepository, StoredPull] {
  const repository = repositoryOf(context);
  const pull = repository.pulls.get(Number(context.operation.parameters["pull_number"]));
  if (!pull) throw new ApiError(404, "Not Found");
  return [repository, pull];
}

function pullData({ git }: StoredRepository, pull: StoredPull): object {
  return {
    number: pull.number,
    state: pull.state,
    draft: pull.isDraft,
    user: { login: pull.author },
    head: { ref: pull.headRef, sha: git.head(pull.headRef) },
    base: { ref: pull.baseRef, sha: git.head(pull.baseRef) },
    stack: pull.stackBase === null ? null : { base: { ref: pull.stackBase, sha: git.head(pull.stackBase) } },
  };
}

/** Of what is longer GitHub gives no patch. */
const MAX_PATCH = 500_000;

function fileData(file: DiffFile, patchLimit: number): object {
  const changes = file.additions + file.deletions;
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes,
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
    ...(file.patch === null || changes > patchLimit || file.patch.length > MAX_PATCH
      ? {}
      : { patch: file.patch }),
  };
}
