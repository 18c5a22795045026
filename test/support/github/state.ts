import type { GitRepository } from "./git-repository.js";

/** Who sends a request. */
export interface Actor {
  /** `no-pickle[bot]`, or a person's login. */
  readonly login: string;
  /** The app's id; null for a person. */
  readonly appId: number | null;
}

/** A review comment. */
export interface StoredComment {
  readonly nodeId: string;
  readonly author: string;
  body: string;
  minimized: string | null;
}

/** A review thread with its place on the new side of the diff. */
export interface StoredThread {
  readonly nodeId: string;
  readonly path: string;
  readonly line: number;
  readonly startLine: number | null;
  readonly commitSha: string;
  readonly comments: StoredComment[];
  resolvedBy: string | null;
}

/** A submitted review. */
export interface StoredReview {
  readonly id: number;
  readonly author: string;
  readonly commitSha: string;
  readonly body: string;
  state: "CHANGES_REQUESTED" | "COMMENTED" | "APPROVED" | "DISMISSED";
  dismissal: string | null;
}

/** An annotation as the API takes it. */
export interface StoredAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: string;
  readonly title?: string;
  readonly message: string;
}

/** A check run. */
export interface StoredCheckRun {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly appId: number;
  status: string;
  conclusion: string | null;
  externalId: string | null;
  title: string;
  summary: string;
  readonly annotations: StoredAnnotation[];
}

/** A pull request; its head is wherever its branch is. */
export interface StoredPull {
  readonly number: number;
  baseRef: string;
  readonly headRef: string;
  state: "open" | "closed";
  isDraft: boolean;
  readonly reviews: StoredReview[];
  readonly threads: StoredThread[];
}

/** A repository on the stand-in. */
export interface StoredRepository {
  readonly owner: string;
  readonly name: string;
  readonly git: GitRepository;
  readonly pulls: Map<number, StoredPull>;
  readonly checkRuns: StoredCheckRun[];
}

/** An answer that is no success. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly unknown[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    errors: readonly unknown[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}
