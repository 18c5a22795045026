import { BEFORE, CHANGE, FIX } from "../../demo/scenario.js";
import type { ParsePython } from "../../src/parse/syntax-tree.js";
import { html } from "../../src/report/escape.js";
import { codeBlock } from "../highlight.js";
import { reviewChange, type ShownReview, type TextChange } from "../review.js";
import { commentHtml, drawnChange, fileDiffHtml, threadHtml, type ViewOptions } from "../review-view.js";
import { sitePage } from "./layout.js";

/** Nothing can be pressed here. */
const STILL: ViewOptions = {
  suggestionButton: () => "",
  place: ({ path, line }) => `${html(path)}, line ${String(line)}`,
};

const PATHS = ["inference/server.py", "inference/config.py"] as const;

/** The first page: the life of one pull request in four steps, made by the engine from the change that the demo plays. */
export function frontPage(base: string, parse: ParsePython, ruleCount: number): string {
  const review = (files: readonly TextChange[]): ShownReview =>
    reviewChange({ files, policy: null, today: "2026-01-01", siteUrl: base }, parse);
  const change = PATHS.map((path) => ({ path, base: BEFORE[path], head: CHANGE[path] }));
  const red = review(change);
  const green = review(PATHS.map((path) => ({ path, base: BEFORE[path], head: FIX[path] })));
  const drawn = new Map(change.map((file) => [file.path as string, drawnChange(file)]));
  const diffs = [...drawn].map(([path, file]) => fileDiffHtml(file, red.hunks.get(path) ?? []));
  // The file that the story begins with comes first.
  const threads = [...drawn].flatMap(([path, file]) =>
    red.comments
      .filter((comment) => comment.path === path)
      .map((comment, index) => threadHtml(comment, index, file, red.hunks.get(path) ?? [], STILL)),
  );
  const steps = [
    step(
      1,
      "A pull request",
      `<p>It lets clients send pickled rows, and reads its settings with another loader. The tests pass.</p>${diffs.join("\n")}`,
    ),
    step(2, "The review", threads.join("\n")),
    step(
      3,
      "The check",
      `${checkHtml(red)}${commentHtml(red.body ?? "", null, "")}<p>Changes are requested, and where the check is required the merge is blocked. Nobody had to notice.</p>`,
    ),
    step(
      4,
      "The fix",
      `${checkHtml(green)}${fixedHtml(red)}<p>The author pushes a fix: the threads are closed, the request for changes is withdrawn, and the check turns green by itself.</p>`,
    ),
  ];
  return sitePage(
    {
      title: "no-pickle: stops unsafe deserialization in Python",
      description:
        "A GitHub App that reviews every pull request for unsafe deserialization in Python and blocks the merge until it is gone.",
      part: "front",
      main: `<div class="hero"><h1>Loading a pickle runs code that its sender chose.</h1>
<p class="lead">no-pickle reviews every pull request for <b>unsafe deserialization in Python</b>, says on the line what to write instead, and blocks the merge until it is gone.</p>
<p class="actions"><a class="button" href="${base}playground/">Try it here</a> <a class="button plain" href="#have-it">Have it</a></p></div>
<section class="story" aria-labelledby="story"><h2 id="story">One pull request, in four steps</h2>
<fieldset class="steps"><legend class="quiet">Step</legend>
${steps.map(({ radio }) => radio).join("\n")}
${steps.map(({ panel }) => panel).join("\n")}
</fieldset></section>
${findsHtml(base, ruleCount)}
${haveIt(base)}`,
    },
    base,
  );
}

function step(
  number: number,
  title: string,
  body: string,
): { readonly radio: string; readonly panel: string } {
  const id = `step-${String(number)}`;
  return {
    radio: `<input type="radio" name="step" id="${id}"${number === 2 ? " checked" : ""}><label for="${id}"><span class="step-number">${String(number)}</span> ${html(title)}</label>`,
    panel: `<div class="panel" id="panel-${String(number)}">${body}</div>`,
  };
}

function checkHtml({ check: { conclusion, title } }: ShownReview): string {
  const isGreen = conclusion === "success";
  return `<p class="check ${conclusion}"><span class="check-sign" aria-hidden="true">${isGreen ? "✓" : "✗"}</span> <b>no-pickle</b> <span>${html(title)}</span></p>`;
}

function fixedHtml({ comments }: ShownReview): string {
  const rows = comments.map(
    ({ path, line }) =>
      `<li><code>${html(path)}</code>, line ${String(line)}: <b>fixed</b>, the thread is closed</li>`,
  );
  return `<ul>${rows.join("")}</ul>`;
}

function findsHtml(base: string, ruleCount: number): string {
  return `<section><h2>What it finds</h2>
<p><a href="${base}rules/">${String(ruleCount)} rules</a>: pickle and its many names, dill, joblib, marshal, shelve; PyYAML, ruamel.yaml, Hydra; numpy, pandas,
torch, keras, Hugging Face; Celery, ZeroMQ, RPyC; notebooks, workflows, settings; and the pickled files themselves, read opcode by opcode.</p>
<p>Names are resolved as Python resolves them, through up to four files. What cannot be decided is said as such, and never passed over.
Only what a change brings in is reported.</p></section>`;
}

function haveIt(base: string): string {
  return `<section><h2 id="have-it">Have it</h2>
<p>There is no release yet; from a checkout all of it works, with Node.js and git and nothing else:</p>
${codeBlock("npm ci && npm run demo          # a pull request from red to green, on your machine\nnpm start                       # the App: three clicks create it\nnode dist/cli.js scan ../mine   # the command line", "sh")}
<ul class="ways">
<li><a href="${base}docs/#install-it-on-a-repository"><b>The GitHub App</b></a>: reviews, suggestions, a check to require</li>
<li><a href="${base}docs/ci/"><b>CI</b></a>: an Action without a server, GitLab, Jenkins, a hook before the commit</li>
<li><a href="${base}docs/command-line/"><b>The command line</b></a>: scan, diff, fix, inspect, a ratchet for old code</li>
<li><a href="${base}docs/editor/"><b>The editor</b></a>: the same while you type</li>
</ul></section>`;
}
