import { describe, expect, test } from "vitest";

import type { WaivedBy } from "../../src/policy/waived.js";
import { finding } from "../support/review-input.js";
import {
  again,
  breakOffCheck,
  bury,
  contributed,
  dig,
  dismiss,
  double,
  draft,
  given,
  inWords,
  loseCheck,
  mayOnlyRead,
  mayWrite,
  outdate,
  policy,
  push,
  remove,
  rename,
  reply,
  resolve,
  say,
  tell,
  unsay,
  type Step,
} from "../support/review-story.js";
import type { Powers } from "../support/carry-out.js";

const load = finding({ line: 5, fingerprint: "aa" });
const shifted = finding({ line: 9, fingerprint: "aa" });
const moved = finding({ line: 5, fingerprint: "aa", path: "b.py" });
const second = finding({ line: 12, fingerprint: "ab" });
const torch = finding({ line: 7, fingerprint: "cc", ruleId: "torch-load", fix: "x = 1" });
const warned = finding({ line: 5, fingerprint: "aa", level: "warn" });
const noted = finding({ line: 5, fingerprint: "aa", level: "note", origin: "touched" });
const weaker = finding({
  line: 2,
  fingerprint: "fa",
  path: ".github/no-pickle.yml",
  ruleId: "policy-weakened",
});
const weakerStill = finding({
  line: 3,
  fingerprint: "fb",
  path: ".github/no-pickle.yml",
  ruleId: "policy-weakened",
});
const lost = finding({ line: 500, fingerprint: "dd" });
const importing = finding({ line: 1, fingerprint: "ee", ruleId: "pickle-import" });
const loading = finding({ line: 5, fingerprint: "aa", importLine: 1 });
const resting = finding({ line: 5, fingerprint: "aa", basis: "b1" });
const restingElsewhere = finding({ line: 5, fingerprint: "aa", basis: "b2" });
const toB = rename("a.py", "b.py");
const byPolicy: WaivedBy = { kind: "policy", reason: "ADR 7", expires: "2027-01-31" };

const maria = mayWrite("maria");
const accept = (thread: number, words = "we sign these", author = "maria"): Step =>
  reply(thread, author, `/no-pickle accept ${words}`);
const examined =
  (changes: object): Step =>
  (input) => ({ ...input, examined: { ...input.examined, ...changes } });
const broken = given({ policyProblems: [{ line: 2, column: 3, message: "unknown rule" }] });

type Row = readonly [name: string, story: readonly (Step | readonly Step[])[], plan: string, powers?: Powers];

