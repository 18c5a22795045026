import type { AppliedFix, LeftFinding } from "../analysis/fix-choice.js";
import type { Scope } from "./report.js";

/** What `no-pickle fix` did, or would do. */
export interface FixReport {
  readonly version: string;
  /** Nothing was written. */
  readonly isDry: boolean;
  /** What was looked at, and under which policy. */
  readonly scope: Scope | null;
  readonly files: readonly { readonly path: string; readonly applied: readonly AppliedFix[] }[];
  readonly left: readonly LeftFinding[];
  /** Files that stayed as they are although there may be something to fix in them, and why. */
  readonly notFixed: readonly { readonly path: string; readonly reason: string }[];
}
