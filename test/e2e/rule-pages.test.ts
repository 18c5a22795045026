import { expect, test } from "vitest";

import { manifestEvents, manifestPermissions, startApp } from "../support/app-process.js";
import { GitHubStandIn } from "../support/github/stand-in.js";
import { deliver, pullRequestEvent } from "../support/github/webhooks.js";
import { UNSAFE } from "../support/world.js";

test("with BASE_URL comments lead to pages that the server has; without, there is no link to one", async () => {
  const github = await GitHubStandIn.start(manifestPermissions(), manifestEvents());
  for (const BASE_URL of ["https://no-pickle.example.com", ""]) {
    const repository = github.createRepository("acme", BASE_URL === "" ? "without" : "with");
    repository.git.commit("main", { "README.md": "x\n" });
    repository.git.commit("feature", { "app.py": UNSAFE }, "main");
    const pull = github.openPull(repository, "feature");
    const app = await startApp(github, { BASE_URL });
    const event = pullRequestEvent(github, repository, pull, "opened");
    await deliver(github, app.url, event);
    await app.outcome(event.id);
    const check = github.checkOn(repository, repository.git.head("feature"));
    const said = [
      ...pull.threads.flatMap(({ comments }) => comments.map(({ body }) => body)),
      check?.summary,
    ].join("\n");
    const linked = [...said.matchAll(/\((https?:\/\/[^)]*\/rules\/[\w-]+)\)/g)].map(([, link = ""]) => link);
    if (BASE_URL === "") {
      expect(linked).toEqual([]);
      expect(said).toContain("<summary>About <code>pickle-load</code></summary>");
    } else {
      expect(linked.length).toBeGreaterThan(1);
      for (const link of linked) {
        const page = await fetch(link.replace(BASE_URL, app.url));
        expect(page.status).toBe(200);
        expect(await page.text()).toContain(link.slice(link.lastIndexOf("/") + 1));
      }
    }
    expect(await app.stop()).toBe(0);
  }
  expect(github.violations).toEqual([]);
  await github.stop();
});
