import { defineRule } from "../rule-kit/define-rule.js";
import { HIDDEN_HERE } from "../rule-kit/rule.js";

/** What a comment says that asks scanners to look away; the codes that it lists end where another one begins. */
const ASKS =
  /#\s*(?:nosec\b|noqa\b(?!\s*:\s*(?![^#\n]*\b(?:S\d|DUO)))|nosemgrep\b|codeql\[|lgtm\s*\[|skipcq\b|no-pickle:\s*allow)/i;
/** Comments that speak of the next line. */
const ALONE = /no-pickle:|nosemgrep|codeql\[/i;

/** Reports suppression comments beside what they would hide. */
export const suppressionAdded = defineRule({
  meta: {
    id: "suppression-added",
    title: "A comment that asks scanners to look away",
    since: "0.1.0",
    level: "warn",
    summary:
      "`# nosec`, `# noqa` (bare, or of a security rule), `# nosemgrep`, `# codeql[...]` and `# no-pickle: allow[...]` on a line that has a finding. It is reported in a change, as a request; one that the change itself brings is never obeyed.",
    danger:
      "The comment hides the line from other tools, whoever wrote it. If the load is fine, a waiver in the policy says why, and until when.",
    alternatives: [
      {
        need: "an accepted risk",
        use: "a waiver in `.github/no-pickle.yml` with a reason and an end date; its code owners are asked about it",
        url: "https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners",
      },
    ],
    bad: "import pickle\n\n\ndef read(data):\n    return pickle.loads(data)  # nosec\n",
    good: "import json\n\n\ndef read(data):\n    return json.loads(data)\n",
    safeWhen: "The maintainers accepted the load; the comment itself changes nothing here.",
  },
  subject: "suppression",
  ofChanges: true,
  *review(model, found) {
    const loads = found.filter(({ level, ruleId }) => level !== "note" && ruleId !== "suppression-added");
    for (const comment of model.tree.comments) {
      const text = model.tree.text.slice(comment.start, comment.end);
      if (!ASKS.test(text)) continue;
      const { line } = model.source.positionOf(comment.start);
      const hidden = loads.find(({ span }) => {
        const first = model.source.positionOf(span.start).line;
        const last = model.source.positionOf(span.end).line;
        return (first <= line && line <= last) || (ALONE.test(text) && first === line + 1);
      });
      if (!hidden) continue;
      yield {
        span: comment,
        symbol: hidden.symbol,
        related: [{ span: hidden.span, label: HIDDEN_HERE }],
        message: `This asks scanners to look away from \`${hidden.symbol}\`. It is shown to the reviewer, not obeyed.`,
      };
    }
  },
});
