const EXIT_CODES = `
Exit codes:
  0  nothing blocks
  1  something blocks, or could not be scanned (the policy says whether that counts)
  2  the command could not do its work: one line on standard error says why
`;

/** What stands below the commands. */
export const PROGRAM_HELP = `
Examples:
  no-pickle diff main...HEAD        what this branch brings in
  no-pickle diff --staged           what the next commit brings in
  no-pickle scan src                all there is in a folder
  no-pickle rules torch             the rules that speak of torch
  no-pickle init --pre-commit       a first policy, and a hook
  source <(no-pickle completion bash)
${EXIT_CODES}`;

/** What stands below the options of `diff`. */
export const DIFF_HELP = `
Examples:
  no-pickle diff                    the work tree against HEAD, new files too
  no-pickle diff main...HEAD        since the branch left main
  no-pickle diff v1.0 v1.1          between two commits, as they are
  git diff main | no-pickle diff --patch -
  no-pickle diff main --format sarif --output no-pickle.sarif

The policy is that of the base: a change decides neither about itself nor about its waivers.
${EXIT_CODES}`;

/** What stands below the options of `scan`. */
export const SCAN_HELP = `
Examples:
  no-pickle scan                    this folder, without what git ignores
  no-pickle scan src tests/unit.py --exclude vendored --level warn
  no-pickle scan --select "torch-*,pickle-load" --format concise
  no-pickle scan --statistics -j 4
  git show HEAD:app.py | no-pickle scan - --stdin-filename app.py
${EXIT_CODES}`;

/** What stands below the options of `fix`. */
export const FIX_HELP = `
Examples:
  no-pickle fix                     this folder, without what git ignores
  no-pickle fix --diff src | less
  no-pickle fix --unsafe --select "torch-*" train.py
  no-pickle fix --check             for CI

A fix is applied if the file parses as before with it, the finding is gone and nothing new has come.

Exit codes:
  0  done, whatever is left; with --check and --diff: there is nothing to fix
  1  with --check and --diff: there is
  2  the command could not do its work: one line on standard error says why
`;

/** What stands below the options of `review`. */
export const REVIEW_HELP = `
Examples:
  GITHUB_TOKEN=... no-pickle review OWNER/REPO#12
  GITHUB_TOKEN=... no-pickle review https://github.com/OWNER/REPO/pull/12 --post
${EXIT_CODES}`;

/** What stands below the options of `init`. */
export const INIT_HELP = `
Examples:
  no-pickle init                    a first .github/no-pickle.yml
  no-pickle init --dry-run          what it would be
  no-pickle init --workflow OWNER/no-pickle@COMMIT
  no-pickle init --pre-commit --package ./no_pickle-0.1.0-py3-none-any.whl

There is no release yet: OWNER is who has pushed a copy of no-pickle, and the
package one that is built (npm run package). What is there is not written over.

Exit codes:
  0  all is there: written now, or before
  1  something is left for you to do by hand, and printed
  2  the command could not do its work: one line on standard error says why
`;
