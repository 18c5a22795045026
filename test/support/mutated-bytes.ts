/** Numbers that are the same each time, from 0 up to 1: a small generator (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A file with one to six changes: bytes flipped, put in, cut out, repeated, moved, and stretches of another file. */
export function mutatedBytes(file: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  let bytes = Uint8Array.from(file);
  for (let left = 1 + Math.floor(random() * 6); left > 0; left--) bytes = changed(bytes, other, random);
  return bytes;
}

const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x2e, 0x52, 0x63, 0x28];

function changed(bytes: Uint8Array, other: Uint8Array, random: () => number): Uint8Array<ArrayBuffer> {
  const whole = (limit: number): number => Math.floor(random() * limit);
  const at = whole(bytes.length + 1);
  const length = whole(random() < 0.7 ? 9 : bytes.length);
  const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (whole(7)) {
    case 0:
      return join(
        before,
        [random() < 0.5 ? whole(256) : (EDGES[whole(EDGES.length)] ?? 0)],
        behind.subarray(1),
      );
    case 1:
      return join(
        before,
        Array.from({ length: 1 + whole(4) }, () => whole(256)),
        behind,
      );
    case 2:
      return join(before, [], behind.subarray(length));
    case 3:
      return join(before, behind.subarray(0, length), behind);
    case 4:
      return join(before, [255, 255, 255, 255].slice(0, 1 + whole(4)), behind.subarray(4));
    case 5:
      return join(before, other.subarray(whole(other.length), whole(other.length) + length), behind);
    default:
      return random() < 0.3 ? join(before, [], []) : join(behind, before, []);
  }
}

function join(...parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
