import type { RuleSetting } from "./policy.js";

/** How strict a setting is, to be compared with that of another. */
export function strictness(setting: RuleSetting): number {
  return ["off", "note", "warn", "block"].indexOf(setting);
}
