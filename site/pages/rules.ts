import { html } from "../../src/report/escape.js";
import { fixSentence } from "../../src/report/rule-page.js";
import type { Rule, RuleMeta } from "../../src/rule-kit/rule.js";
import { codeBlock } from "../highlight.js";
import { toFragment } from "../share.js";
import { inlineHtml, sitePage } from "./layout.js";
import { groupRules } from "./rule-groups.js";

/** The list of all rules, in groups, with a field to search them. */
export function rulesIndex(rules: readonly Rule[], base: string, script: string): string {
  const groups = groupRules(rules).map(
    ({ title, rules: own }) =>
      `<section class="group"><h2>${html(title)}</h2><ul class="rules">${own.map(({ meta }) => row(meta, base)).join("\n")}</ul></section>`,
  );
  return sitePage(
    {
      title: "Rules of no-pickle",
      description: `The ${String(rules.length)} rules of no-pickle: what each finds, why it matters, what to write instead.`,
      part: "rules",
      script,
      main: `<h1>Rules</h1>
<p class="search"><label for="search">Search ${String(rules.length)} rules: a name, a library, the id of another tool</label>
<input id="search" type="search" autocomplete="off" spellcheck="false" hidden>
<span id="found" role="status"></span></p>
${groups.join("\n")}`,
    },
    base,
  );
}

function row(meta: RuleMeta, base: string): string {
  const words = [meta.id, meta.title, meta.summary, ...meta.cwe, ...meta.cves, ...equivalents(meta)].join(
    " ",
  );
  return `<li data-words="${html(words.toLowerCase().replaceAll("`", ""))}"><a href="${base}rules/${html(meta.id)}/"><code>${html(meta.id)}</code></a> ${level(meta)}<br>${inlineHtml(meta.title)}</li>`;
}

function level(meta: RuleMeta): string {
  return `<span class="level ${meta.level}">${meta.level}</span>`;
}

function equivalents({ equivalents: { bandit, ruff, codeql } }: RuleMeta): string[] {
  return [
    ...bandit.map((id) => `Bandit ${id}`),
    ...ruff.map((id) => `Ruff ${id}`),
    ...codeql.map((id) => `CodeQL ${id}`),
  ];
}

/** The page of one rule. */
export function ruleSitePage({ meta, checkArtifact, ofChanges }: Rule, base: string): string {
  const others = equivalents(meta);
  const language = meta.exampleFormat ?? "python";
  const alternatives = meta.alternatives.map(
    ({ need, use, url }) =>
      `<li>For ${html(need)}: ${inlineHtml(use)} (<a href="${html(url)}">documentation<span class="quiet"> on ${html(use.replaceAll("`", ""))}</span></a>)</li>`,
  );
  const fixes = meta.fixes.map((fix) => `<li>${inlineHtml(fixSentence(fix))}</li>`);
  const cves = meta.cves.map(
    (cve) => `<a href="https://www.cve.org/CVERecord?id=${html(cve)}">${html(cve)}</a>`,
  );
  // Of files and of changes the example is a description; samples of the playground show them.
  const canTry = checkArtifact === undefined && (ofChanges !== true || meta.bad.includes("\nimport"));
  const example = (code: string, which: string): string => {
    const fragment = toFragment({
      path: `example.${meta.exampleFormat ?? "py"}`,
      head: code,
      base: null,
      policy: null,
    });
    const link =
      canTry && fragment !== null
        ? `<p class="try"><a href="${base}playground/${html(fragment)}">Try it<span class="quiet">: the example that is ${which}</span></a></p>`
        : "";
    return `${codeBlock(code.trimEnd(), language)}${link}`;
  };
  return sitePage(
    {
      title: `${meta.title} (${meta.id})`,
      description: meta.danger,
      part: "rules",
      main: `<p class="back"><a href="${base}rules/">All rules</a></p>
<h1>${inlineHtml(meta.title)} <code class="id">${html(meta.id)}</code></h1>
<p class="facts">${level(meta)} under <code>strict</code>, <span class="level ${meta.balancedLevel}">${meta.balancedLevel}</span> under <code>balanced</code>. ${html(meta.cwe.join(", "))}. Since ${html(meta.since)}.</p>
<h2>What it finds</h2><p>${inlineHtml(meta.summary)}</p>
<h2>Why it matters</h2><p>${inlineHtml(meta.danger)}</p>
<h2>What to write instead</h2><ul>${alternatives.join("\n")}</ul>
<h2>Reported</h2>${example(meta.bad, "reported")}
<h2>Not reported</h2>${example(meta.good, "not reported")}
<h2>When it is fine</h2><p>${inlineHtml(meta.safeWhen)}</p>
${fixes.length > 0 ? `<h2>What <code>no-pickle fix</code> does</h2><ul>${fixes.join("\n")}</ul>` : ""}
${cves.length > 0 ? `<h2>Seen in the wild</h2><p>${cves.join(", ")}</p>` : ""}
${others.length > 0 ? `<h2>In other tools</h2><p>${others.map(html).join(", ")}.</p>` : ""}`,
    },
    base,
  );
}
