import type { GitRepository } from "./git-repository.js";

/** Who sends a request. */
export interface Actor {
  /** `no-pickle[bot]`, or a person's login. */
  readonly login: string;
  /** The app's id; null for a person. */
  readonly appId: number | null;
}

/** A comment, of a review or in the conversation. */
export interface StoredComment {
  readonly nodeId: string;
  /** Null once the account is gone. */
  readonly author: string | null;
  readonly authorType: "User" | "Bot";
  body: string;
  minimized: string | null;
  /** Who changed it last. */
  editor: string | null;
  /** Who reacted to it. */
  readonly reactions: Set<string>;
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
  body: string;
  /** Who changed it last. */
  editor: string | null;
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
  actions: readonly string[];
}

/** A pull request; its head is wherever its branch is. */
export interface StoredPull {
  readonly number: number;
  readonly nodeId: string;
  readonly author: string;
  updatedAt: string;
  baseRef: string;
  readonly headRef: string;
  state: "open" | "closed";
  isDraft: boolean;
  /** GitHub does not list one from a fork by its commit. */
  isFromFork: boolean;
  /** The branch that its stack lands on; null where it is in none. */
  stackBase: string | null;
  /** Logins. */
  assignees: readonly string[];
  /** Logins of those who were assigned at any time. */
  everAssigned: readonly string[];
  body: string;
  /** What the body was after each change, the first text among them; null where that was deleted from the history. */
  edits: readonly (string | null)[];
  readonly reviews: StoredReview[];
  readonly threads: StoredThread[];
  readonly conversation: StoredComment[];
}

/** An entry of a merge queue. */
export interface StoredQueueEntry {
  readonly pullNumber: number;
  readonly baseSha: string;
  readonly headSha: string;
}

/** An issue. */
export interface StoredIssue {
  readonly number: number;
  readonly author: string;
  title: string;
  body: string;
  state: "open" | "closed";
  stateReason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  readonly labels: Set<string>;
  /** How often it was written to through the API. */
  edits: number;
}

/** A repository on the stand-in. */
export interface StoredRepository {
  readonly id: number;
  owner: string;
  name: string;
  readonly git: GitRepository;
  readonly pulls: Map<number, StoredPull>;
  readonly checkRuns: StoredCheckRun[];
  hasIssues: boolean;
  /** As they were opened. */
  readonly issues: StoredIssue[];
  /** The same, the one that was changed last first. */
  readonly touched: StoredIssue[];
  /** What people may do, by login: `admin`, `write`, `read`. Others are no collaborators. */
  readonly collaborators: Map<string, string>;
  /** What a ruleset of every branch requires; `integrationId` pins a check to an app. */
  requiredChecks: readonly { readonly context: string; readonly integrationId: number | null }[];
  hasMergeQueue: boolean;
  /** Whether a rule of every branch wants all conversations resolved. */
  requiresResolution: boolean;
  readonly mergeQueue: StoredQueueEntry[];
  /** Whether a branch rule keeps apps from dismissing reviews. */
  restrictsDismissals: boolean;
  defaultBranch: string;
  isArchived: boolean;
  isFork: boolean;
  isPrivate: boolean;
  /** Whether the app was given it. */
  isInInstallation: boolean;
  /** Logins that may see that it is there and not what is in it. */
  readonly hiddenFrom: Set<string>;
  /** Checks that classic protection of the default branch requires; null where there is none. */
  protection: readonly string[] | null;
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
