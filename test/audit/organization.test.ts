import { describe, expect, test } from "vitest";

import { trendOf, wholeTrend } from "../../src/audit/organization-groups.js";
import { renderOrganizationHtml } from "../../src/audit/organization-html.js";
import { renderOrganizationJson } from "../../src/audit/organization-json.js";
import { renderOrganizationMarkdown } from "../../src/audit/organization-markdown.js";
import { renderOrganizationText } from "../../src/audit/organization-text.js";
import {
  byWhatIsLeft,
  type AuditedRepository,
  type OrganizationAudit,
  type RepositoryFindings,
} from "../../src/audit/organization.js";
import { PLAIN } from "../../src/report/style.js";

const COMMIT = "95d0c6c5b5fa2a9b2e9e9f7b0c6b4e0f4c7d5a11";

function found(uses: number, more: Partial<RepositoryFindings> = {}): RepositoryFindings {
  return {
    commit: COMMIT,
    date: "2026-02-01T00:00:00Z",
    uses: Array.from({ length: uses }, (_, i) => ({
      ...{ ruleId: "pickle-load", level: "block", path: `a${String(i)}.py`, line: 3, symbol: "pickle.load" },
      ...{ fingerprint: String(i) },
    })),
    waived: 0,
    notScanned: [],
    points: [{ commit: COMMIT, date: "2026-02-01T00:00:00Z", total: uses, byRule: {} }],
    isWhole: false,
    actionChecks: [],
    ...more,
  };
}

function repository(name: string, more: Partial<AuditedRepository> = {}): AuditedRepository {
  return {
    ...{ name, isPrivate: false, isArchived: false, isFork: false, branch: "main", commit: COMMIT },
    policy: { source: "defaults", preset: "strict", inherited: [], held: [], problem: null },
    check: { required: "no", name: null, isPinned: false },
    ...{ app: "unknown", found: found(1), failure: null, isKept: false },
    ...more,
  };
}

function audit(
  repositories: readonly AuditedRepository[],
  more: Partial<OrganizationAudit> = {},
): OrganizationAudit {
  return {
    ...{ version: "0.1.0", today: "2026-03-01", owner: "acme", isOrganization: true },
    ...{ webUrl: "https://github.com", days: ["2026-01-01", "2026-02-01", "2026-03-01"] },
    policy: { source: "none", preset: null, floor: [], problem: null },
    repositories: [...repositories].sort(byWhatIsLeft),
    ...{ leftOut: [], unseen: 0 },
    ...more,
  };
}

const point = (date: string, total: number) => ({
  commit: date,
  date: `${date}T12:00:00Z`,
  total,
  byRule: {},
});

describe("the trend", () => {
  test.each<[string, Partial<RepositoryFindings>, number, readonly number[]]>([
    ["of one point is what there is", {}, 3, [3, 3, 3]],
    [
      "begins with nothing where the first commit is known",
      { isWhole: true, points: [point("2026-01-15", 2), point("2026-02-20", 3)] },
      3,
      [0, 2, 3],
    ],
    [
      "goes on backwards from the first point else",
      { points: [point("2026-01-15", 2), point("2026-02-20", 3)] },
      3,
      [2, 2, 3],
    ],
    [
      "ends with the head, whatever its date",
      { points: [point("2025-01-15", 2), point("2027-01-01", 5)] },
      5,
      [2, 2, 5],
    ],
  ])("%s", (_, more, uses, trend) => {
    expect(trendOf(found(uses, more), ["2026-01-01", "2026-02-01", "2026-03-01"])).toEqual(trend);
  });

  test("of all leaves out what could not be looked at", () => {
    const failed = repository("b", { found: null, failure: "gone" });
    expect(wholeTrend(audit([repository("a"), failed, repository("c", { found: found(4) })]))).toEqual([
      5, 5, 5,
    ]);
  });
});

const HOSTILE = "a|b`<script>alert(1)</script>\u001b[31m\u202e\n@maria [x](http://evil.example)";
const hostile = audit(
  [
    repository("one", {
      found: found(1, {
        uses: [
          {
            ruleId: "pickle-load",
            level: "block",
            path: HOSTILE,
            line: 1,
            symbol: HOSTILE,
            fingerprint: "f",
          },
        ],
        notScanned: [{ path: HOSTILE, reason: HOSTILE, blocking: true }],
        actionChecks: [HOSTILE],
      }),
      policy: {
        source: "repository",
        preset: "strict",
        inherited: [HOSTILE],
        held: [HOSTILE],
        problem: HOSTILE,
      },
      check: { required: "yes", name: HOSTILE, isPinned: false },
    }),
    repository("two", { found: null, failure: HOSTILE }),
    repository("a-name-that-is-as-long-as-a-name-can-be-".repeat(2), { found: found(99_999) }),
  ],
  { policy: { source: "broken", preset: null, floor: [HOSTILE], problem: HOSTILE }, unseen: 3 },
);

describe("what comes from repositories", () => {
  test.each([60, 80, 100, 200])("fits a terminal of %d columns, and does not steer it", (columns) => {
    const text = renderOrganizationText(hostile, PLAIN, columns);
    // eslint-disable-next-line no-control-regex -- controls are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).toContain("Could not be looked at: 1\n  two:");
    const widest = Math.max(80, Math.min(columns, 100));
    expect(text.split("\n").filter((line) => line.length > widest)).toEqual([]);
    expect(text).not.toMatch(/^@maria/m);
  });

  test("is text in HTML", () => {
    const page = renderOrganizationHtml(hostile);
    expect(page.match(/<script>/g)).toHaveLength(1);
    // eslint-disable-next-line no-control-regex -- controls are what is looked for
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    for (const [, href = ""] of page.matchAll(/href="([^"]*)"/g))
      expect(href).toMatch(/^https:\/\/github\.com\/acme/);
  });

  test("is text in Markdown", () => {
    const text = renderOrganizationMarkdown(hostile);
    expect(text.replace(/(`+)[^]*?[^`]\1(?!`)/g, "")).not.toMatch(/<script|@maria|\]\(http/);
    const widths = text.split("\n").filter((line) => line.startsWith("| "));
    const columns = (line: string): number => line.replaceAll("\\|", "").split("|").length;
    expect(new Set(widths.map(columns))).toEqual(new Set([10, 5]));
  });

  test("is as it was in JSON", () => {
    const report = JSON.parse(renderOrganizationJson(hostile)) as {
      repositories: { name: string; failure: string | null }[];
    };
    expect(report.repositories.find(({ name }) => name === "two")?.failure).toBe(HOSTILE);
  });
});

test("repositories come by what is left, those that could not be looked at last", () => {
  const { repositories } = audit([
    repository("b"),
    repository("A"),
    repository("z", { found: found(7) }),
    repository("f", { found: null, failure: "gone" }),
    repository("none", { found: found(0) }),
  ]);
  expect(repositories.map(({ name }) => name)).toEqual(["z", "A", "b", "none", "f"]);
});
