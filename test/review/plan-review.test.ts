import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parsePatch } from "../../src/diff/parse-patch.js";
import type { Finding } from "../../src/findings/finding.js";
import { isEmptyPlan } from "../../src/review/plan.js";
import { readMarks } from "../../src/review/marker.js";
import { markKit, planReview } from "../../src/review/plan-review.js";
import type { ReviewInput } from "../../src/review/state.js";
import { carryOut } from "../support/carry-out.js";
import { finding, reviewInput } from "../support/review-input.js";

/** Plans, and says what the plan does in a few words. */
function summary(input: ReviewInput): object {
  const { threads, dismissals, review, check } = planReview(input);
  return {
    threads: threads.map(({ kind }) => kind),
    dismissals: dismissals.length,
    review: review && [
      review.event,
      review.comments.map(({ path, line }) => `${path}:${String(line)}`),
      listed(input, review.body),
    ],
    check: check?.conclusion ?? null,
  };
}

/** How many findings the body of a review lists. */
function listed(input: ReviewInput, body: string): number {
  return readMarks(body, markKit(input)).flatMap((mark) => (mark.kind === "review" ? mark.fingerprints : []))
    .length;
}

/** The state after the input's plan was carried out, with other findings. */
function next(input: ReviewInput, findings: readonly Finding[]): ReviewInput {
  const after = carryOut(input, planReview(input));
  return {
    ...after,
    examined: { ...after.examined, findings },
    pull: { ...after.pull, headSha: "b".repeat(40) },
    said: { ...after.said, check: null },
  };
}

const load = finding({ line: 5 });
const other = finding({ line: 9, fingerprint: "2" });
const warning = finding({ line: 5, level: "warn", ruleId: "yaml-unproven-loader" });
const note = finding({ line: 5, level: "note", origin: "touched" });
const fixable = finding({
  line: 7,
  fingerprint: "7",
  ruleId: "torch-load",
  fix: "x = torch.load(p, weights_only=True)",
});

describe("a first review", () => {
  test.each<[string, Finding[], object]>([
    ["nothing found", [], { review: null, check: "success" }],
    ["something blocks", [load], { review: ["REQUEST_CHANGES", ["a.py:5"], 0], check: "failure" }],
    ["warnings only", [warning], { review: ["COMMENT", ["a.py:5"], 0], check: "neutral" }],
    ["notes only", [note], { review: null, check: "success" }],
    [
      "repeats fold into the first",
      [load, other],
      { review: ["REQUEST_CHANGES", ["a.py:5"], 0], check: "failure" },
    ],
    [
      "a fix gets its own comment",
      [load, fixable],
      { review: ["REQUEST_CHANGES", ["a.py:5", "a.py:7"], 0], check: "failure" },
    ],
    [
      "no line in the diff",
      [finding({ line: 200 })],
      { review: ["REQUEST_CHANGES", [], 1], check: "failure" },
    ],
  ])("%s", (_, findings, expected) => {
    expect(summary(reviewInput({ findings }))).toMatchObject({ threads: [], dismissals: 0, ...expected });
  });

  test("an import speaks through its load, or for itself", () => {
    const importing = finding({ line: 1, ruleId: "pickle-import", fingerprint: "i" });
    const loading = finding({ line: 5, importLine: 1 });
    const { review } = planReview(reviewInput({ findings: [importing, loading] }));
    expect(review?.comments.map(({ line }) => line)).toEqual([5]);
    expect(review?.comments[0]?.body).toContain("import on line 1");
    expect(
      planReview(reviewInput({ findings: [importing] })).review?.comments.map(({ line }) => line),
    ).toEqual([1]);
  });

  test.each([
    ["request-changes", "REQUEST_CHANGES"],
    ["comment", "COMMENT"],
    ["none", undefined],
  ] as const)("review: %s", (review, event) => {
    expect(planReview(reviewInput({ findings: [load], policy: { review } })).review?.event).toBe(event);
  });

  test("at most thirty comments; the rest is in the body", () => {
    const many = Array.from({ length: 40 }, (_, i) =>
      finding({ line: i + 1, fingerprint: `f${String(i)}`, ruleId: "torch-load", fix: "y" }),
    );
    const input = reviewInput({ findings: many });
    const { review } = planReview(input);
    expect(review?.comments).toHaveLength(30);
    expect(listed(input, review?.body ?? "")).toBe(10);
  });

  test("a suggestion is not put over deleted lines", () => {
    const parsed = parsePatch("@@ -1,3 +1,3 @@\n+a = torch.load(\n-gone\n+    p)\n c\n-d");
    const hunks = parsed.ok ? parsed.hunks : [];
    const long = {
      ...fixable,
      range: { startLine: 0, startColumn: 0, endLine: 1, endColumn: 1 },
      fix: { startLine: 0, endLine: 1, replacement: "z", caveat: null },
    };
    const input = reviewInput({ findings: [long], hunks: new Map([["a.py", hunks]]) });
    expect(planReview(input).review?.comments[0]?.body).not.toContain("```suggestion");
  });
});

