import { defineRule } from "../rule-kit/define-rule.js";

/** What a change of the policy lets through; it is found by comparing policies, not in Python. */
export const policyWeakened = defineRule({
  meta: {
    id: "policy-weakened",
    title: "A change that makes the policy weaker",
    since: "0.1.0",
    level: "block",
    summary:
      "A change of `.github/no-pickle.yml` after which something is let through that was not before: a rule off or down, also for some paths; a path ignored; a waiver added; `preset: balanced`; `waiver-approval` or `not-scanned` lowered; the file deleted, moved or broken; a first file that is weaker than what holds without it; an organization's floor taken out or lowered. Rewriting and stricter settings are not reported.",
    danger:
      "The next change can bring in what this one allows, and nobody looks at it again. Whoever wants a load of their own past the check begins with its policy.",
    alternatives: [
      {
        need: "one accepted load",
        use: "`/no-pickle accept <reason>` in its thread, which covers that load and nothing else; code owners of the policy file are asked about its changes",
        url: "https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners",
      },
    ],
    bad: "# .github/no-pickle.yml: rules: { pickle-load: off }\n",
    good: "# .github/no-pickle.yml: rules: { pickle-load: block }\n",
    safeWhen: "Another maintainer has seen what it lets through, and accepted it in the thread.",
  },
  ofChanges: true,
  subject: "policy",
});
