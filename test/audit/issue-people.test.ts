import fc from "fast-check";
import { expect, test } from "vitest";

import type { IssueAudit, IssueUse } from "../../src/audit/issue-facts.js";
import { updateIssueBody } from "../../src/audit/update-issue.js";
import { digest } from "../../src/findings/fingerprint.js";

/** GitHub takes no more. */
const LIMIT = 65_536;
const URL = "https://github.com/acme/app";

/** Uses that come and go: by their number, in one of a few files. */
const anyUse = fc.record({ id: fc.nat(40), file: fc.nat(3) });

/** What people do between two updates; numbers choose among the lines that there are. */
const anyEdit = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("write" as const), at: fc.nat(), gap: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("tick" as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("note" as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("under" as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("take" as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("mark" as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("windows" as const) }) },
);
const anyDay = fc.record({
  uses: fc.array(anyUse, { maxLength: 25 }),
  edits: fc.array(anyEdit, { maxLength: 6 }),
});

function useOf({ id, file }: { readonly id: number; readonly file: number }): IssueUse {
  // Hostile names: they look like marks, boxes and mentions.
  const path =
    ["src/a|b.py", "x/<!-- no-pickle:end list -->.py", "@team/fixes #12`.py", "d/- [ ] e.py"][file] ?? "";
  return {
    ...{ ruleId: "pickle-load", level: id % 3 === 0 ? "warn" : "block", path, line: id + 1 },
    ...{ symbol: "pickle.load", fingerprint: digest(String(id)), owners: id % 2 === 0 ? ["@acme/ml"] : [] },
    ...{ introduced: null },
    next: { kind: "replace", text: "use `json`", url: "https://example.com" },
  };
}

function auditOf(uses: readonly IssueUse[], day: number): IssueAudit {
  const today = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
  const commit = digest(today).padEnd(40, "0");
  return {
    ...{ ref: { name: "main", commit }, today, uses, fixed: [], notScanned: [] },
    points: [{ commit, date: `${today}T00:00:00Z`, total: uses.length, byRule: {} }],
  };
}

const ITEM = /^- \[[ x]\] .*<!-- np:([0-9a-f]{12}) -->/;

test("what people write and tick survives whatever comes and goes; an update is done once; the limit holds", () => {
  let [written, ticked, same] = [0, 0, 0];
  fc.assert(
    fc.property(fc.array(anyDay, { minLength: 1, maxLength: 8 }), (days) => {
      let body: string | null = null;
      const words: string[] = [];
      const ticks = new Set<string>();
      for (const [day, { uses: wanted, edits }] of days.entries()) {
        // A use is one of a kind here: what became of its line can be told.
        const uses = [...new Map(wanted.map((one) => [one.id, one])).values()].map(useOf);
        const audit = auditOf(uses, day);
        const next = updateIssueBody(body, audit, URL);
        if (next.kind === "written") body = next.body;
        else expect(next.kind).toBe("same");
        if (next.kind === "same") same++;
        if (body === null) throw new Error("no body");
        expect(body.length).toBeLessThanOrEqual(LIMIT);
        const lines = body.split(/\r?\n/);
        for (const word of words) expect(body.split(word).length, `${word} in\n${body}`).toBe(2);
        const boxes = new Map(
          lines.flatMap((line) => (ITEM.test(line) ? [[ITEM.exec(line)?.[1] ?? "", line]] : [])),
        );
        const there = new Set(uses.map(({ fingerprint }) => digest(fingerprint).slice(0, 8)));
        expect([...boxes.keys()].map((key) => key.slice(0, 8)).sort()).toEqual([...there].sort());
        for (const tick of ticks) if (!there.has(tick)) ticks.delete(tick);
        for (const [key, line] of boxes)
          expect(line.startsWith("- [x]"), line).toBe(ticks.has(key.slice(0, 8)));
        // Another day, another commit, and lines that moved are nothing new.
        const later = auditOf(
          uses.map((use) => ({ ...use, line: use.line + 7 })),
          day + 50,
        );
        expect(updateIssueBody(body, later, URL)).toEqual({ kind: "same" });
        for (const edit of edits) {
          const now: string[] = body.split(/\r?\n/);
          const at: number = "at" in edit ? edit.at % (now.length + 1) : 0;
          const items = now.flatMap((line, i) => (ITEM.test(line) ? [i] : []));
          const item = items[at % Math.max(1, items.length)];
          const word = `word-${String(words.length)}-of-people`;
          if (edit.kind === "windows") {
            body = now.join("\r\n");
            continue;
          }
          if (edit.kind === "write") {
            now.splice(at, 0, ...(edit.gap ? ["", `${word} @bob`, ""] : [word]));
            words.push(word);
          } else if (edit.kind === "take") {
            // A line of ours that somebody takes out comes back, unless it is a mark; words of others are not touched.
            if (!/word-|<!--/.test(now[at] ?? "word-")) now.splice(at, 1);
          } else if (edit.kind === "mark") {
            const marks = now.flatMap((line, i) => (line.startsWith("<!-- no-pickle:") ? [i] : []));
            const mark = marks[at % Math.max(1, marks.length)];
            // Who takes out both marks of a stretch makes it a text of their own.
            if (mark !== undefined && marks.length === 7) now.splice(mark, 1);
          } else if (item !== undefined) {
            const line = now[item] ?? "";
            const key = (ITEM.exec(line)?.[1] ?? "").slice(0, 8);
            if (edit.kind === "note") now[item] = `${line} ${word}`;
            if (edit.kind === "under") now.splice(item + 1, 0, `  - ${word}`);
            if (edit.kind === "note" || edit.kind === "under") words.push(word);
            if (edit.kind === "tick") {
              now[item] = line.startsWith("- [ ]") ? line.replace("[ ]", "[x]") : line.replace("[x]", "[ ]");
              if (line.startsWith("- [ ]")) ticks.add(key);
              else ticks.delete(key);
              ticked++;
            }
          }
          body = now.join("\n");
        }
      }
      written += words.length;
    }),
    { numRuns: Number(process.env["RUNS"] ?? 200) },
  );
  expect(Math.min(written, ticked)).toBeGreaterThan(200);
  expect(same).toBeGreaterThan(0);
});
