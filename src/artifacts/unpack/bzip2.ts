import { unpack, type Output, type Unpacked } from "./unpacked.js";

/** Unpacks bzip2 streams, one after another. Checksums are not checked: what reads on the way does not wait for them. */
export function unbzip2(bytes: Uint8Array, limit: number): Unpacked {
  return unpack(limit, (output) => {
    const bits = new Bits(bytes);
    do stream(bits, output);
    while (bits.hasMore());
  });
}

const BLOCK = 0x314159265359;
const END = 0x177245385090;

class Bits {
  private readonly bytes: Uint8Array;
  private at = 0;
  private held = 0;
  private count = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next bits, at most 24, the first of them the highest. */
  read(count: number): number {
    while (this.count < count) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Error("cut short");
      this.held = ((this.held << 8) | byte) >>> 0;
      this.count += 8;
      if (this.count > 24 && count > 24) throw new Error("too many bits at once");
    }
    this.count -= count;
    const value = (this.held >>> this.count) & ((1 << count) - 1);
    this.held &= (1 << this.count) - 1;
    return value;
  }

  read48(): number {
    const high = this.read(24);
    return high * 2 ** 24 + this.read(24);
  }

  align(): void {
    this.count = 0;
    this.held = 0;
  }

  /** Whether another stream begins here. */
  hasMore(): boolean {
    this.align();
    return this.bytes[this.at] === 0x42 && this.bytes[this.at + 1] === 0x5a;
  }
}

function stream(bits: Bits, output: Output): void {
  if (bits.read(16) !== 0x425a || bits.read(8) !== 0x68) throw new Error("no bzip2");
  const level = bits.read(8) - 0x30;
  if (level < 1 || level > 9) throw new Error("no bzip2");
  const room = new Uint32Array(level * 100_000);
  for (;;) {
    const magic = bits.read48();
    bits.read(24);
    bits.read(8);
    if (magic === END) return;
    if (magic !== BLOCK) throw new Error("no block");
    block(bits, room, output);
  }
}

function block(bits: Bits, room: Uint32Array, output: Output): void {
  if (bits.read(1) === 1) throw new Error("a randomized block, which nothing writes");
  const origin = bits.read(24);
  const used = symbolsInUse(bits);
  const groups = bits.read(3);
  if (groups < 2 || groups > 6) throw new Error("no groups");
  const selectors = readSelectors(bits, groups);
  const tables = Array.from({ length: groups }, () => readTable(bits, used.length + 2));
  const length = readSymbols(bits, used, selectors, tables, room);
  if (origin >= length) throw new Error("no origin");
  undo(room, length, origin, output);
}

function symbolsInUse(bits: Bits): number[] {
  const rows = bits.read(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue;
    const columns = bits.read(16);
    for (let i = 0; i < 16; i++) if (((columns >> (15 - i)) & 1) === 1) used.push(row * 16 + i);
  }
  if (used.length === 0) throw new Error("no symbols");
  return used;
}

function readSelectors(bits: Bits, groups: number): number[] {
  const count = bits.read(15);
  if (count === 0) throw new Error("no selectors");
  const recent = Array.from({ length: groups }, (_, i) => i);
  return Array.from({ length: count }, () => {
    let position = 0;
    while (bits.read(1) === 1) if (++position >= groups) throw new Error("no selector");
    const [group = 0] = recent.splice(position, 1);
    recent.unshift(group);
    return group;
  });
}

/** A code: for each length the first code, and the symbols in the order of their codes. */
interface Table {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

function readTable(bits: Bits, size: number): Table {
  const lengths: number[] = [];
  let length = bits.read(5);
  for (let i = 0; i < size; i++) {
    while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
    if (length < 1 || length > 20) throw new Error("no length of a code");
    lengths.push(length);
  }
  const counts = Array.from({ length: 21 }, (_, l) => lengths.filter((one) => one === l).length);
  const order = lengths.map((_, symbol) => symbol);
  order.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  return { counts, symbols: order };
}

function decode(bits: Bits, { counts, symbols }: Table): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= 20; length++) {
    code = code * 2 + bits.read(1);
    const count = counts[length] ?? 0;
    if (code - first < count) return symbols[index + code - first] ?? 0;
    index += count;
    first = (first + count) * 2;
  }
  throw new Error("no code");
}

/** Reads the symbols of a block into the low bytes of `room`. Returns how many there are. */
function readSymbols(
  bits: Bits,
  used: number[],
  selectors: readonly number[],
  tables: readonly Table[],
  room: Uint32Array,
): number {
  const recent = [...used];
  const last = used.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  const flush = (): void => {
    if (run === 0) return;
    if (length + run > room.length) throw new Error("a block that is too long");
    room.fill(recent[0] ?? 0, length, length + run);
    length += run;
    run = 0;
    weight = 1;
  };
  for (let done = 0; ; done++) {
    const table = tables[selectors[Math.floor(done / 50)] ?? -1];
    if (!table) throw new Error("more symbols than selectors");
    const symbol = decode(bits, table);
    if (symbol <= 1) {
      run += weight << symbol;
      weight *= 2;
      if (run > room.length) throw new Error("a run that is too long");
      continue;
    }
    flush();
    if (symbol === last) return length;
    const [byte = 0] = recent.splice(symbol - 1, 1);
    recent.unshift(byte);
    if (length >= room.length) throw new Error("a block that is too long");
    room[length++] = byte;
  }
}

/** Undoes the Burrows-Wheeler transform and the runs of four that were cut before it. */
function undo(room: Uint32Array, length: number, origin: number, output: Output): void {
  const starts = new Uint32Array(256);
  for (let i = 0; i < length; i++) {
    const byte = (room[i] ?? 0) & 255;
    starts[byte] = (starts[byte] ?? 0) + 1;
  }
  let sum = 0;
  for (let i = 0; i < 256; i++) {
    const count = starts[i] ?? 0;
    starts[i] = sum;
    sum += count;
  }
  for (let i = 0; i < length; i++) {
    const byte = (room[i] ?? 0) & 255;
    const place = starts[byte] ?? 0;
    starts[byte] = place + 1;
    room[place] = (room[place] ?? 0) | (i << 8);
  }
  let at = (room[origin] ?? 0) >>> 8;
  let previous = -1;
  let same = 0;
  for (let i = 0; i < length; i++) {
    const entry = room[at] ?? 0;
    const byte = entry & 255;
    at = entry >>> 8;
    if (same === 4) {
      for (let n = 0; n < byte; n++) output.push(previous);
      same = 0;
      previous = -1;
      continue;
    }
    same = byte === previous ? same + 1 : 1;
    previous = byte;
    output.push(byte);
  }
}
