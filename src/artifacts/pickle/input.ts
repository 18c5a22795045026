import { latin1 } from "./latin1.js";

/** Why a pickle stops: CPython's unpickler would raise there, or a budget is spent. */
export class PickleFailure extends Error {
  readonly reason: string;
  readonly isBudget: boolean;

  constructor(reason: string, isBudget = false) {
    super(reason);
    this.reason = reason;
    this.isBudget = isBudget;
  }
}

/** Why a pickle fails whose bytes end too soon. */
export const CUT_SHORT = "it is cut short";

/** Reads the operands of opcodes. Throws `PickleFailure` where the bytes end too soon. */
export class PickleInput {
  readonly bytes: Uint8Array;
  /** 0-based offset of what is read next. */
  at: number;
  /**
   * Whether something was read across the end of a frame. No pickler writes that; from a file, CPython's unpickler skips the
   * rest of the frame there, from bytes it does not: what is run depends on how it is read.
   */
  crossesFrames = false;
  private frameEnd = 0;
  private readonly view: DataView;

  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes;
    this.at = start;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.view.getUint8(this.take(1));
  }

  uint16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  int32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  /** Eight bytes, unsigned; what no file can be long enough for is as good as infinite. */
  uint64(): number {
    return Number(this.view.getBigUint64(this.take(8), true));
  }

  /** Eight bytes, big-endian. */
  float64(): number {
    return this.view.getFloat64(this.take(8), false);
  }

  /** A little-endian number in two's complement. Beyond 16 bytes only that there is one is known. */
  long(length: number): bigint | number {
    const start = this.take(length);
    if (length === 0) return 0;
    if (length > 16) return Number.NaN;
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.view.getUint8(start + i));
    return BigInt.asIntN(length * 8, value);
  }

  /** Skips so many bytes. Returns where they begin. */
  take(length: number): number {
    const start = this.at;
    if (!(length >= 0 && length <= this.bytes.length - start)) throw new PickleFailure(CUT_SHORT);
    this.at = start + length;
    if (this.at > this.frameEnd && start < this.frameEnd) this.crossesFrames = true;
    return start;
  }

  /** A frame begins here, so many bytes long. One within another is read with that. */
  frame(length: number): void {
    const end = this.at + length;
    if (this.at < this.frameEnd && end > this.frameEnd) this.crossesFrames = true;
    this.frameEnd = Math.max(this.frameEnd, end);
  }

  /**
   * A line that is a number as it is mostly written: `-12`, `3.25`, and `5L` with that suffix. Null, and nothing is read, for any
   * other line. It is exact: up to 15 digits, no zero in front.
   */
  plainNumber(isFraction = false, suffix = 0): number | null {
    const { bytes } = this;
    const isNegative = bytes[this.at] === MINUS;
    const first = this.at + (isNegative ? 1 : 0);
    let at = first;
    let value = 0;
    let unit = 0;
    for (; at < first + 17; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        unit *= 10;
      } else if (isFraction && unit === 0 && bytes[at] === POINT) unit = 1;
      else break;
    }
    const digits = at - first - (unit > 0 ? 1 : 0);
    const isPlain = digits > 0 && digits <= 15 && (bytes[first] !== ZERO || digits === 1 || unit > 0);
    if (suffix !== 0 && bytes[at] === suffix) at++;
    if (!isPlain || bytes[at] !== NEWLINE) return null;
    this.take(at + 1 - this.at);
    const size = unit > 1 ? value / unit : value;
    return isNegative ? -size : size;
  }

  /** A line, with its bytes as characters, without its end. */
  line(): string {
    const { start, end } = this.lineSpan();
    return latin1(this.bytes.subarray(start, end));
  }

  /** A line as a C function reads it that takes a zero for the end: what numbers are parsed with. */
  cLine(): string {
    const line = this.line();
    const end = line.indexOf("\0");
    return end < 0 ? line : line.slice(0, end);
  }

  /** A line in UTF-8. */
  utf8Line(): string {
    const { start, end } = this.lineSpan();
    if (end - start <= SHORT) {
      let text = "";
      for (let i = start; i < end; i++) text += CHARACTERS[this.bytes[i] ?? 0] ?? "";
      if (text.length === end - start) return text;
    }
    return decodeUtf8(this.bytes.subarray(start, end));
  }

  /** Where the next line is, without its end; it is skipped. */
  lineSpan(): { start: number; end: number } {
    const start = this.at;
    const end = this.bytes.indexOf(10, start);
    if (end < 0) throw new PickleFailure(CUT_SHORT);
    this.take(end + 1 - start);
    return { start, end };
  }
}

const [NEWLINE, MINUS, POINT, ZERO] = [10, 45, 46, 48];

/** Most names are short and ASCII, and need no decoder. */
const SHORT = 64;
const CHARACTERS: readonly string[] = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new PickleFailure("a name is not UTF-8");
  }
}
