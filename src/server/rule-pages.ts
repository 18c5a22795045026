import { html } from "../report/escape.js";
import { ruleById, RULES } from "../rules/registry.js";
import type { RuleMeta } from "../rule-kit/rule.js";
import { page } from "./page.js";

/** The list of rules, as a page. */
export function rulesPage(): string {
  const rows = RULES.map(
    ({ meta }) =>
      `<tr><td><a href="/rules/${html(meta.id)}">${html(meta.id)}</a></td><td>${html(meta.level)}</td><td>${inline(meta.title)}</td></tr>`,
  );
  return page(
    "Rules of no-pickle",
    `<h1>Rules of no-pickle</h1>
<table><thead><tr><th>Rule</th><th>Level</th><th>What</th></tr></thead><tbody>${rows.join("\n")}</tbody></table>`,
  );
}

/** The page of one rule, or null if there is none of that id. */
export function rulePageHtml(id: string): string | null {
  const rule = ruleById(id);
  return rule ? page(`${rule.meta.title} (${id})`, content(rule.meta)) : null;
}

function content(meta: RuleMeta): string {
  const alternatives = meta.alternatives.map(
    ({ need, use, url }) =>
      `<li>For ${html(need)}: ${inline(use)} (<a href="${html(url)}">documentation</a>)</li>`,
  );
  const cves = meta.cves.map(
    (cve) => `<a href="https://www.cve.org/CVERecord?id=${html(cve)}">${html(cve)}</a>`,
  );
  return `<p><a href="/rules">All rules</a></p>
<h1>${inline(meta.title)} <code>${html(meta.id)}</code></h1>
<p>Level: ${html(meta.level)} (strict), ${html(meta.balancedLevel)} (balanced). ${html(meta.cwe.join(", "))}. Since ${html(meta.since)}.</p>
<h2>What it finds</h2><p>${inline(meta.summary)}</p>
<h2>Why it matters</h2><p>${inline(meta.danger)}</p>
<h2>What to write instead</h2><ul>${alternatives.join("\n")}</ul>
<h2>Reported</h2><pre>${html(meta.bad.trimEnd())}</pre>
<h2>Not reported</h2><pre>${html(meta.good.trimEnd())}</pre>
<h2>When it is fine</h2><p>${inline(meta.safeWhen)}</p>
${cves.length > 0 ? `<h2>Seen in the wild</h2><p>${cves.join(", ")}</p>` : ""}`;
}

/** Plain text with `code` in backticks. */
function inline(text: string): string {
  return html(text).replace(/`([^`]*)`/g, "<code>$1</code>");
}
