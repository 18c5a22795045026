import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";
import { parse } from "yaml";

import { readAction } from "../support/run-action.js";

const ROOT = join(import.meta.dirname, "..", "..");
const TEXT = readFileSync(join(ROOT, "docs", "audit-issue.md"), "utf8");

test("the workflow for the issue has the rights that it needs, and inputs that there are", () => {
  const [, text = ""] = /```yaml\n([^]*?)```/.exec(TEXT) ?? [];
  const workflow = parse(text) as {
    readonly on: object;
    readonly permissions: object;
    readonly jobs: { readonly audit: { readonly steps: readonly { uses: string; with: object }[] } };
  };
  // Nothing that a pull request changes is run with a token that may write.
  expect(Object.keys(workflow.on)).toEqual(["schedule", "workflow_dispatch"]);
  expect(workflow.permissions).toEqual({ contents: "read", issues: "write" });
  const [checkout, action] = workflow.jobs.audit.steps;
  expect(checkout?.with).toEqual({ "fetch-depth": 0, "persist-credentials": false });
  expect(action?.with).toEqual({ dashboard: true });
  expect(Object.keys(readAction(ROOT).inputs)).toContain("dashboard");
});