/** The numbers in brackets are those of `test/complaints.test.ts`. */
const TABLE: Readonly<Record<string, readonly Row[]>> = {
  "the first review": [
    ["nothing found", [push()], "success"],
    ["something blocks", [push(load)], "request a.py:5; failure"],
    ["only warnings [12]", [push(warned)], "comment a.py:5; neutral"],
    ["only what was there before [19, 20]", [push(noted)], "success"],
    ["repeats share a comment [17]", [push(load, second)], "request a.py:5; failure"],
    ["a one-click fix has its own comment [16]", [push(load, torch)], "request a.py:5 a.py:7; failure"],
    ["no line in the diff carries it [47]", [push(lost)], "request +1; failure"],
    ["an import speaks through its load", [push(importing, loading)], "request a.py:5; failure"],
    ["review: comment [25]", [policy({ review: "comment" }), push(load)], "comment a.py:5; failure"],
    ["review: none", [policy({ review: "none" }), push(load)], "failure"],
    ["a broken policy [56]", [[broken, push(load)]], "failure"],
  ],
  "the next push": [
    ["the same finding [15]", [push(load), push(load)], "failure"],
    ["the same finding, shifted", [push(load), push(shifted)], "failure"],
    ["something new beside it [24]", [push(load), push(load, torch)], "comment a.py:7; failure"],
    ["a second, identical use", [push(load), push(load, second)], "comment a.py:12; failure"],
    ["one of two fixed", [push(load, torch), push(load)], "close 1; failure"],
    ["one of two that share a comment fixed", [push(load, second), push(load)], "failure"],
    ["all fixed [22, 23]", [push(load), push()], "close 0; dismiss 1; success"],
    [
      "all fixed, resolving allowed [13]",
      [push(load), push()],
      "close 0 (resolve); dismiss 1; success",
      { canResolve: true },
    ],
    ["fixed, then back", [push(load), push(), push(load)], "reopen 0; request; failure"],
    [
      "fixed, then back, resolving allowed",
      [push(load), push(), push(load)],
      "reopen 0 (resolve); request; failure",
      { canResolve: true },
    ],
    ["fixed, then in another file", [push(load), push(), push(moved)], "request b.py:5; failure"],
    ["the file renamed [21]", [push(load), push(moved)], "edit 0; failure"],
    ["renamed, then the same again", [push(load), push(moved), push(moved)], "failure"],
    ["copied to another file", [push(load), push(load, moved)], "comment b.py:5; failure"],
    ["a force-push takes the line away", [push(load), [push(shifted), outdate(0)]], "edit 0; failure"],
    ["outdated, and then nothing moves", [push(load), [push(shifted), outdate(0)], push(shifted)], "failure"],
    ["a blocking finding becomes a warning", [push(load), push(warned)], "edit 0; dismiss 1; neutral"],
    ["a warning becomes blocking [18]", [push(warned), push(load)], "edit 0; request; failure"],
    ["only a note is left", [push(load), push(noted)], "close 0; dismiss 1; success"],
    ["the policy breaks [56]", [push(load), [broken, push(load)]], "failure"],
    ["the policy breaks, the code is fixed", [push(load), [broken, push()]], "failure"],
  ],
  people: [
    ["resolve a thread: it stays resolved", [push(load), resolve(0), push(load)], "failure"],
    [
      "resolve a thread whose finding gets worse",
      [push(warned), resolve(0), push(load)],
      "reopen 0; request; failure",
    ],
    ["resolve a thread that is then fixed", [push(load), resolve(0), push()], "dismiss 1; success"],
    ["delete a thread: it is said again", [push(load), remove(0)], "comment a.py:5; -"],
    ["answer without a command", [push(load), reply(0, "bob", "why?")], "-"],
    [
      "answer, then fix: the thread is kept [13]",
      [push(load), reply(0, "bob", "ok"), push()],
      "close 0; dismiss 1; success",
    ],
    ["dismiss the request: it is not repeated [26]", [push(load), dismiss, push(load)], "failure"],
    [
      "dismiss it, and something new comes",
      [push(load), dismiss, push(load, torch)],
      "request a.py:7; failure",
    ],
    ["forbid dismissals", [push(load), push()], "close 0; dismiss 1; success", { canDismiss: false }],
    ["forbid dismissals, once more", [push(load), push(), again], "-", { canDismiss: false }],
    [
      "ask for less in the policy",
      [push(load), [policy({ review: "comment" }), again]],
      "dismiss 1; failure",
    ],
  ],
  crashes: [
    ["before the check [1]", [push(load), loseCheck], "failure"],
    ["between two batches of annotations [52]", [push(load), breakOffCheck], "failure"],
    ["a thread twice [14]", [push(load), double(0)], "delete 1; -"],
    ["a thread twice, with an answer", [push(load), [double(0), reply(1, "bob", "hm")]], "close 1; -"],
    ["a redelivery", [push(load), again], "-"],
  ],
  accepts: [
    ["by a maintainer", [[push(load), maria], accept(0)], "close 0; reaction; dismiss 1; success"],
    ["hold after a push [46]", [[push(load), maria], accept(0), push(shifted)], "success"],
    ["hold after a rename", [[push(load), maria], accept(0), [push(moved), toB]], "success"],
    [
      "do not cover the same in another file, the old one gone",
      [[push(load), maria], accept(0), push(moved)],
      "request b.py:5; failure",
    ],
    [
      "do not cover the same in another file, the old one renamed to a third",
      [[push(load), maria], accept(0), [push(moved), rename("a.py", "c.py")]],
      "request b.py:5; failure",
    ],
    [
      "do not cover what rests on something else since",
      [[push(resting), maria], accept(0), push(restingElsewhere)],
      "request a.py:5; failure",
    ],
    [
      "do not cover what rests on something else by the time they are written",
      [
        [push(resting), maria],
        [accept(0), push(restingElsewhere)],
      ],
      "close 0; reaction; comment a.py:5; failure",
    ],
    [
      "cover it again once it is as it was",
      [[push(resting), maria], accept(0), push(restingElsewhere), push(resting)],
      "close 1; dismiss 1; success",
    ],
    [
      "cover what the comment was brought up to date with before",
      [[push(resting), maria], push(restingElsewhere), accept(0)],
      "close 0; reaction; dismiss 1; success",
    ],
    [
      "do not cover what became more serious",
      [[push(warned), maria], accept(0), push(load)],
      "request a.py:5; failure",
    ],
    ["cover what became less serious", [[push(load), maria], accept(0), push(warned)], "success"],
    [
      "do not come back for other code after they were buried under answers",
      [
        [push(resting), maria],
        accept(0),
        [push(restingElsewhere), bury(0)],
        [dig(0), accept(0, "we sign these")],
      ],
      "reaction; -",
    ],
    [
      "that are older than what is remembered of the code do not hold",
      [[push(load), maria], accept(0), push(finding({ line: 5, fingerprint: "aa", basis: "b1" }))],
      "request a.py:5; failure",
    ],
    [
      "that do not hold keep the comment as it was",
      [[push(resting), mayWrite("author")], accept(0, "fine", "author"), push(restingElsewhere)],
      "close 0; comment a.py:5; failure",
    ],
    [
      "of one, then its data changes, and a second maintainer accepts that",
      [
        [push(resting), maria, mayWrite("omar")],
        accept(0),
        push(restingElsewhere),
        accept(1, "seen", "omar"),
      ],
      "close 1; reaction; dismiss 1; success",
    ],
    [
      "do not cover a second, identical use [44]",
      [[push(load), maria], accept(0), push(load, second)],
      "request a.py:12; failure",
    ],
    [
      "do not cover a copy in another file",
      [[push(load), maria], accept(0), push(load, moved)],
      "request b.py:5; failure",
    ],
    [
      "cover all that the comment speaks of",
      [[push(load, second), maria], accept(0)],
      "close 0; reaction; dismiss 1; success",
    ],
    [
      "cover the import that the load names",
      [[push(importing, loading), maria], accept(0)],
      "close 0; reaction; dismiss 1; success",
    ],
    ["of one of two", [[push(load, torch), maria], accept(0)], "close 0; reaction; failure"],
    ["by somebody without write access", [push(load), accept(0, "fine", "eve")], "reply in 0; failure"],
    ["by the author", [[push(load), mayWrite("author")], accept(0, "fine", "author")], "reply in 0; failure"],
    [
      "by the author, where the policy allows it",
      [
        [push(load), mayWrite("author"), policy({ waiverApproval: "maintainer" })],
        accept(0, "fine", "author"),
      ],
      "close 0; reaction; dismiss 1; success",
    ],
    [
      "by a committer of one of its commits",
      [[push(load), maria, contributed("maria")], accept(0)],
      "reply in 0; failure",
    ],
    [
      "by a committer, whose name is written otherwise",
      [[push(load), mayWrite("maria"), contributed("maria")], accept(0, "seen", "Maria")],
      "reply in 0; failure",
    ],
    [
      "by a committer, where the policy takes the word of who wrote it",
      [[push(load), maria, contributed("maria"), policy({ waiverApproval: "maintainer" })], accept(0)],
      "close 0; reaction; dismiss 1; success",
    ],
    [
      "by anybody, where there are too many commits to tell who wrote them",
      [[push(load), maria, contributed(null)], accept(0)],
      "reply in 0; failure",
    ],
    [
      "by somebody who commits to it later",
      [[push(load), maria], accept(0), [contributed("maria"), push(shifted)]],
      "reopen 0; request; failure",
    ],
    [
      "by somebody who may not write any more",
      [[push(load), maria], accept(0), [mayOnlyRead("maria"), push(load)]],
      "reopen 0; request; failure",
    ],
    [
      "by the second, where the first may not",
      [
        [push(load), maria, mayWrite("omar"), contributed("omar")],
        accept(0, "mine", "omar"),
        accept(0, "seen"),
      ],
      "close 0; reaction; dismiss 1; success",
    ],
    ["of a weaker policy", [[push(weaker), maria], accept(0)], "close 0; reaction; dismiss 1; success"],
    [
      "of a weaker policy cover no other way of it",
      [[push(weaker), maria], accept(0), push(weaker, weakerStill)],
      "on file .github/no-pickle.yml; failure",
    ],
    [
      "of a weaker policy do not cover a load",
      [[push(weaker, load), maria], accept(0)],
      "close 0; reaction; failure",
    ],
    [
      "hold after a rename and a rename back",
      [[push(load), maria], accept(0), [push(moved), toB], [push(load), rename("a.py", "a.py")]],
      "success",
    ],
    [
      "do not cover a copy that is there when the file is renamed",
      [[push(load), maria], accept(0), [push(moved, { ...moved, path: "c.py" }), toB]],
      "request +1; failure",
    ],
    ["by a bot", [[push(load), mayWrite("helper[bot]")], accept(0, "fine", "helper[bot]")], "-"],
    ["without a reason [42]", [[push(load), maria], accept(0, "")], "reply in 0; failure"],
    [
      "until a day",
      [[push(load), maria], accept(0, "until 2026-03-31 we sign")],
      "close 0; reaction; dismiss 1; success",
    ],
    [
      "until a day that is past [45]",
      [[push(load), maria], accept(0, "until 2026-03-01 we sign")],
      "reply in 0; failure",
    ],
    [
      "until no day at all [45]",
      [[push(load), maria], accept(0, "until 2026-02-30 we sign")],
      "reply in 0; failure",
    ],
    [
      "that end are over",
      [[push(load), maria], accept(0, "until 2026-03-31 we sign"), [given({ today: "2026-04-01" }), again]],
      "reopen 0; request; failure",
    ],
    ["that are taken back", [[push(load), maria], accept(0), unsay(0)], "reopen 0; request; failure"],
    [
      "that somebody else wrote into a comment",
      [[push(load), maria], reply(0, "maria", "/no-pickle accept ok", { editedByOther: true })],
      "reply in 0; failure",
    ],
    ["in a quote", [[push(load), maria], reply(0, "maria", "> /no-pickle accept ok")], "-"],
    ["in a code block", [[push(load), maria], reply(0, "maria", "```\n/no-pickle accept ok\n```")], "-"],
    [
      "in the conversation",
      [[push(load), maria], say("maria", "/no-pickle accept ok")],
      "in-conversation; -",
    ],
    ["then fixed", [[push(load), maria], accept(0), push()], "success"],
    ["are lost with their thread", [[push(load), maria], accept(0), remove(0)], "request a.py:5; failure"],
    [
      "an account that is gone",
      [[push(load), maria], reply(0, "ghost", "/no-pickle accept ok", { author: null })],
      "reaction; -",
    ],
  ],
  "waivers of the policy": [
    ["cover", [[push(), examined({ waived: [{ finding: load, by: byPolicy }] })]], "success"],
    [
      "come later",
      [push(load), [push(), examined({ waived: [{ finding: load, by: byPolicy }] })]],
      "close 0; dismiss 1; success",
    ],
    [
      "cover a weaker policy no more than a load: each is said",
      [[push(weaker), examined({ waived: [{ finding: load, by: byPolicy }] })]],
      "request; on file .github/no-pickle.yml; failure",
    ],
    [
      "end while the pull request waits",
      [
        [push(), examined({ waived: [{ finding: load, by: byPolicy }] })],
        [
          push(load),
          examined({ waived: [], lapsed: [{ finding: load, expires: "2026-01-01", reason: "x" }] }),
        ],
      ],
      "request a.py:5; failure",
    ],
    [
      "cover one and leave the next",
      [[push(second), examined({ waived: [{ finding: load, by: byPolicy }] })]],
      "request a.py:12; failure",
    ],
    [
      "are past, and said to be",
      [[push(load), examined({ lapsed: [{ finding: load, expires: "2026-01-01", reason: "x" }] })]],
      "request a.py:5; failure",
    ],
  ],
  commands: [
    ["help", [push(), say("bob", "/no-pickle help")], "in-conversation; -"],
    ["help, answered once", [push(), say("bob", "/no-pickle help"), again], "-"],
    ["explain", [push(load), reply(0, "bob", "/no-pickle explain torch-load")], "reply in 0; -"],
    ["an unknown one", [push(), say("bob", "/no-pickle frobnicate")], "in-conversation; -"],
    ["of a bot", [push(), say("other[bot]", "/no-pickle help")], "-"],
    [
      "recheck",
      [push(load), [say("bob", "/no-pickle recheck"), given({ rerun: "c1" })]],
      "reaction; failure",
    ],
    ["How to fix", [push(load), [given({ wantsHowToFix: true }), again]], "in-conversation; -"],
    ["How to fix, pressed twice", [push(load), [given({ wantsHowToFix: true }), again], again], "-"],
  ],
  drafts: [
    ["are reviewed like any other", [[draft(true), push(load)]], "request a.py:5; failure"],
    ["are left in peace", [[draft(true), policy({ drafts: "neutral" }), push(load)]], "neutral"],
    [
      "become ready",
      [[draft(true), policy({ drafts: "neutral" }), push(load)], draft(false)],
      "request a.py:5; failure",
    ],
    ["keep what was said", [[policy({ drafts: "neutral" }), push(load)], draft(true)], "neutral"],
  ],
};

