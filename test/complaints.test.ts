import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

/**
 * What users of other review bots and scanners complained of in public, as a survey numbers it. Every test that keeps us
 * from the same has the number in brackets in its title.
 */
const COMPLAINTS: Readonly<Record<number, string>> = {
  1: "a required check is stuck after a missed webhook",
  2: "and nobody notices for weeks",
  3: "anybody can report a check that is not pinned to its app",
  4: "a merge queue never gets a status",
  5: "or a pull request is thrown out of it while it waits for one",
  6: "because the app does not hear merge_group",
  7: "or cannot report on the queue's own commit",
  8: "success in the queue is a rubber stamp",
  9: "the status is stale until somebody pushes",
  11: "a required check does not report where no file matches",
  12: "neutral results that nobody understands",
  13: "outdated comments are not resolved, or deleted with their answers",
  14: "comments come twice",
  15: "the same comments with every push",
  16: "only the first comment is posted",
  17: "noise with every push",
  18: "a changed rule does not change what was said",
  19: "findings outside the changed lines",
  20: "old findings fail every pull request",
  21: "a renamed file loses its exclusion and its findings never show",
  22: "changes stay requested after the fix",
  23: "though the check is green",
  24: "a comment does not supersede a request",
  25: "the request blocks where nobody wants it to",
  26: "an error on dismissing what was dismissed",
  27: "safe loaders are reported",
  28: "and subclasses of them",
  29: "and each spelling needs a patch of its own",
  30: "working code is rewritten only to quiet a rule",
  31: "imports for exceptions or types are reported",
  32: "and stubs",
  33: "torch.load with weights_only=True, and versions",
  34: "rules too broad to keep on",
  35: "a name that happens to contain the word",
  36: "a fix that breaks a loader of one's own",
  37: "torch, joblib, dill, pandas, numpy are missed",
  38: "cloudpickle and wrappers are missed",
  39: "notebooks are missed",
  40: "importlib evades a pattern",
  41: "yaml.load comes back",
  42: "a suppression without a reason",
  43: "words after a suppression are taken for ids",
  44: "one baseline entry takes any number of findings",
  45: "suppressions never expire",
  46: "what was dismissed comes back",
  47: "one bad comment rejects the whole review",
  48: "more than 300 files",
  49: "more than 3,000 files",
  50: "more than 20,000 lines",
  51: "the first page is taken for all",
  52: "annotations beyond fifty are dropped",
  53: "secondary limits, and `abuse` as 422",
  54: "forks",
  55: "GitHub's state lags behind its event",
  56: "a broken configuration means silence",
  57: "LFS pointers pass as scanned",
};
// 10, a status that is not set back while it is computed again, cannot arise: a verdict belongs to one commit.

test("every complaint is answered by a test that names it", () => {
  const named = new Set(
    testsBelow(import.meta.dirname).flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/["`].*?\[(\d+(?:, \d+)*)\]/g)].flatMap(([, list = ""]) =>
        list.split(", ").map(Number),
      ),
    ),
  );
  expect(Object.keys(COMPLAINTS).filter((number) => !named.has(Number(number)))).toEqual([]);
});

function testsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith(".test.ts") && entry.name !== "complaints.test.ts",
    )
    .map((entry) => join(entry.parentPath, entry.name));
}
