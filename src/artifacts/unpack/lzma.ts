import { LzmaDecoder, lzmaSettings, type LzmaSettings } from "./lzma-decoder.js";
import { unpack, type Output, type Unpacked } from "./unpacked.js";

/** Unpacks a file of LZMA alone: settings, window, size, stream. */
export function unlzma(bytes: Uint8Array, limit: number): Unpacked {
  return unpack(limit, (output) => {
    const size = sizeAt(bytes, 5);
    new LzmaDecoder(lzmaSettings(bytes[0] ?? 255)).decode(bytes, 13, size, output, 0);
  });
}

/** Unpacks a member of a zip archive that is packed with LZMA. */
export function unlzmaInZip(bytes: Uint8Array, size: number, limit: number): Unpacked {
  return unpack(limit, (output) => {
    const settings = lzmaSettings(bytes[4] ?? 255);
    new LzmaDecoder(settings).decode(bytes, 4 + ((bytes[2] ?? 0) | ((bytes[3] ?? 0) << 8)), size, output, 0);
  });
}

/** Unpacks xz streams, one after another. Checks are not checked: what reads on the way does not wait for them. */
export function unxz(bytes: Uint8Array, limit: number): Unpacked {
  return unpack(limit, (output) => {
    for (let at = 0; isXz(bytes, at);) at = stream(bytes, at, output);
  });
}

/** Whether an xz stream begins there. */
export function isXz(bytes: Uint8Array, at: number): boolean {
  return [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0].every((byte, i) => bytes[at + i] === byte);
}

/** What the kinds of checks take, in bytes. Source: the .xz file format 1.1.0, section 2.1.1.2. */
const CHECK_SIZES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

function stream(bytes: Uint8Array, start: number, output: Output): number {
  const check = CHECK_SIZES[(bytes[start + 7] ?? 0) & 15] ?? 0;
  let at = start + 12;
  for (;;) {
    const header = bytes[at];
    if (header === undefined) throw new Error("cut short");
    if (header === 0) break;
    at = block(bytes, at, (header + 1) * 4, output);
    at += (4 - ((at - start) & 3)) & 3;
    at += check;
  }
  return behindIndex(bytes, at, start);
}

/** Skips the index and the foot of a stream, and zeros behind it. */
function behindIndex(bytes: Uint8Array, start: number, origin: number): number {
  let at = start + 1;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("cut short");
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error("no number");
  };
  const records = number();
  for (let i = 0; i < 2 * records; i++) number();
  at += (4 - ((at - origin) & 3)) & 3;
  at += 4 + 12;
  while (bytes[at] === 0) at += 4;
  return at;
}

function block(bytes: Uint8Array, start: number, headerSize: number, output: Output): number {
  let at = start + 1;
  const flags = bytes[at++] ?? 0;
  const skipNumber = (): void => {
    while ((bytes[at++] ?? 0) >= 0x80);
  };
  if (flags & 0x40) skipNumber();
  if (flags & 0x80) skipNumber();
  // Only LZMA2 by itself: filters for programs and for deltas are for other files.
  if ((flags & 3) !== 0 || bytes[at] !== 0x21) throw new Error("a filter that is not known");
  return lzma2(bytes, start + headerSize, output);
}

function lzma2(bytes: Uint8Array, start: number, output: Output): number {
  let at = start;
  let decoder: LzmaDecoder | null = null;
  let settings: LzmaSettings | null = null;
  let origin = output.length;
  const uint16 = (offset: number): number => ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
  for (;;) {
    const control = bytes[at];
    if (control === undefined) throw new Error("cut short");
    if (control === 0) return at + 1;
    if (control < 0x80) {
      if (control > 2) throw new Error("no chunk");
      if (control === 1) origin = output.length;
      const size = uint16(at + 1) + 1;
      if (at + 3 + size > bytes.length) output.append(bytes.subarray(at + 3));
      output.append(bytes.subarray(at + 3, at + 3 + size));
      at += 3 + size;
      continue;
    }
    const size = (((control & 0x1f) << 16) | uint16(at + 1)) + 1;
    const packed = uint16(at + 3) + 1;
    const reset = (control >> 5) & 3;
    if (reset === 3) origin = output.length;
    let data = at + 5;
    if (reset >= 2) settings = lzmaSettings(bytes[data++] ?? 255);
    if (settings === null) throw new Error("no settings");
    if (reset >= 1 || decoder === null) decoder = new LzmaDecoder(settings);
    decoder.decode(bytes, data, size, output, origin);
    at = data + packed;
  }
}

/** The size in eight bytes; infinite where all bits are set, for as many bytes as there are. */
function sizeAt(bytes: Uint8Array, at: number): number {
  let size = 0;
  for (let i = 7; i >= 0; i--) size = size * 256 + (bytes[at + i] ?? 0);
  return size >= 2 ** 64 - 4096 ? Infinity : size;
}
