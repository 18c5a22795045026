import { expect } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import { parsePatch } from "../../src/diff/parse-patch.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { GitRepository } from "./github/git-repository.js";
import { availableParsers } from "./parsers.js";

const parsers = await availableParsers();

/** What a change brings in, with git's own hunks, as `line origin level rule`. */
export function broughtIn(base: string | null, head: string): string[] {
  // One of its own: what a test file makes is removed at its end.
  const git = GitRepository.create();
  const before = git.commit("main", { "a.py": base, "b.txt": "" });
  const after = git.commit("main", { "a.py": head });
  const patch = git.diff(before, after).find(({ path }) => path === "a.py")?.patch ?? "";
  const parsed = parsePatch(patch);
  if (!parsed.ok) throw new Error(parsed.problem);
  const { hunks } = parsed;
  const results = parsers.map(({ parse }) =>
    analyzeChangedFile({ path: "a.py", head, base, hunks }, { parse, policy: DEFAULT_POLICY }),
  );
  for (const result of results) expect(result).toEqual(results[0]);
  return (results[0]?.findings ?? []).map(
    ({ range, origin, level, ruleId }) => `${String(range.startLine + 1)} ${origin} ${level} ${ruleId}`,
  );
}
