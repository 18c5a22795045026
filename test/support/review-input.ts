import type { Hunk } from "../../src/diff/hunk.js";
import type { Finding, Level, NotScanned, Origin } from "../../src/findings/finding.js";
import { DEFAULT_POLICY, type Policy } from "../../src/policy/policy.js";
import { IMPORTED_HERE } from "../../src/rule-kit/rule.js";
import { sealOf } from "../../src/review/seal.js";
import { NOTHING_SAID, type Comment, type ReviewInput } from "../../src/review/state.js";

/** What a test says of a finding; the rest is made up. Lines are 1-based. */
export interface FindingSketch {
  readonly line: number;
  readonly path?: string;
  readonly ruleId?: string;
  readonly level?: Level;
  readonly origin?: Origin;
  readonly fingerprint?: string;
  /** What it rests on. */
  readonly basis?: string;
  /** The replacement of the line. */
  readonly fix?: string | null;
  /** The line of the import that it goes back to. */
  readonly importLine?: number;
}

/** A finding out of a sketch. */
export function finding(sketch: FindingSketch): Finding {
  const at = (line: number) => ({ startLine: line - 1, startColumn: 0, endLine: line - 1, endColumn: 10 });
  const { line, fix = null, importLine } = sketch;
  return {
    ruleId: sketch.ruleId ?? "pickle-load",
    level: sketch.level ?? "block",
    message: "`pickle.loads` runs code from the bytes it reads.",
    path: sketch.path ?? "a.py",
    range: at(line),
    symbol: "pickle.loads",
    enclosing: "",
    related: importLine === undefined ? [] : [{ range: at(importLine), label: IMPORTED_HERE }],
    origin: sketch.origin ?? "introduced",
    fingerprint: sketch.fingerprint ?? "1",
    basis: sketch.basis ?? "",
    fix: fix === null ? null : { startLine: line - 1, endLine: line - 1, replacement: fix, caveat: null },
    need: null,
  };
}

/** What a test says of a review; by default nothing was said before and lines 1 to 100 of each file are in the diff. */
export interface InputSketch {
  readonly findings?: readonly Finding[];
  readonly notScanned?: readonly NotScanned[];
  readonly policy?: Partial<Policy>;
  readonly hunks?: ReadonlyMap<string, readonly Hunk[]>;
  readonly isDraft?: boolean;
}

/** Somebody's comment. */
export function comment(author: string, body: string, more: Partial<Comment> = {}): Comment {
  return {
    id: `${author}-${body.length.toString()}-${body.slice(0, 30)}`.replace(/[^\w-]/g, "_"),
    author,
    isOurs: false,
    isBot: author.endsWith("[bot]"),
    editedByOther: false,
    body,
    on: "2026-03-01",
    hasReaction: false,
    ...more,
  };
}

/** The input of a first review. */
export function reviewInput(sketch: InputSketch): ReviewInput {
  return {
    pull: {
      owner: "o",
      repo: "r",
      number: 1,
      repositoryId: 7,
      nodeId: "PR_1",
      headSha: "a".repeat(40),
      baseRef: "main",
      landsOn: "main",
      author: "author",
      isDraft: sketch.isDraft ?? false,
      repositoryUrl: "https://github.com/o/r",
    },
    said: NOTHING_SAID,
    policy: { ...DEFAULT_POLICY, ...sketch.policy },
    policySource: { kind: "built-in" },
    policyProblems: [],
    branchRules: null,
    seal: sealOf(["secret"]),
    today: "2026-03-02",
    baseUrl: null,
    rerun: null,
    wantsHowToFix: false,
    examined: {
      findings: sketch.findings ?? [],
      waived: [],
      lapsed: [],
      notScanned: sketch.notScanned ?? [],
      filesChanged: 3,
      filesScanned: 3,
      hunks: sketch.hunks ?? new Map(["a.py", "b.py", "c d.py"].map((path) => [path, [hundredLines()]])),
    },
  };
}

function hundredLines(): Hunk {
  return {
    oldStart: 0,
    oldLines: 0,
    newStart: 1,
    newLines: 100,
    body: Array.from({ length: 100 }, () => "+x").join("\n"),
    oldEndsWithoutNewline: false,
    newEndsWithoutNewline: false,
  };
}
