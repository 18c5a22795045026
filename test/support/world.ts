import { expect } from "vitest";

import {
  startApp,
  manifestEvents,
  manifestPermissions,
  type AppProcess,
  type LogEntry,
} from "./app-process.js";
import type { FileContent } from "./github/git-repository.js";
import { GitHubStandIn } from "./github/stand-in.js";
import type {
  StoredCheckRun,
  StoredComment,
  StoredPull,
  StoredRepository,
  StoredThread,
} from "./github/state.js";
import { commentEvent, deliver, pullRequestEvent, type Delivery } from "./github/webhooks.js";

/** Python that is safe, and Python that is not. */
export const SAFE = "import json\n\n\ndef handler(body):\n    return json.loads(body)\n";
/** The same with a finding on line 5, which goes back to line 1. */
export const UNSAFE = "import pickle\n\n\ndef handler(body):\n    return pickle.loads(body)\n";

type Files = Readonly<Record<string, FileContent>>;

/** A pull request with its repository. */
export interface Case {
  readonly repository: StoredRepository;
  readonly pull: StoredPull;
}

/** What a delivery led to. */
export interface Reaction {
  readonly outcome: LogEntry;
  /** Requests that read and that write, in order, without those for tokens. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** The stand-in and a running server. */
export class World {
  readonly github: GitHubStandIn;
  readonly app: AppProcess;
  #count = 0;

  private constructor(github: GitHubStandIn, app: AppProcess) {
    this.github = github;
    this.app = app;
  }

  /** Starts both. */
  static async start(): Promise<World> {
    const github = await GitHubStandIn.start(manifestPermissions(), manifestEvents());
    return new World(github, await startApp(github));
  }

  /** Stops both: GitHub had nothing against our requests, and the log holds neither code under review nor a secret. */
  async stop(): Promise<void> {
    expect(await this.app.stop()).toBe(0);
    await this.github.stop();
    expect(this.github.violations).toEqual([]);
    expect(this.app.log()).not.toMatch(/pickle\.loads|ghs_|BEGIN|import pickle/);
  }

  /** A repository whose branch `feature` adds these files to those of `main`. `maria` may write, `reader` may not. */
  open(head: Files, main: Files = { "README.md": "hello\n" }, owner = "acme"): Case {
    const repository = this.github.createRepository(owner, `project-${String(++this.#count)}`);
    repository.collaborators.set("maria", "write").set("author", "write").set("reader", "read");
    repository.git.commit("main", main);
    repository.git.commit("feature", head, "main");
    return { repository, pull: this.github.openPull(repository, "feature") };
  }

  /** Delivers an event and waits for what comes of it. */
  async send(delivery: Delivery): Promise<Reaction> {
    const first = this.github.requests.length;
    await deliver(this.github, this.app.url, delivery);
    const outcome = await this.app.outcome(delivery.id);
    const requests = this.github.requests.slice(first).filter(({ name }) => !name.includes("access_tokens"));
    return {
      outcome,
      reads: requests.filter(({ isWrite }) => !isWrite).map(({ name }) => name),
      writes: requests.filter(({ isWrite }) => isWrite).map(({ name }) => name),
    };
  }

  /** Delivers a `pull_request` event. */
  event({ repository, pull }: Case, action = "synchronize", more = {}): Promise<Reaction> {
    return this.send(pullRequestEvent(this.github, repository, pull, action, more));
  }

  /** Somebody answers in a thread, or in the conversation; the event is delivered. */
  async say(
    { repository, pull }: Case,
    place: StoredThread | StoredPull,
    login: string,
    body: string,
  ): Promise<Reaction> {
    return this.send(commentEvent(this.github, repository, pull, this.github.say(place, login, body)));
  }

  /** Commits to the head branch and delivers the push. */
  push(one: Case, files: Files): Promise<Reaction> {
    one.repository.git.commit("feature", files);
    return this.event(one);
  }

  /** The newest check on the head. */
  check({ repository, pull }: Case): StoredCheckRun {
    const check = this.github.checkOn(repository, repository.git.head(pull.headRef));
    if (!check) throw new Error("no check on the head");
    return check;
  }

  /** What that came to; null while it runs. */
  conclusion(one: Case): string | null {
    return this.check(one).conclusion;
  }
}

/** The first thread of a pull request. */
export function threadOf({ pull }: Case, index = 0): StoredThread {
  const thread = pull.threads[index];
  if (!thread) throw new Error(`no thread ${String(index)}`);
  return thread;
}

/** The first comment of a thread, which is ours. */
export function firstOf(thread: StoredThread): StoredComment {
  const [first] = thread.comments;
  if (!first) throw new Error("an empty thread");
  return first;
}

/** The state of a pull request in a few words: reviews, open threads, check. */
export function stateOf(world: World, one: Case): { reviews: string[]; open: number; check: string | null } {
  const open = one.pull.threads.filter(
    (thread) => thread.resolvedBy === null && firstOf(thread).minimized === null,
  );
  return {
    reviews: one.pull.reviews.map(({ state }) => state),
    open: open.length,
    check: world.check(one).conclusion,
  };
}
