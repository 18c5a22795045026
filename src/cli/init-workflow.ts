import { UsageError } from "./io.js";
import { visible } from "../report/escape.js";

/** Where `no-pickle init` puts the workflow. */
export const WORKFLOW_PATH = ".github/workflows/no-pickle.yml";

/**
 * A workflow that runs the Action; docs/ci.md says why it is as it is.
 * @param action `OWNER/REPO@REF`
 */
export function workflowText(action: string): string {
  return `name: no-pickle
on:
  # From the default branch, whatever the pull request changes; and nothing of the pull request is checked out or run.
  pull_request_target:
    types: [opened, synchronize, reopened, edited, ready_for_review, converted_to_draft]
  merge_group:
permissions:
  contents: read
  pull-requests: write
concurrency:
  group: no-pickle-\${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: true
jobs:
  no-pickle:
    runs-on: ubuntu-latest
    steps:
      - uses: ${action}
`;
}

/**
 * Takes the Action that somebody named.
 * @throws UsageError if it is none that a run could get without a checkout
 */
export function checkedAction(action: string): string {
  if (/^[\w-]+\/[\w.-]+(?:\/[\w./-]+)?@[\w./-]+$/.test(action)) return action;
  throw new UsageError(
    `"${visible(action)}" is no Action: write OWNER/no-pickle@COMMIT, the copy of no-pickle that you have pushed`,
  );
}

/** What is to be known of an Action that is named by something else than a commit; null where there is nothing. */
export function aboutRef(action: string): string | null {
  const ref = action.slice(action.indexOf("@") + 1);
  return /^[0-9a-f]{40}$/.test(ref)
    ? null
    : `"${ref}" can be moved to other code, which a whole commit (40 digits) cannot.`;
}
