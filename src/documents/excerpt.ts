/** A text that is taken out of a document, or written in place of something there. */
export interface Excerpt {
  readonly text: string;
  /** The offset in the document that a character comes from; of the end, that of what follows. */
  readonly at: (index: number) => number;
  /** The file that it does nothing but run, as it is named there: without that file it is nothing. */
  readonly runsFile?: string;
}

/** All of a document. */
export function whole(text: string): Excerpt {
  return { text, at: (index) => index };
}

/** A stretch of an excerpt, as it is. */
export function cut({ text, at }: Excerpt, start: number, end: number): Excerpt {
  return { text: text.slice(start, end), at: (index) => at(start + index) };
}

/** A text in place of what stands between two offsets of an excerpt. */
export function inPlaceOf({ at }: Excerpt, start: number, end: number, text: string): Excerpt {
  const from = at(start);
  const last = Math.max(from, at(Math.max(start, end - 1)));
  return { text, at: (index) => (index < text.length - 1 ? from : last) };
}

/** Excerpts, one behind the other, with a text between them. */
export function joined(parts: readonly Excerpt[], between = ""): Excerpt {
  const starts: number[] = [];
  let text = "";
  for (const [i, part] of parts.entries()) {
    starts.push(text.length);
    text += part.text + (i < parts.length - 1 ? between : "");
  }
  return {
    text,
    at: (index) => {
      let low = 0;
      for (let high = starts.length - 1; low < high;) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= index) low = middle;
        else high = middle - 1;
      }
      const part = parts[low];
      return part ? part.at(Math.min(index - (starts[low] ?? 0), part.text.length)) : 0;
    },
  };
}

/** How far behind the last one the place of a character is looked for: what is between is indentation and quotes. */
const REACH = 200;

/**
 * A value with the places of its characters: what a quoted or folded text spells, beside that text. Quotes, indentation and
 * the signs of escapes are passed over; a character that is not found keeps the place of the one before.
 */
export function aligned(value: string, spelled: Excerpt): Excerpt {
  const source = spelled.text;
  const places = new Uint32Array(value.length + 1);
  let next = 0;
  for (let i = 0; i < value.length; i++) {
    const wanted = value.charAt(i);
    const end = Math.min(source.length, next + REACH);
    let place = -1;
    let behind = next;
    for (let at = next; at < end; at++) {
      const char = source.charAt(at);
      if (char === "\\" && at + 1 < end && ESCAPED.get(source.charAt(at + 1)) === wanted) {
        [place, behind] = [at, at + 2];
        break;
      }
      if (char === wanted || (wanted === " " && char === "\n")) {
        [place, behind] = [at, at + 1];
        break;
      }
    }
    places[i] = place === -1 ? Math.min(next, Math.max(0, source.length - 1)) : place;
    if (place !== -1) next = behind;
  }
  places[value.length] = Math.min(next, source.length);
  return { text: value, at: (index) => spelled.at(places[Math.min(index, value.length)] ?? 0) };
}

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
  ["/", "/"],
]);
