import { analysisHere } from "../../src/app/analyze-changes.js";
import { Octokit } from "@octokit/rest";
import fc from "fast-check";
import { expect } from "vitest";

import { analyzeWholeFile } from "../../src/analysis/analyze-file.js";
import { pairRenames } from "../../src/diff/similarity.js";
import { failureKind } from "../../src/github/errors.js";
import { createPathMemory } from "../../src/github/path-memory.js";
import type { LoadedParser } from "../../src/parse/tree-sitter/grammar-parser.js";
import { parseCommands } from "../../src/review/commands.js";
import { markPlace, readMarks } from "../../src/review/marker.js";
import { isClosedBody } from "../../src/review/notes.js";
import { sealOf } from "../../src/review/seal.js";
import { reviewPullRequest } from "../../src/app/review-pull-request.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import type { GitHubStandIn } from "./github/stand-in.js";
import type { StoredPull, StoredRepository, StoredThread } from "./github/state.js";

/** Something that happens to a pull request; numbers choose among what is there. */
export type Event =
  | { readonly kind: "push"; readonly uses: readonly string[]; readonly path: string }
  | { readonly kind: "answer" | "accept" | "take-back" | "resolve"; readonly thread: number }
  | { readonly kind: "dismiss" | "redeliver" };

/** An event, and the request at which the process dies while it works on it; null for none. */
export interface Chapter {
  readonly event: Event;
  readonly crash: { readonly after: number; readonly afterEffect: boolean } | null;
}

const USES = ["alpha", "beta", "gamma"];

const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("push" as const),
      uses: fc.subarray(USES),
      path: fc.constantFrom("a.py", "a.py", "b.py"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "answer" as const,
        "accept" as const,
        "accept" as const,
        "take-back" as const,
        "resolve" as const,
      ),
      thread: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("dismiss" as const, "redeliver" as const) }) },
);

/** A few events, each of which the process may not survive. */
export const anyStory: fc.Arbitrary<Chapter[]> = fc.array(
  fc.record({
    event: anyEvent,
    crash: fc.option(fc.record({ after: fc.nat(9), afterEffect: fc.boolean() })),
  }),
  { minLength: 2, maxLength: 7 },
);

/** Python in which each of these functions has a finding of its own. */
function codeOf(uses: readonly string[]): string {
  if (uses.length === 0) return "x = 1\n";
  return ["import pickle", ...uses.map((use) => `\n\ndef ${use}(data):\n    return pickle.loads(data)`)].join(
    "\n",
  );
}

