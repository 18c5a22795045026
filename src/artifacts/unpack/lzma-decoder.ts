import type { Output } from "./unpacked.js";

/** The settings of an LZMA stream: how many bits of the last byte and of the position choose between probabilities. */
export interface LzmaSettings {
  readonly lc: number;
  readonly lp: number;
  readonly pb: number;
}

/**
 * The settings of the byte that holds them.
 * @throws Error if it holds none
 */
export function lzmaSettings(byte: number): LzmaSettings {
  if (byte >= 9 * 5 * 5) throw new Error("no settings");
  const rest = Math.floor(byte / 9);
  return { lc: byte % 9, lp: rest % 5, pb: Math.floor(rest / 5) };
}

/** The range decoder. */
class Range {
  private readonly bytes: Uint8Array;
  private at: number;
  private range = 0xffffffff;
  private code = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes;
    this.at = start + 1;
    for (let i = 0; i < 4; i++) this.code = ((this.code << 8) | this.next()) >>> 0;
  }

  bit(probabilities: Uint16Array, index: number): 0 | 1 {
    const probability = probabilities[index] ?? 0;
    const bound = (this.range >>> 11) * probability;
    let bit: 0 | 1;
    if (this.code < bound) {
      this.range = bound;
      probabilities[index] = probability + ((2048 - probability) >> 5);
      bit = 0;
    } else {
      this.range -= bound;
      this.code -= bound;
      probabilities[index] = probability - (probability >> 5);
      bit = 1;
    }
    this.normalize();
    return bit;
  }

  direct(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.range >>>= 1;
      const bit = this.code >= this.range ? 1 : 0;
      if (bit === 1) this.code -= this.range;
      value = value * 2 + bit;
      this.normalize();
    }
    return value;
  }

  tree(probabilities: Uint16Array, offset: number, bits: number): number {
    let node = 1;
    for (let i = 0; i < bits; i++) node = node * 2 + this.bit(probabilities, offset + node);
    return node - (1 << bits);
  }

  reverseTree(probabilities: Uint16Array, offset: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(probabilities, offset + node);
      node = node * 2 + bit;
      value |= bit << i;
    }
    return value;
  }

  private normalize(): void {
    if (this.range >= 0x1000000) return;
    this.range = (this.range << 8) >>> 0;
    this.code = ((this.code << 8) | this.next()) >>> 0;
  }

  private next(): number {
    const byte = this.bytes[this.at++];
    // The last bytes are read ahead of what they stand for.
    if (byte === undefined && this.at > this.bytes.length + 5) throw new Error("cut short");
    return byte ?? 0;
  }
}

/** The lengths of matches. */
class Lengths {
  private readonly choice = fresh(2);
  private readonly low = fresh(16 * 8);
  private readonly mid = fresh(16 * 8);
  private readonly high = fresh(256);

  read(range: Range, position: number): number {
    if (range.bit(this.choice, 0) === 0) return range.tree(this.low, position * 8, 3);
    if (range.bit(this.choice, 1) === 0) return 8 + range.tree(this.mid, position * 8, 3);
    return 16 + range.tree(this.high, 0, 8);
  }
}

/** Decodes LZMA; its state lives on from one chunk of LZMA2 to the next. Source: the LZMA specification by I. Pavlov. */
export class LzmaDecoder {
  private readonly settings: LzmaSettings;
  private readonly literals: Uint16Array;
  private readonly isMatch = fresh(12 * 16);
  private readonly isRep = fresh(12);
  private readonly isRepG0 = fresh(12);
  private readonly isRepG1 = fresh(12);
  private readonly isRepG2 = fresh(12);
  private readonly isRep0Long = fresh(12 * 16);
  private readonly slots = fresh(4 * 64);
  private readonly special = fresh(128);
  private readonly align = fresh(16);
  private readonly matchLengths = new Lengths();
  private readonly repLengths = new Lengths();
  private state = 0;
  private reps: [number, number, number, number] = [0, 0, 0, 0];

  constructor(settings: LzmaSettings) {
    this.settings = settings;
    this.literals = fresh(0x300 << (settings.lc + settings.lp));
  }

  /**
   * Decodes to the end mark, or as many bytes as there are to be.
   * @param size how many bytes there are to be; infinite for as many as there are
   * @param origin where in the output positions are counted from
   * @throws Error, or OutputFull
   */
  decode(bytes: Uint8Array, start: number, size: number, output: Output, origin: number): void {
    const range = new Range(bytes, start);
    const end = output.length + size;
    const { pb } = this.settings;
    while (output.length < end) {
      const position = (output.length - origin) & ((1 << pb) - 1);
      const { state } = this;
      if (range.bit(this.isMatch, state * 16 + position) === 0) {
        this.literal(range, output, origin);
        continue;
      }
      let length: number;
      if (range.bit(this.isRep, state) === 1) {
        if (range.bit(this.isRepG0, state) === 0) {
          if (range.bit(this.isRep0Long, state * 16 + position) === 0) {
            this.state = state < 7 ? 9 : 11;
            output.copy(this.reps[0] + 1, 1);
            continue;
          }
        } else this.repeat(range, state);
        length = this.repLengths.read(range, position) + 2;
        this.state = state < 7 ? 8 : 11;
      } else {
        length = this.matchLengths.read(range, position) + 2;
        this.state = state < 7 ? 7 : 10;
        const distance = this.distance(range, length);
        if (distance === 0xffffffff) return;
        this.reps = [distance, this.reps[0], this.reps[1], this.reps[2]];
      }
      output.copy(this.reps[0] + 1, Math.min(length, end - output.length));
    }
  }

  private repeat(range: Range, state: number): void {
    const [a, b, c, d] = this.reps;
    if (range.bit(this.isRepG1, state) === 0) this.reps = [b, a, c, d];
    else if (range.bit(this.isRepG2, state) === 0) this.reps = [c, a, b, d];
    else this.reps = [d, a, b, c];
  }

  private literal(range: Range, output: Output, origin: number): void {
    const { lc, lp } = this.settings;
    const previous = output.length > origin ? output.back(1) : 0;
    const low = (output.length - origin) & ((1 << lp) - 1);
    const offset = 0x300 * ((low << lc) + (previous >> (8 - lc)));
    let symbol = 1;
    if (this.state >= 7) {
      let match = output.back(this.reps[0] + 1);
      do {
        const matchBit = (match >> 7) & 1;
        match <<= 1;
        const bit = range.bit(this.literals, offset + ((1 + matchBit) << 8) + symbol);
        symbol = symbol * 2 + bit;
        if (matchBit !== bit) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = symbol * 2 + range.bit(this.literals, offset + symbol);
    output.push(symbol - 0x100);
    this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6;
  }

  private distance(range: Range, length: number): number {
    const slot = range.tree(this.slots, Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const direct = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** direct;
    if (slot < 14) return base + range.reverseTree(this.special, base - slot, direct);
    return base + range.direct(direct - 4) * 16 + range.reverseTree(this.align, 0, 4);
  }
}

function fresh(length: number): Uint16Array {
  return new Uint16Array(length).fill(1024);
}
