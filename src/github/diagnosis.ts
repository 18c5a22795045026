import type { PolicyProblem } from "../policy/policy.js";
import type { BranchRules } from "../review/state.js";
import type { RequiredCheck } from "./branch-rules.js";
import type { FoundWorkflow } from "./read-workflows.js";

/** What an app may do and which events it is sent: `{ checks: "write" }`, `["pull_request"]`. */
export interface Grant {
  readonly permissions: Readonly<Record<string, string | undefined>>;
  readonly events: readonly string[];
}

/** What is known about an app and a repository. Null where it could not be asked for. */
export interface Facts {
  readonly repository: string;
  /** What the app needs, according to its manifest. */
  readonly needed: Grant & { readonly permissions: Readonly<Record<string, string>> };
  /** What the app asks for, in its settings. */
  readonly app: (Grant & { readonly name: string }) | null;
  /** What the owner of the repository granted; "none" where the app is not installed. */
  readonly installation: (Grant & { readonly isSuspended: boolean; readonly url: string }) | "none" | null;
  readonly branch: string;
  readonly branchRules: BranchRules | null;
  readonly requiredChecks: readonly RequiredCheck[];
  /** The workflows that have to do with no-pickle. */
  readonly workflows: readonly FoundWorkflow[] | null;
  readonly policy:
    | { readonly kind: "none" }
    | { readonly kind: "valid"; readonly where: string; readonly dashboard: boolean }
    | { readonly kind: "broken"; readonly where: string; readonly problems: readonly PolicyProblem[] };
}

/** One thing that was looked at. `fix`: something is to be done; `unknown`: it could not be looked at. */
export interface Diagnosis {
  readonly kind: "ok" | "fix" | "unknown";
  readonly text: string;
}
