import fc from "fast-check";
import { expect, test } from "vitest";

import { loadParser } from "../../src/app/load-parser.js";
import { manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import { anyStory, playStory } from "../support/random-story.js";

test("many pull requests end right, wherever the process dies", async () => {
  const github = await GitHubStandIn.start(manifestPermissions());
  const parser = await loadParser();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(anyStory, (story) => playStory(github, parser, story, `life-${String(++count)}`)),
    { numRuns: 30 },
  );
  expect(github.violations).toEqual([]);
  await github.stop();
});

test("an accept that is taken back asks for changes again, wherever the process dies", async () => {
  const github = await GitHubStandIn.start(manifestPermissions());
  const parser = await loadParser();
  for (const afterEffect of [true, false]) {
    for (let after = 0; after < 9; after++) {
      const story: Parameters<typeof playStory>[2] = [
        { event: { kind: "push", uses: ["gamma"], path: "a.py" }, crash: null },
        { event: { kind: "accept", thread: 0 }, crash: null },
        { event: { kind: "take-back", thread: 0 }, crash: { after, afterEffect } },
      ];
      await playStory(github, parser, story, `taken-back-${String(after)}-${String(afterEffect)}`);
    }
  }
  expect(github.violations).toEqual([]);
  await github.stop();
});
