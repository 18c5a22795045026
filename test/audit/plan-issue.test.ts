import { describe, expect, test } from "vitest";

import type { IssueAudit, IssueUse } from "../../src/audit/issue-facts.js";
import { planIssue, type FoundIssue, type IssuePlan } from "../../src/audit/plan-issue.js";

const URL = "https://github.com/acme/app";

function use(name: string, more: Partial<IssueUse> = {}): IssueUse {
  return {
    ...{ ruleId: "pickle-load", level: "block", path: `${name}.py`, line: 3, symbol: "pickle.load" },
    ...{ fingerprint: name, owners: [], introduced: null },
    next: { kind: "replace", text: "use `json`", url: "https://example.com" },
    ...more,
  };
}

function audit(uses: readonly IssueUse[], more: Partial<IssueAudit> = {}): IssueAudit {
  return {
    ...{ ref: { name: "main", commit: "c".repeat(40) }, today: "2026-02-01", uses },
    ...{ fixed: [], notScanned: [] },
    points: [{ commit: "c", date: "2026-02-01T00:00:00Z", total: uses.length, byRule: {} }],
    ...more,
  };
}

function bodyOf(plan: IssuePlan): string {
  if (plan.kind === "none") throw new Error(plan.why);
  return plan.body;
}

function issue(body: string, more: Partial<FoundIssue> = {}): FoundIssue {
  return { number: 7, body, isOpen: true, reason: null, ...more };
}

const TWO = audit([use("a"), use("b")]);
const first = bodyOf(planIssue(null, TWO, URL));

describe("what becomes of the issue", () => {
  const closed = { isOpen: false, reason: "completed" };
  const none = (why: string) => ({ kind: "none", why });
  test.each<[string, FoundIssue | null, IssueAudit, object]>([
    ["there is none, and nothing to tell", null, audit([]), none("there is nothing to get rid of")],
    ["there is none", null, TWO, { kind: "create", left: 2, came: 0, gone: 0, label: "no-pickle" }],
    ["nothing changed", issue(first), TWO, none("nothing changed")],
    [
      "one is gone",
      issue(first),
      audit([use("a")]),
      { kind: "edit", state: null, left: 1, came: 0, gone: 1 },
    ],
    [
      "one moved",
      issue(first),
      audit([use("a", { path: "z.py" }), use("b")]),
      { state: null, came: 0, gone: 0 },
    ],
    ["one came", issue(first), audit([use("a"), use("b"), use("c")]), { state: null, came: 1, gone: 0 }],
    ["all are gone", issue(first), audit([]), { kind: "edit", state: "closed", left: 0, gone: 2 }],
    [
      "all are gone, as far as was looked",
      issue(first),
      audit([], { notScanned: [{ path: "m.pkl", reason: "large", blocking: false }] }),
      { kind: "edit", state: null, left: 0, gone: 2 },
    ],
    [
      "closed, one is gone",
      issue(first, closed),
      audit([use("a")]),
      none("it is closed, and nothing new came"),
    ],
    [
      "closed, one came",
      issue(first, closed),
      audit([use("c")]),
      { kind: "edit", state: "open", came: 1, gone: 2 },
    ],
    [
      "not planned, one came",
      issue(first, { isOpen: false, reason: "not_planned" }),
      audit([use("c")]),
      none("it was closed as not planned"),
    ],
    [
      "a duplicate, one came",
      issue(first, { isOpen: false, reason: "duplicate" }),
      audit([use("c")]),
      none("it was closed as duplicate"),
    ],
    ["no room", issue("x".repeat(65_400)), TWO, none("what people wrote into it leaves no room")],
  ])("%s", (_, found, now, expected) => {
    expect(planIssue(found, now, URL)).toMatchObject(expected);
  });

  test("once all are gone and people open it again, it is left to them", () => {
    const done = bodyOf(planIssue(issue(first), audit([]), URL));
    expect(done).toContain("**Nothing is left; 2 of 2 are gone.**");
    expect(planIssue(issue(done), audit([]), URL)).toEqual(none("nothing changed"));
    // What comes then is told, and does not close it.
    expect(planIssue(issue(done), audit([use("d")]), URL)).toMatchObject({
      kind: "edit",
      state: null,
      came: 1,
    });
  });
});