describe.each(Object.entries(TABLE))("%s", (_, rows) => {
  test.each(rows.map((row) => ({ name: row[0], row })))("$name", ({ row: [, story, expected, powers] }) => {
    const told = tell(story, powers);
    expect(inWords(told)).toBe(expected);
    expect(told.settles).toBe(true);
  });
});

test("the table has the scenarios that were asked for", () => {
  expect(Object.values(TABLE).flat().length).toBeGreaterThanOrEqual(60);
});

describe("what is said", () => {
  const body = (story: readonly (Step | readonly Step[])[]): string => {
    const { plan } = tell(story);
    const [action] = plan.threads;
    return action && action.kind !== "delete" ? action.body : "";
  };

  test.each<[string, readonly (Step | readonly Step[])[], RegExp]>([
    ["a fix", [push(load), push()], /\*\*Fixed in [0-9a-f]{40}\. Thank you\.\*\*/],
    [
      "an accept",
      [[push(load), maria], accept(0)],
      /\*\*Accepted by `maria` on 2026-03-01: we sign these\.\*\*/,
    ],
    [
      "an accept with an end",
      [[push(load), maria], accept(0, "until 2026-03-31: we sign")],
      /until 2026-03-31: we sign/,
    ],
    [
      "a rename",
      [push(load), push(moved)],
      /Now at \[`b\.py:5`\]\(https:\/\/github\.com\/o\/r\/blob\/[0-9a-f]{40}\/b\.py#L5\)\./,
    ],
    ["a lower level", [push(load), push(warned)], /This is a warning and blocks nothing\./],
    ["a thread twice", [push(load), [double(0), reply(1, "bob", "hm")]], /Said twice/],
  ])("of %s", (_, story, expected) => {
    expect(body(story)).toMatch(expected);
  });

  test("the check names who accepted, why and until when, and what is not in force", () => {
    const { plan } = tell([
      [
        push(load, torch),
        maria,
        examined({ lapsed: [{ finding: torch, expires: "2026-01-01", reason: "old" }] }),
      ],
      [accept(0, "until 2026-03-31 we sign"), reply(1, "eve", "/no-pickle accept me too")],
    ]);
    const summary = plan.check?.summary ?? "";
    expect(summary).toContain(
      "`a.py:5` pickle-load. Accepted by `maria` on 2026-03-01 until 2026-03-31: we sign",
    );
    expect(summary).toContain("its waiver (old) has the last day `2026-01-01`, which is past or no date");
    expect(summary).toContain("The accept of `eve` on `a.py`: Only somebody with write access");
  });
});