/** Plays a story on the stand-in, and holds what is left in the end against a model that knows nothing of planning. */
export async function playStory(
  github: GitHubStandIn,
  parser: LoadedParser,
  story: readonly Chapter[],
  name: string,
): Promise<void> {
  const repository = github.createRepository("acme", name);
  repository.collaborators.set("maria", "write");
  repository.git.commit("main", { "README.md": "x\n" });
  repository.git.commit("feature", { "other.txt": "x\n" }, "main");
  const pull = github.openPull(repository, "feature");
  const client = new Octokit({
    auth: github.installationToken(),
    baseUrl: `http://${github.host}/api/v3`,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  const seal = sealOf(["secret"]);
  const memory = createPathMemory();
  const review = async (): Promise<void> => {
    await reviewPullRequest(
      client,
      { owner: "acme", repo: name, number: pull.number, appId: github.app.id, seal, memory },
      {
        ...analysisHere(parser),
        seal,
        today: "2026-03-02",
        baseUrl: null,
        rerun: null,
        wantsHowToFix: false,
      },
    );
  };
  let wasDismissed = false;
  for (const { event, crash } of story) {
    happen(github, repository, pull, event);
    wasDismissed ||= event.kind === "dismiss";
    github.failAfter(crash?.after ?? 0, crash && { status: 0, reset: true, afterEffect: crash.afterEffect });
    await review().catch((error: unknown) => {
      if (!crash || failureKind(error, 0).kind !== "transient") throw error;
    });
  }
  github.failAfter(0, null);
  await review();
  const kit = { seal, place: markPlace(repository.id, pull.number) };
  expectRight(github, repository, pull, parser, { wasDismissed, marksOf: (body) => readMarks(body, kit) });
  const before = github.requests.length;
  await review();
  expect(github.requests.slice(before).filter(({ isWrite }) => isWrite)).toEqual([]);
  repository.git.remove();
}

function ignore(): void {
  return;
}

function happen(github: GitHubStandIn, repository: StoredRepository, pull: StoredPull, event: Event): void {
  if (event.kind === "push") {
    const other = event.path === "a.py" ? "b.py" : "a.py";
    repository.git.commit("feature", { [other]: null, [event.path]: codeOf(event.uses) });
    return;
  }
  if (event.kind === "dismiss") {
    for (const review of pull.reviews) if (review.state === "CHANGES_REQUESTED") review.state = "DISMISSED";
    return;
  }
  if (!("thread" in event) || pull.threads.length === 0) return;
  const thread = pull.threads[event.thread % pull.threads.length];
  if (!thread) return;
  if (event.kind === "answer") github.say(thread, "bob", "Why is that?");
  if (event.kind === "accept") github.say(thread, "maria", "/no-pickle accept we sign these");
  if (event.kind === "resolve") thread.resolvedBy ??= "author";
  if (event.kind === "take-back") {
    const others = thread.comments.filter(({ author }) => author !== "maria");
    thread.comments.splice(0, thread.comments.length, ...others);
  }
}

interface Known {
  readonly wasDismissed: boolean;
  readonly marksOf: (body: string) => readonly { kind: string; fingerprints?: readonly string[] }[];
}

/** One open thread for each finding that nobody accepted, and no more; the right review; the right check. */
function expectRight(
  github: GitHubStandIn,
  repository: StoredRepository,
  pull: StoredPull,
  parser: LoadedParser,
  { wasDismissed, marksOf }: Known,
): void {
  const head = repository.git.head("feature");
  const textAt = (commit: string, path: string): string | undefined =>
    repository.git.entry(commit, path)?.bytes?.toString("utf8");
  const files = ["a.py", "b.py"].flatMap((path) => {
    const text = textAt(head, path);
    return text === undefined ? [] : [{ path, text }];
  });
  const present = files.flatMap(({ path, text }) => {
    const { findings } = analyzeWholeFile(path, text, { parse: parser.parse, policy: DEFAULT_POLICY });
    return findings.filter(({ ruleId }) => ruleId === "pickle-load").map(({ fingerprint }) => fingerprint);
  });
  const named = ({ comments }: StoredThread): readonly string[] =>
    marksOf(comments[0]?.body ?? "").flatMap(({ fingerprints }) => fingerprints ?? []);
  /** There is one file at most: an accept holds in the one that it was given in, also where that was renamed since. */
  const isThere = ({ path, commitSha }: StoredThread): boolean => {
    const old = { path, text: textAt(commitSha, path) ?? "" };
    return files.some((file) => file.path === path) || pairRenames(files, [old]).size > 0;
  };
  const isAccepted = (thread: StoredThread): boolean =>
    isThere(thread) &&
    thread.comments.some(({ author, body }) => author === "maria" && parseCommands(body).length > 0);
  const accepted = new Set(pull.threads.filter(isAccepted).flatMap(named));
  const left = present.filter((fingerprint) => !accepted.has(fingerprint));
  const open = pull.threads.filter(({ comments }) => !isClosedBody(comments[0]?.body ?? ""));
  for (const fingerprint of left) {
    expect(open.filter((thread) => named(thread).includes(fingerprint))).toHaveLength(1);
  }
  for (const thread of open) {
    const isDone = thread.resolvedBy !== null;
    expect(isDone || named(thread).some((fingerprint) => left.includes(fingerprint))).toBe(true);
  }
  const requests = pull.reviews.filter(({ state }) => state === "CHANGES_REQUESTED").length;
  if (left.length === 0) expect(requests).toBe(0);
  else expect(requests).toBeGreaterThanOrEqual(wasDismissed ? 0 : 1);
  expect(requests).toBeLessThanOrEqual(1);
  const check = github.checkOn(repository, head);
  expect(check).toMatchObject({ status: "completed", conclusion: left.length > 0 ? "failure" : "success" });
}
