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
    [...wrappers, ...sinks].some((name) => holdsWord(text, name)) ||
    mayReachThrough(text, modules)
  );
}

/** Whether a name stands in a text as a word of its own, as far as ASCII goes. */
export function holdsWord(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    if (!WORD.test(text[at - 1] ?? "") && !WORD.test(text[at + name.length] ?? "")) return true;
  }
  return false;
}

const WORD = /\w/;
