/** Which of some words stand in a text, and whether it is all ASCII. */
export interface WordsIn {
  readonly words: ReadonlySet<string>;
  readonly isAscii: boolean;
}

/** Finds words in a text. */
export interface WordFinder {
  readonly inText: (text: string) => WordsIn;
}

const IS_WORD = Uint8Array.from({ length: 256 }, (_, code) =>
  code < 128 && /\w/.test(String.fromCharCode(code)) ? 1 : 0,
);

/**
 * Makes what finds out which of these words stand in a text as whole words. One pass, whatever the number of words:
 * several times as fast as a regular expression of hundreds of alternatives. Words are ASCII.
 */
export function wordFinder(wanted: Iterable<string>): WordFinder {
  const byHash = new Map<number, string[]>();
  let longest = 0;
  for (const word of new Set(wanted)) {
    const hash = hashOf(word);
    byHash.set(hash, [...(byHash.get(hash) ?? []), word]);
    longest = Math.max(longest, word.length);
  }
  const isTaken = new Uint8Array(1 << 16);
  for (const hash of byHash.keys()) isTaken[(hash ^ (hash >>> 16)) & 0xffff] = 1;

  return {
    inText: (text) => {
      const words = new Set<string>();
      let isAscii = true;
      let start = 0;
      let hash = 0;
      for (let i = 0; i <= text.length; i++) {
        const code = i < text.length ? text.charCodeAt(i) : 32;
        if (code < 128 && IS_WORD[code] === 1) {
          hash = (Math.imul(hash, 31) + code) | 0;
          continue;
        }
        if (code >= 128) isAscii = false;
        if (hash !== 0 && isTaken[(hash ^ (hash >>> 16)) & 0xffff] === 1) {
          const word = named(hash, text, start, i - start);
          if (word !== undefined) words.add(word);
        }
        start = i + 1;
        hash = 0;
      }
      return { words, isAscii };
    },
  };

  function named(hash: number, text: string, start: number, length: number): string | undefined {
    if (length > longest) return undefined;
    return byHash.get(hash)?.find((one) => one.length === length && text.startsWith(one, start));
  }
}

function hashOf(word: string): number {
  let hash = 0;
  for (let i = 0; i < word.length; i++) hash = (Math.imul(hash, 31) + word.charCodeAt(i)) | 0;
  return hash;
}
