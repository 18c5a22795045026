import { Decompress } from "fzstd";

import { unpack, type Unpacked } from "./unpacked.js";

/** A frame may ask for a window of any size: no more memory than this is given. */
const MAX_WINDOW = 1 << 27;
const PIECE = 1 << 16;

/** Unpacks Zstandard frames. */
export function unzstd(bytes: Uint8Array, limit: number): Unpacked {
  return unpack(limit, (output) => {
    if (windowOf(bytes) > MAX_WINDOW) throw new Error("the window is larger than is given");
    const stream = new Decompress((data) => {
      output.append(data);
    });
    for (let at = 0; at < bytes.length; at += PIECE)
      stream.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
  });
}

/** The window of the first frame, in bytes. Source: RFC 8878, section 3.1.1. */
function windowOf(bytes: Uint8Array): number {
  const descriptor = bytes[4] ?? 0;
  if ((descriptor & 0x20) === 0) {
    const window = bytes[5] ?? 0;
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const sizes = [1, 2, 4, 8];
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const length = sizes[descriptor >> 6] ?? 1;
  let size = length === 2 ? 256 : 0;
  for (let i = 0; i < length; i++) size += (bytes[at + i] ?? 0) * 2 ** (8 * i);
  return size;
}
