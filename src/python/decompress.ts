import { Gunzip, Unzlib } from "fflate";

/** The longest bytes that are looked into, and the longest text that comes out. */
const MAX_INPUT = 200_000;
const MAX_OUTPUT = 500_000;
const PIECE = 1024;

/** How many steps it takes to unpack these bytes, as far as they are looked into: what comes out can be a thousandfold. */
export function costOf(bytes: string): number {
  return Math.min(MAX_OUTPUT, bytes.length * 1000) >> 3;
}

/** What `zlib.decompress` or `gzip.decompress` make of bytes, a character for each of them; undefined for what is too long, or none. */
export function decompressed(bytes: string, isGzip: boolean): string | undefined {
  if (bytes.length > MAX_INPUT) return undefined;
  const out: string[] = [];
  let length = 0;
  const stream = isGzip ? new Gunzip() : new Unzlib();
  stream.ondata = (data) => {
    length += data.length;
    if (length <= MAX_OUTPUT) out.push(String.fromCharCode(...data));
  };
  try {
    for (let at = 0; at < bytes.length && length <= MAX_OUTPUT; at += PIECE) {
      const piece = Uint8Array.from(bytes.slice(at, at + PIECE), (c) => c.charCodeAt(0) & 0xff);
      stream.push(piece, at + PIECE >= bytes.length);
    }
  } catch {
    return undefined;
  }
  return length > MAX_OUTPUT ? undefined : out.join("");
}
