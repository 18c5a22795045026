import type { Policy } from "../policy/policy.js";
import type { Organization } from "./load-policy.js";
import type { Around } from "./surroundings.js";

/** What a run goes by. */
export interface Rulings {
  readonly policy: Policy;
  /** The organization's part in it, for judging changes of the policy. */
  readonly organization: Organization;
}

/** What a thread is given once. */
export interface ThreadSetting extends Rulings {
  /** The address of the module that runs there, `scan-thread.js`. */
  readonly thread: string;
  readonly around: Around;
}