describe("the next push", () => {
  const first = reviewInput({ findings: [load, fixable] });

  test("with the same findings only writes the check", () => {
    expect(summary(next(first, [load, fixable]))).toEqual({
      threads: [],
      dismissals: 0,
      review: null,
      check: "failure",
    });
  });

  test("with one of them fixed closes its thread", () => {
    expect(summary(next(first, [load]))).toEqual({
      threads: ["close"],
      dismissals: 0,
      review: null,
      check: "failure",
    });
  });

  test("with everything fixed closes, withdraws and passes", () => {
    expect(summary(next(first, []))).toEqual({
      threads: ["close", "close"],
      dismissals: 1,
      review: null,
      check: "success",
    });
  });

  test("with a finding that is back reopens its thread and asks again", () => {
    const fixed = next(first, []);
    expect(summary(next(fixed, [load]))).toEqual({
      threads: ["reopen"],
      dismissals: 0,
      review: ["REQUEST_CHANGES", [], 0],
      check: "failure",
    });
  });

  test("with something new comments on that only", () => {
    expect(
      summary(next(first, [load, fixable, finding({ line: 3, fingerprint: "n", ruleId: "dill-load" })])),
    ).toMatchObject({
      threads: [],
      review: ["COMMENT", ["a.py:3"], 0],
    });
  });

  test("in a renamed file keeps its thread", () => {
    expect(
      summary(
        next(
          first,
          [load, fixable].map((item) => ({ ...item, path: "b.py" })),
        ),
      ),
    ).toMatchObject({ threads: ["edit", "edit"], review: null });
  });

  test("leaves a thread alone that a person resolved", () => {
    const after = next(first, [load]);
    const threads = after.said.threads.map((thread) => ({ ...thread, isResolved: true }));
    expect(summary({ ...after, said: { ...after.said, threads } })).toMatchObject({
      threads: [],
      review: null,
    });
  });

  test("does not ask again where a maintainer dismissed the request", () => {
    const after = next(first, [load, fixable]);
    const reviews = after.said.reviews.map((review) => ({ ...review, state: "DISMISSED" as const }));
    expect(summary({ ...after, said: { ...after.said, reviews } })).toMatchObject({ review: null });
  });
});

test("thousands of findings without a place do not bring a review with every push", () => {
  const many = Array.from({ length: 5000 }, (_, i) =>
    finding({ line: 200 + i, fingerprint: `f${String(i)}` }),
  );
  let input = reviewInput({ findings: many });
  const { review, check } = planReview(input);
  expect((review?.body ?? "").length).toBeLessThanOrEqual(65_536);
  expect((check?.summary ?? "").length).toBeLessThanOrEqual(65_535);
  for (let push = 0; push < 3; push++) input = carryOut(input, planReview(input));
  expect(input.said.reviews).toHaveLength(1);
});

test("what was not scanned fails the check unless the policy says otherwise", () => {
  const notScanned = [{ path: "x.py", reason: "too large", blocking: true }];
  expect(planReview(reviewInput({ notScanned })).check).toMatchObject({ conclusion: "failure" });
  expect(planReview(reviewInput({ notScanned, policy: { notScanned: "warn" } })).check).toMatchObject({
    conclusion: "neutral",
  });
});

describe("laws", () => {
  const anyFinding = fc
    .record({
      line: fc.integer({ min: 1, max: 120 }),
      path: fc.constantFrom("a.py", "b.py", "c d.py"),
      ruleId: fc.constantFrom("pickle-load", "pickle-import", "torch-load", "yaml-unproven-loader"),
      level: fc.constantFrom("block" as const, "warn" as const, "note" as const),
      origin: fc.constantFrom("introduced" as const, "exposed" as const, "touched" as const),
      fingerprint: fc.stringMatching(/^[0-9a-f]{4}$/),
      fix: fc.option(fc.constant("y = 1")),
    })
    .map(finding);
  const anyFindings = fc.uniqueArray(anyFinding, {
    maxLength: 45,
    selector: ({ path, fingerprint }) => path + fingerprint,
  });

  test("planning again after a plan was carried out gives an empty plan", () => {
    fc.assert(
      fc.property(
        fc.array(anyFindings, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (pushes, canResolve) => {
          let input = reviewInput({ findings: pushes[0] ?? [] });
          for (const findings of pushes) {
            input = { ...input, examined: { ...input.examined, findings } };
            input = carryOut(input, planReview(input), { canResolve });
            expect(isEmptyPlan(planReview(input))).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test("no comment lies outside a hunk, none is too long, there are never more than thirty", () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        const input = reviewInput({ findings });
        const { review, check } = planReview(input);
        expect(review?.comments.length ?? 0).toBeLessThanOrEqual(30);
        expect((review?.body ?? "").length).toBeLessThanOrEqual(65_536);
        expect((check?.summary ?? "").length).toBeLessThanOrEqual(65_535);
        for (const { path, line, startLine, body } of review?.comments ?? []) {
          const inside = (input.examined.hunks.get(path) ?? []).some(
            ({ newStart, newLines }) => (startLine ?? line) >= newStart && line < newStart + newLines,
          );
          expect(inside).toBe(true);
          expect(body.length).toBeLessThanOrEqual(65_536);
        }
      }),
      { numRuns: 150 },
    );
  });
});
