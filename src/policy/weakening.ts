import type { RuleSetting } from "./policy.js";

/** One thing that a new policy lets through and the old one did not. */
export interface Weakening {
  /** The top-level key of the file that it stands under. */
  readonly key: string;
  /** What it is, without where in the file it stands. */
  readonly text: string;
}

/** How strict a setting is, to be compared with that of another. */
export function strictness(setting: RuleSetting): number {
  return ["off", "note", "warn", "block"].indexOf(setting);
}
