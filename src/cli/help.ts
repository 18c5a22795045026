import type { Command } from "commander";

/** Adds examples and exit codes to the help of a program and of all its commands. */
export function withExamples(program: Command, path = "no-pickle"): Command {
  const examples = EXAMPLES[path];
  if (examples) program.addHelpText("after", `\nExamples:\n${examples.lines}\n${exitCodes(examples)}`);
  for (const command of program.commands) withExamples(command, `${path} ${command.name()}`);
  return program;
}

interface Examples {
  /** Lines of at most 80 characters, with what is to be known below. */
  readonly lines: string;
  /** What 0, 1 and 2 mean; null where there is no 1. */
  readonly zero?: string;
  readonly one?: string | null;
  readonly two?: string;
}

const BLOCKS =
  "something blocks, or could not be scanned (not-scanned of the policy says\n     whether that counts)";

function exitCodes({ zero = "nothing blocks", one = BLOCKS, two = NO_WORK }: Examples): string {
  const codes = [`0  ${zero}`, ...(one === null ? [] : [`1  ${one}`]), `2  ${two}`];
  return `Exit codes:\n${codes.map((code) => `  ${code}\n`).join("")}`;
}

const NO_WORK = "the command could not do its work: one line on standard error says why";

const EXAMPLES: Readonly<Record<string, Examples>> = {
  "no-pickle": {
    lines: `  no-pickle diff main...HEAD        what this branch brings in
  no-pickle diff --staged           what the next commit brings in
  no-pickle scan src                all there is in a folder
  no-pickle rules torch             the rules that speak of torch
  no-pickle init --pre-commit       a first policy, and a hook
  source <(no-pickle completion bash)
`,
  },
  "no-pickle diff": {
    lines: `  no-pickle diff                    the work tree against HEAD, new files too
  no-pickle diff main...HEAD        since the branch left main
  no-pickle diff v1.0 v1.1          between two commits, as they are
  git diff main | no-pickle diff --patch -
  no-pickle diff main --format sarif --output no-pickle.sarif

The policy is that of the base: a change decides neither about itself nor about
its waivers.
`,
  },
  "no-pickle scan": {
    lines: `  no-pickle scan                    this folder, without what git ignores
  no-pickle scan src tests/unit.py --exclude vendored --level warn
  no-pickle scan --select "torch-*,pickle-load" --format concise
  no-pickle scan --statistics -j 4
  git show HEAD:app.py | no-pickle scan - --stdin-filename app.py
`,
  },
  "no-pickle fix": {
    lines: `  no-pickle fix                     this folder, without what git ignores
  no-pickle fix --diff src | less
  no-pickle fix --unsafe --select "torch-*" train.py
  no-pickle fix --check             for CI

A fix is applied if the file parses as before with it, the finding is gone and
nothing new has come.
`,
    zero: "done, whatever is left; with --check and --diff: there is nothing to fix",
    one: "with --check and --diff: there is",
  },
  "no-pickle audit": {
    lines: `  no-pickle audit                   this repository, over its whole history
  no-pickle audit --html audit.html --points 100
  no-pickle audit --repo ../other --ref main --since 2024-01-01
  no-pickle audit --format markdown > audit.md
  no-pickle audit --issue acme/app  one issue, edited when something changes
  GITHUB_TOKEN=... no-pickle audit --org acme --html acme.html
  GITHUB_TOKEN=... no-pickle audit --org acme --only "ml-*" --since 2025-01-01

Nothing is checked out or run. What was worked out is kept in a cache, so that
the next audit, or one after a kill, only looks at what is new. With APP_ID and
PRIVATE_KEY, --org is asked about as the App, which knows where it is installed.
`,
    zero: "the audit was made, whatever there is",
    one: "the same, but with --org a repository could not be looked at, and is named",
  },
  "no-pickle migrate": {
    lines: `  no-pickle migrate                 this folder: what can be moved, and what not
  no-pickle migrate --diff src | less
  no-pickle migrate --out migration app/state.py

Nothing is changed but the folder of --out, which has to be new or empty. A path
chooses what is told of; the other end may be anywhere in the repository.
`,
    zero: "done; with --check: there is nothing that can be moved",
    one: "with --check: there is",
  },
  "no-pickle ratchet": {
    lines: `  no-pickle ratchet init            count what there is; commit the file
  no-pickle ratchet check           in CI: no more of anything than was counted
  no-pickle ratchet update          once something is gone: lower the counts
`,
    zero: "there is no more of anything than was counted",
    one: "there is, or something could not be scanned",
  },
  "no-pickle ratchet init": {
    lines: "  no-pickle ratchet init\n",
    zero: "what there is was counted",
    one: "the same, but something could not be scanned",
  },
  "no-pickle ratchet check": {
    lines: "  no-pickle ratchet check\n  no-pickle ratchet check --format json\n",
    zero: "there is no more of anything than was counted",
    one: "there is, or something could not be scanned",
  },
  "no-pickle ratchet update": {
    lines: "  no-pickle ratchet update\n",
    zero: "the counts are what there is",
    one: "something rose, which stays as it was, or could not be scanned",
  },
  "no-pickle inspect": {
    lines: `  no-pickle inspect model.pt        what loading it would run
  no-pickle inspect --format json cache/*.pkl

Nothing is loaded, built or run.
`,
  },
  "no-pickle review": {
    lines: `  GITHUB_TOKEN=... no-pickle review OWNER/REPO#12
  GITHUB_TOKEN=... no-pickle review https://github.com/OWNER/REPO/pull/12 --post
`,
  },
  "no-pickle ci": {
    lines: `  no-pickle ci                      in a step of a workflow
  no-pickle ci --post annotations --sarif no-pickle.sarif
  no-pickle ci --dashboard          on a schedule: keep one issue up to date

The Action (action.yml) runs this; docs/ci.md has workflows.
`,
    zero: "nothing blocks, or there is nothing to look at",
    one: "something blocks, or there is a newer commit by now",
  },
  "no-pickle init": {
    lines: `  no-pickle init                    a first .github/no-pickle.yml
  no-pickle init --dry-run          what it would be
  no-pickle init --workflow OWNER/no-pickle@COMMIT
  no-pickle init --pre-commit --package ./no_pickle-0.1.0-py3-none-any.whl

There is no release yet: OWNER is who has pushed a copy of no-pickle, and the
package one that is built (npm run package). What is there is not written over.
`,
    zero: "all is there: written now, or before",
    one: "something is left for you to do by hand, and printed",
  },
  "no-pickle doctor": {
    lines: `  GITHUB_TOKEN=... no-pickle doctor OWNER/REPO
  APP_ID=... PRIVATE_KEY_PATH=key.pem no-pickle doctor OWNER/REPO
`,
    zero: "nothing is missing, as far as can be seen",
    one: "something is to be done, and named",
  },
  "no-pickle jobs": {
    lines: `  no-pickle jobs list
  DATA_DIR=/var/lib/no-pickle no-pickle jobs retry
`,
    zero: "done",
    one: null,
  },
  "no-pickle jobs list": {
    lines: "  DATA_DIR=/var/lib/no-pickle no-pickle jobs list\n",
    zero: "listed",
    one: null,
  },
  "no-pickle jobs retry": {
    lines: `  no-pickle jobs retry              all that was given up
  no-pickle jobs retry 12           this one
`,
    zero: "put back",
    one: null,
  },
  "no-pickle rules": {
    lines: `  no-pickle rules                   all of them
  no-pickle rules torch-load        one explained
  no-pickle rules torch             those that speak of torch
`,
    zero: "there is such a rule",
    one: null,
  },
  "no-pickle policy": {
    lines: "  no-pickle policy validate\n",
    zero: "the policy is valid",
    one: null,
    two: "it is not, line by line, or could not be read",
  },
  "no-pickle policy validate": {
    lines: `  no-pickle policy validate         .github/no-pickle.yml around this folder
  no-pickle policy validate --organization ../.github/.github/no-pickle.yml
`,
    zero: "the policy is valid",
    one: null,
    two: "it is not, line by line, or could not be read",
  },
  "no-pickle lsp": {
    lines: `  no-pickle lsp                     an editor starts it: docs/editor.md
`,
    zero: "the editor ended it",
    one: "the editor went away without a word",
  },
  "no-pickle completion": {
    lines: `  source <(no-pickle completion bash)      in ~/.bashrc
  source <(no-pickle completion zsh)       in ~/.zshrc, after compinit
  no-pickle completion fish > ~/.config/fish/completions/no-pickle.fish
`,
    zero: "the script is printed",
    one: null,
  },
};
