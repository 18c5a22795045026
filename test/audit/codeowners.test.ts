import { expect, test } from "vitest";

import { ownersBy } from "../../src/audit/codeowners.js";

/** The rows of GitHub's own page about code owners. */
const TEXT = `
# a comment
*       @global1 @global2
*.js    @js-owner # inline
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/scripts/ @doctocat @octocat
**/logs @logs
/apps/github
!nothing @nobody
`;

test.each([
  ["a.py", ["@global1", "@global2"]],
  ["x/y/a.js", ["@js-owner"]],
  ["build/logs/a.txt", ["@logs"]],
  ["build/log/a.txt", ["@global1", "@global2"]],
  ["docs/a.md", ["docs@example.com"]],
  ["docs/deep/a.md", ["@global1", "@global2"]],
  ["x/apps/a.md", ["@octocat"]],
  ["apps/github/a.md", []],
  ["scripts/a.sh", ["@doctocat", "@octocat"]],
  ["deep/logs/a", ["@logs"]],
])("%s belongs to %j", (path, owners) => {
  expect(ownersBy(TEXT)(path)).toEqual(owners);
});

test("a pattern takes no long time, whatever it is", () => {
  const text = `${"*a".repeat(140)} @a\n`.repeat(100);
  const started = performance.now();
  expect(ownersBy(text)(`${"a".repeat(200)}b/${"a".repeat(200)}b`)).toEqual([]);
  expect(performance.now() - started).toBeLessThan(5000);
});