test("however much there is, the body keeps to the limit, and says what it leaves out", () => {
  const long = "d/".repeat(900);
  const many = Array.from({ length: 3000 }, (_, i) =>
    use(`${long}${String(i)}`, { owners: [`@o${String(i % 9)}`] }),
  );
  const gaps = many.map(({ path }) => ({ path, reason: path, blocking: true }));
  const body = bodyOf(planIssue(null, audit(many, { notScanned: gaps }), URL));
  expect(body.length).toBeLessThan(65_536);
  expect(body).toMatch(/And \d+ more: an issue holds no more/);
  expect(body).toContain("What could not be looked at is named below.");
  // Their number tells what came.
  const more = planIssue(issue(body), audit([...many, use("new")], { notScanned: gaps }), URL);
  expect(more).toMatchObject({ kind: "edit", came: 1, gone: 0 });
  const ticked = body.replace("- [ ]", "- [x]");
  const crowded = `${"word ".repeat(7000)}\n\n${ticked}`;
  const next = bodyOf(planIssue(issue(crowded), audit(many.slice(1), { notScanned: gaps }), URL));
  expect(next.length).toBeLessThan(65_536);
  expect(next.split("word ").length).toBe(7000);
});

test("nothing of the repository pings, links, closes or steers", () => {
  const name = "@team/x`) fixes #1 <img src=x> <!-- no-pickle:end list --> | \u202e GH-1\n- [x] a";
  const hostile = use(name, { owners: [`@${name}`], symbol: name, level: "warn" });
  const gone = {
    ...hostile,
    introduced: null,
    fixed: { commit: "c".repeat(40), date: "2026-01-01" },
    days: null,
  };
  const gap = { path: name, reason: name, blocking: true };
  const body = bodyOf(planIssue(null, audit([hostile, use("b")], { notScanned: [gap], fixed: [gone] }), URL));
  // Outside of code nothing is left of it but what is escaped.
  const bare = body
    .replaceAll(/<!-- no-pickle:dashboard .*-->/g, "")
    .replaceAll(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "CODE")
    .replaceAll(/\]\(https:\/\/[^()\s]*\)/g, "](URL)");
  expect(bare).not.toMatch(/@[\w-]|(?<!\\)#\d|<img|\u202e|GH-1|^- \[x\]/m);
  expect(body.match(/<!-- no-pickle:end list/g)).toHaveLength(1);
});

test.each(['{"v":1}', "{}", '{"v":1,"digest":"', `{"v":1,"points":${"[".repeat(5000)}}`])(
  "data that cannot be used is none: %s",
  (data) => {
    const body = first.replace(/<!-- no-pickle:dashboard .*-->/, `<!-- no-pickle:dashboard ${data} -->`);
    expect(planIssue(issue(body), TWO, URL)).toMatchObject({ kind: "edit", left: 2, came: 0, gone: 0 });
  },
);

test("a stranger who opens it sees at once how far it is, what changed and what to do", () => {
  const owned = (name: string, owner: string, more: Partial<IssueUse> = {}): IssueUse =>
    use(name, { owners: [owner], introduced: { commit: "a", date: "2024-05-01", path: "x" }, ...more });
  const uses = [
    owned("src/cache", "@acme/core"),
    owned("src/weights", "@acme/ml", { next: { kind: "fix", text: "", url: "" }, symbol: "torch.load" }),
    owned("tests/test_cache", "@acme/core", { level: "warn" }),
  ];
  const points = [9, 9, 7, 4, 3].map((total, i) => {
    return { commit: "c", date: `2025-0${String(i + 1)}-01T00:00:00Z`, total, byRule: {} };
  });
  const fixed = [
    {
      ...{ ruleId: "pickle-load", path: "src/old.py", symbol: "pickle.load", days: 40, introduced: null },
      fixed: { commit: "d".repeat(40), date: "2025-04-02" },
    },
  ];
  const gap = { path: "src/big.py", reason: "it is larger than 5 MiB", blocking: true };
  const before = bodyOf(
    planIssue(null, audit([...uses, owned("src/x", "@acme/ml")], { points, fixed }), URL),
  );
  const people = `${before.replace("- [ ] [`src/c", "- [x] [`src/c")}\n\nAsk @maria first.`;
  const later = audit(uses, { points, fixed, notScanned: [gap], today: "2026-03-01" });
  const text = bodyOf(planIssue(issue(people), later, URL));
  expect(text.replaceAll(/[0-9a-f]{30,}/g, "...")).toMatchSnapshot();
});
