/** What came out of packed bytes. What was unpacked before an error counts: a program that reads on the way has it, too. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  /** Why that is not all; null where it is. */
  readonly problem: "broken" | "too large" | null;
}

/** Bytes that come piece by piece, no more of them than a limit. */
export class Output {
  /** How many there are. */
  length = 0;
  private bytes: Uint8Array;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
    this.bytes = new Uint8Array(Math.min(limit, 1 << 16));
  }

  /** @throws OutputFull */
  push(byte: number): void {
    if (this.length === this.bytes.length) this.grow(this.length + 1);
    this.bytes[this.length++] = byte;
  }

  /** @throws OutputFull */
  append(part: Uint8Array): void {
    const room = this.limit - this.length;
    const fitting = part.length > room ? part.subarray(0, room) : part;
    if (fitting.length > 0) {
      if (this.length + fitting.length > this.bytes.length) this.grow(this.length + fitting.length);
      this.bytes.set(fitting, this.length);
      this.length += fitting.length;
    }
    if (fitting.length < part.length) throw new OutputFull();
  }

  /**
   * Repeats what came so many bytes before; the two may overlap.
   * @throws OutputFull
   * @throws Error if there are not so many
   */
  copy(distance: number, length: number): void {
    if (distance < 1 || distance > this.length) throw new Error("a copy from before the beginning");
    for (let i = 0; i < length; i++) this.push(this.bytes[this.length - distance] ?? 0);
  }

  /** The byte that came so many before the end. */
  back(distance: number): number {
    return this.bytes[this.length - distance] ?? 0;
  }

  all(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private grow(atLeast: number): void {
    if (atLeast > this.limit) throw new OutputFull();
    const bytes = new Uint8Array(Math.min(this.limit, Math.max(atLeast, this.bytes.length * 2)));
    bytes.set(this.all());
    this.bytes = bytes;
  }
}

/** There is more than the limit. */
export class OutputFull extends Error {}

/** Runs something that fills an output, up to its end, an error, or the limit. */
export function unpack(limit: number, fill: (output: Output) => void): Unpacked {
  const output = new Output(limit);
  try {
    fill(output);
    return { bytes: output.all(), problem: null };
  } catch (error) {
    return { bytes: output.all(), problem: error instanceof OutputFull ? "too large" : "broken" };
  }
}
