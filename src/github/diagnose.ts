import { diagnoseBranchOfAction, diagnoseWorkflows, reviewJobs } from "./diagnose-action.js";
import type { Diagnosis, Facts, Grant } from "./diagnosis.js";

/** Says what stands between a repository and working reviews, each with what to do. */
export function diagnose(facts: Facts): Diagnosis[] {
  const [job] = facts.app === null ? reviewJobs(facts) : [];
  return [
    ...diagnoseInstallation(facts),
    ...diagnoseWorkflows(facts),
    ...(job ? diagnoseBranchOfAction(facts, job) : diagnoseBranch(facts)),
    diagnosePolicy(facts),
    ...diagnoseIssue(facts),
  ];
}

/** Says what is missing for the issue that the policy asks of the App; nothing where it asks for none. */
function diagnoseIssue({ policy, app, installation }: Facts): Diagnosis[] {
  if (policy.kind !== "valid" || !policy.dashboard || !app || !installation || installation === "none")
    return [];
  const wanted = "The policy says dashboard: true";
  if (app.permissions["issues"] !== "write")
    return [
      { kind: "fix", text: `${wanted}, and the App does not ask for issues: write: set it in its settings` },
    ];
  if (installation.permissions["issues"] !== "write") {
    const text = `${wanted}, and issues: write is not accepted yet: the owner accepts it at ${installation.url}`;
    return [{ kind: "fix", text }];
  }
  return [{ kind: "ok", text: `${wanted}, and the App may write the issue` }];
}

function diagnoseInstallation({ repository, needed, app, installation, policy }: Facts): Diagnosis[] {
  if (!app || installation === null) {
    return [
      { kind: "unknown", text: "App, permissions and events: set APP_ID and PRIVATE_KEY to look at them" },
    ];
  }
  if (installation === "none") {
    return [
      {
        kind: "fix",
        text: `The App ${app.name} is not installed on ${repository}: install it from its page`,
      },
    ];
  }
  if (installation.isSuspended) {
    return [
      { kind: "fix", text: `The installation is suspended: its owner can end that at ${installation.url}` },
    ];
  }
  const found: Diagnosis[] = [{ kind: "ok", text: `The App ${app.name} is installed on ${repository}` }];
  const lacking = missing(needed.permissions, app.permissions);
  const pending = missing(needed.permissions, installation.permissions).filter(
    (one) => !lacking.includes(one),
  );
  for (const one of lacking)
    found.push({ kind: "fix", text: `The App does not ask for ${one}: add it in its settings` });
  for (const one of pending) {
    found.push({
      kind: "fix",
      text: `${one} is not accepted yet: the owner accepts it at ${installation.url}`,
    });
  }
  if (lacking.length + pending.length === 0) found.push({ kind: "ok", text: "All permissions are accepted" });
  // Only the issue needs to know of pushes.
  const isAsked = policy.kind === "valid" && policy.dashboard;
  const wanted = needed.events.filter((event) => event !== "push" || isAsked);
  const unheard = wanted.filter((event) => !app.events.includes(event));
  found.push(
    unheard.length > 0
      ? { kind: "fix", text: `The App does not hear ${unheard.join(", ")}: subscribe to it in its settings` }
      : { kind: "ok", text: "All events are subscribed" },
  );
  return found;
}

/** Permissions that are needed and not there, as `checks: write`. */
function missing(needed: Facts["needed"]["permissions"], granted: Grant["permissions"]): string[] {
  return Object.entries(needed)
    .filter(
      ([name, level]) => granted[name] !== level && granted[name] !== "write" && granted[name] !== "admin",
    )
    .map(([name, level]) => `${name}: ${level}`);
}

function diagnoseBranch({ branch, branchRules, app, installation }: Facts): Diagnosis[] {
  if (!branchRules) return [{ kind: "unknown", text: `The rules of ${branch} cannot be seen` }];
  const found: Diagnosis[] = [];
  if (!branchRules.isRequired) {
    found.push({
      kind: "fix",
      text: `No rule of ${branch} requires the check no-pickle: add it under Settings > Rules > Rulesets > Require status checks to pass`,
    });
  } else if (!branchRules.isPinned) {
    found.push({
      kind: "fix",
      text: `${branch} requires the check from anybody: choose the App as its source in the rule`,
    });
  } else found.push({ kind: "ok", text: `${branch} requires the check no-pickle, from the App only` });
  if (branchRules.requiresResolution) {
    const mayResolve =
      installation && installation !== "none" && installation.permissions["contents"] === "write";
    found.push(
      mayResolve
        ? { kind: "ok", text: `${branch} wants conversations resolved, and the App may resolve its own` }
        : {
            kind: "fix",
            text: `${branch} wants conversations resolved, which the App may not do without contents: write: its threads have to be resolved by hand, or the App be given that permission`,
          },
    );
  }
  if (!branchRules.hasMergeQueue) found.push({ kind: "ok", text: `${branch} has no merge queue` });
  else if (!app)
    found.push({
      kind: "unknown",
      text: `${branch} has a merge queue: whether the App hears it cannot be seen`,
    });
  else if (!app.events.includes("merge_group")) {
    found.push({
      kind: "fix",
      text: `${branch} has a merge queue that the App does not hear: subscribe to merge_group`,
    });
  } else found.push({ kind: "ok", text: `The merge queue of ${branch} is covered` });
  return found;
}

function diagnosePolicy({ policy }: Facts): Diagnosis {
  if (policy.kind === "none") return { kind: "ok", text: "No policy file: the built-in defaults hold" };
  if (policy.kind === "valid") return { kind: "ok", text: `The policy of ${policy.where} is valid` };
  const [first] = policy.problems;
  const more = policy.problems.length > 1 ? ` (and ${String(policy.problems.length - 1)} more)` : "";
  const at = first ? `line ${String(first.line)}, column ${String(first.column)}: ${first.message}` : "";
  return { kind: "fix", text: `The policy of ${policy.where} is not valid: ${at}${more}` };
}
