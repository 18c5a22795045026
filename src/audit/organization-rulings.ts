import { html } from "../report/escape.js";
import { appWord, checkWord, policyWord, wordCounts } from "./organization-groups.js";
import { htmlTable, type Cell } from "./html-table.js";
import type { OrganizationAudit } from "./organization.js";

/** What the policy of the organization says, in a sentence without its full stop. */
export function organizationSays({ policy, owner }: OrganizationAudit): string {
  switch (policy.source) {
    case "none":
      return `${owner} has no policy for all of them`;
    case "broken":
      return `the policy of ${owner} is not valid: ${policy.problem ?? ""}`;
    case "organization": {
      const floor = policy.floor.length === 0 ? "no floor" : `a floor that holds ${policy.floor.join(", ")}`;
      return `${owner} has a policy for all of them: preset ${policy.preset ?? ""}, with ${floor}`;
    }
  }
}

/** Why it is not known of a repository whether the App is installed; "" where it is known of all. */
export function whyUnknown({ repositories }: OrganizationAudit): string {
  const isUnknown = repositories.some(
    (one) => one.app === "unknown" && !one.isArchived && appWord(one) === "?",
  );
  return isUnknown ? " (the key of the App tells where it is installed; a token does not)" : "";
}

/** What is in force, required and installed, for the page. */
export function rulingsSection(audit: OrganizationAudit): string {
  const special = audit.repositories.filter(
    ({ policy }) => policy.problem !== null || policy.held.length + policy.inherited.length > 0,
  );
  const rows = special.map(({ name, policy }): Cell[] => [
    html(name),
    html(policy.held.join(", ")),
    html(policy.inherited.join(", ")),
    html(policy.problem ?? ""),
  ]);
  const table =
    rows.length === 0
      ? ""
      : htmlTable(["Repository", "Held by the floor", "From the organization", "Not valid"], rows);
  const facts: readonly (readonly [string, string])[] = [
    ["For all", organizationSays(audit)],
    ["In force", wordCounts(audit, policyWord)],
    ["Check required", wordCounts(audit, checkWord)],
    ["Reviewed by", `${wordCounts(audit, appWord)}${whyUnknown(audit)}`],
  ];
  const list = facts.map(([name, text]) => `<dt>${html(name)}</dt><dd>${html(text)}</dd>`).join("");
  return `<section><h2>Policy and check</h2>\n<dl>${list}</dl>\n${table}</section>`;
}
