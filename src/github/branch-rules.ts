import { CHECK_NAME } from "../review/plan-check.js";
import type { BranchRules } from "../review/state.js";
import type { BranchRulesFragment } from "./graphql-types.js";

/**
 * What rulesets and branch protection say of our check; null where they cannot be seen.
 * @param appId the app that the check is to be pinned to
 */
export function readBranchRules(node: BranchRulesFragment | null, appId: number | null): BranchRules | null {
  if (!node?.rules && !node?.branchProtectionRule) return null;
  const rules = (node.rules?.nodes ?? []).flatMap((rule) => (rule ? [rule] : []));
  const required = [
    ...rules
      .flatMap(({ parameters }) => parameters?.requiredStatusChecks ?? [])
      .map(({ context, integrationId }) => ({ context, app: integrationId })),
    ...(node.branchProtectionRule?.requiredStatusChecks ?? []).map(({ context, app }) => ({
      context,
      app: app?.databaseId ?? null,
    })),
  ].filter(({ context }) => context === CHECK_NAME);
  return {
    isRequired: required.length > 0,
    // One rule that pins it is enough: all of them have to be satisfied.
    isPinned: required.some(({ app }) => app !== null && (appId === null || app === appId)),
    hasMergeQueue: rules.some(({ type }) => type === "MERGE_QUEUE"),
  };
}
