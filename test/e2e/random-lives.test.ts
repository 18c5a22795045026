import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { loadParser } from "../../src/app/load-parser.js";
import { manifestPermissions } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import { anyStory, playStory } from "../support/random-story.js";

let github: GitHubStandIn;

beforeAll(async () => {
  github = await GitHubStandIn.start(manifestPermissions());
});

afterAll(async () => {
  expect(github.violations).toEqual([]);
  await github.stop();
});

test("whatever happens to a pull request, and wherever the process dies, the end is right", async () => {
  const parser = await loadParser();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(anyStory, (story) => playStory(github, parser, story, `life-${String(++count)}`)),
    { numRuns: 10 },
  );
});
