/** V8 copies substrings that are shorter. */
const SHORTEST = 13;

/** A copy of a substring: V8 keeps the whole text alive for the sake of the original, which must not happen in caches. */
export function detached(text: string): string {
  return text.length < SHORTEST ? text : Array.from(text).join("");
}
