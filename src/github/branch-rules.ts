import { CHECK_NAME } from "../review/plan-check.js";
import type { BranchRules } from "../review/state.js";
import type { BranchRulesFragment } from "./graphql-types.js";

/** A check that has to pass before a merge; `app` is the only one whose check counts, or null for any. */
export interface RequiredCheck {
  readonly context: string;
  readonly app: number | null;
}

/**
 * What rulesets and branch protection say about our check; null where neither can be seen.
 * @param appId the app that a rule has to name as the only one whose check counts; null takes any app
 */
export function readBranchRules(node: BranchRulesFragment | null, appId: number | null): BranchRules | null {
  if (!node?.rules && !node?.branchProtectionRule) return null;
  const rules = rulesOf(node);
  const required = readRequiredChecks(node).filter(({ context }) => context === CHECK_NAME);
  return {
    isRequired: required.length > 0,
    // One rule that names the app is enough: a merge has to satisfy all rules.
    isPinned: required.some(({ app }) => app !== null && (appId === null || app === appId)),
    requiresResolution:
      node.branchProtectionRule?.requiresConversationResolution === true ||
      rules.some(
        ({ parameters }) =>
          parameters !== null &&
          "requiredReviewThreadResolution" in parameters &&
          parameters.requiredReviewThreadResolution,
      ),
    hasMergeQueue: rules.some(({ type }) => type === "MERGE_QUEUE"),
  };
}

/** All checks that rulesets and branch protection require, as far as they can be seen. */
export function readRequiredChecks(node: BranchRulesFragment | null): RequiredCheck[] {
  return [
    ...rulesOf(node)
      .flatMap(({ parameters }) =>
        parameters && "requiredStatusChecks" in parameters ? parameters.requiredStatusChecks : [],
      )
      .map(({ context, integrationId }) => ({ context, app: integrationId })),
    ...(node?.branchProtectionRule?.requiredStatusChecks ?? []).map(({ context, app }) => ({
      context,
      app: app?.databaseId ?? null,
    })),
  ];
}

function rulesOf(node: BranchRulesFragment | null) {
  return (node?.rules?.nodes ?? []).flatMap((rule) => (rule ? [rule] : []));
}
