import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { wordFinder } from "../../src/analysis/words-in.js";

const WORDS = ["np", "six", "load", "loads", "pickle", "_pickle", "pickle_loads", "Pyro4", "read_pickle"];
const finder = wordFinder(WORDS);

/** The same by a regular expression. */
function slowly(text: string): string[] {
  const words = new Set(text.match(/[A-Za-z0-9_]+/g) ?? []);
  return WORDS.filter((word) => words.has(word));
}

const near = fc.constantFrom(...WORDS, ...WORDS.flatMap((word) => [word.slice(1), word.slice(0, -1)]));
const other = fc.constantFrom("", " ", "_", "x", "9", ".", "\n", "\0", "(", "é", "数", "\ud800", "  ");
const texts = fc.array(fc.oneof(near, other, fc.string())).map((parts) => parts.join(""));

describe("words are found in a text", () => {
  test("wherever they stand, and nothing else", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { words, isAscii } = finder.inText(text);
        expect(WORDS.filter((word) => words.has(word))).toEqual(slowly(text));
        expect(isAscii).toBe(!/[^\0-\x7f]/.test(text));
      }),
      { numRuns: 5000 },
    );
  });

  test.each(WORDS)("%s, at any place of any text", (word) => {
    for (let code = 0; code < 128; code++) {
      for (let length = 0; length < 4; length++) {
        const around = String.fromCharCode(code).repeat(length);
        for (const text of [`${around}${word}`, `${word}${around}`, `${around}${word}${around}`]) {
          expect([...finder.inText(text).words].sort()).toEqual(slowly(text).sort());
        }
      }
    }
  });
});
