import { unpack, type Output, type Unpacked } from "./unpacked.js";

/** Unpacks LZ4 frames. Checksums are not checked: programs that read on the way do not wait for them. Source: LZ4 frame format 1.6. */
export function unlz4(bytes: Uint8Array, limit: number): Unpacked {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return unpack(limit, (output) => {
    for (let at = 0; at < bytes.length;) at = frame(view, at, output);
  });
}

function frame(view: DataView, start: number, output: Output): number {
  const magic = view.getUint32(start, true);
  // A frame to be skipped.
  if (magic >>> 4 === 0x184d2a5) return start + 8 + view.getUint32(start + 4, true);
  if (magic !== 0x184d2204) throw new Error("no frame");
  const flags = view.getUint8(start + 4);
  let at = start + 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) break;
    const length = size & 0x7fffffff;
    if (size >>> 31 === 1) output.append(part(view, at, length));
    else block(part(view, at, length), output);
    at += length + (flags & 16 ? 4 : 0);
  }
  return at + (flags & 4 ? 4 : 0);
}

function part(view: DataView, at: number, length: number): Uint8Array {
  if (at + length > view.byteLength) throw new Error("cut short");
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}

function block(bytes: Uint8Array, output: Output): void {
  let at = 0;
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw new Error("cut short");
    return byte;
  };
  const longer = (length: number): number => {
    if (length !== 15) return length;
    let sum = length;
    for (let byte = 255; byte === 255; sum += byte) byte = next();
    return sum;
  };
  while (at < bytes.length) {
    const token = next();
    const literals = longer(token >> 4);
    if (at + literals > bytes.length) throw new Error("cut short");
    output.append(bytes.subarray(at, at + literals));
    at += literals;
    if (at >= bytes.length) return;
    const distance = next() + next() * 256;
    output.copy(distance, longer(token & 15) + 4);
  }
}
