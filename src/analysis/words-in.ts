/** Which of some words stand in a text, and whether it is all ASCII. */
export interface WordsIn {
  readonly words: ReadonlySet<string>;
  readonly isAscii: boolean;
}

/** Finds words in a text, or in the bytes of one in an encoding in which ASCII is itself. */
export interface WordFinder {
  readonly inText: (text: string) => WordsIn;
  readonly inBytes: (bytes: Uint8Array) => WordsIn;
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
          const word = named(hash, i - start, (one) => text.startsWith(one, start));
          if (word !== undefined) words.add(word);
        }
        start = i + 1;
        hash = 0;
      }
      return { words, isAscii };
    },
    inBytes: (bytes) => {
      const words = new Set<string>();
      const { length } = bytes;
      let start = 0;
      let hash = 0;
      let bits = 0;
      for (let i = 0; i <= length; i++) {
        const code = i < length ? (bytes[i] ?? 0) : 32;
        if (IS_WORD[code] === 1) {
          hash = (Math.imul(hash, 31) + code) | 0;
          continue;
        }
        bits |= code;
        if (hash !== 0 && isTaken[(hash ^ (hash >>> 16)) & 0xffff] === 1) {
          const word = named(hash, i - start, (one) => stands(bytes, start, one));
          if (word !== undefined) words.add(word);
        }
        start = i + 1;
        hash = 0;
      }
      return { words, isAscii: bits < 128 };
    },
  };

  function named(hash: number, length: number, stands: (word: string) => boolean): string | undefined {
    if (length > longest) return undefined;
    return byHash.get(hash)?.find((one) => one.length === length && stands(one));
  }
}

/** Whether a word of ASCII stands at an offset. */
export function stands(bytes: Uint8Array, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return false;
  return true;
}

function hashOf(word: string): number {
  let hash = 0;
  for (let i = 0; i < word.length; i++) hash = (Math.imul(hash, 31) + word.charCodeAt(i)) | 0;
  return hash;
}
