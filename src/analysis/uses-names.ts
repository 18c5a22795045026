import type { GivenNames } from "./given-names.js";
import { mayReachThrough, takesMembersByName } from "./sieve.js";

/** Whether a text may use one of the names that other files give on: no word of its own need tell then. */
export function usesNames(
  text: string,
  { sinks, wrappers, modules }: Pick<GivenNames, "sinks" | "wrappers" | "modules">,
): boolean {
  if (sinks.size === 0 && wrappers.size === 0 && modules.size === 0) return false;
  return (
    takesMembersByName(text) ||
    [...wrappers, ...sinks].some((name) => text.includes(name)) ||
    mayReachThrough(text, modules)
  );
}
