import { unbzip2 } from "../unpack/bzip2.js";
import { gunzip, unzlib } from "../unpack/deflate.js";
import { unlz4 } from "../unpack/lz4.js";
import { isXz, unlzma, unxz } from "../unpack/lzma.js";
import { unzstd } from "../unpack/zstd.js";
import type { Unpacked } from "../unpack/unpacked.js";

/** A way to pack one file. */
export interface Packing {
  readonly name: string;
  readonly isIt: (start: Uint8Array) => boolean;
  readonly unpack: (bytes: Uint8Array, limit: number) => Unpacked;
}

/** The ways that Python's libraries undo by themselves, by how what they make begins. */
export const PACKINGS: readonly Packing[] = [
  { name: "gzip", isIt: begins(0x1f, 0x8b), unpack: gunzip },
  { name: "zlib", isIt: isZlib, unpack: unzlib },
  { name: "bzip2", isIt: begins(0x42, 0x5a, 0x68), unpack: unbzip2 },
  { name: "xz", isIt: (start) => isXz(start, 0), unpack: unxz },
  { name: "LZMA", isIt: begins(0x5d, 0, 0), unpack: unlzma },
  { name: "LZ4", isIt: begins(0x04, 0x22, 0x4d, 0x18), unpack: unlz4 },
  { name: "Zstandard", isIt: begins(0x28, 0xb5, 0x2f, 0xfd), unpack: unzstd },
  // What joblib wrote before version 0.10: a length in 19 characters, and zlib.
  { name: "zlib", isIt: begins(0x5a, 0x46, 0x30, 0x78), unpack: unzfile },
];

function unzfile(bytes: Uint8Array, limit: number): Unpacked {
  const start = bytes[21] === 0x20 ? 22 : 21;
  return unzlib(bytes.subarray(start), limit);
}

function begins(...magic: readonly number[]): (start: Uint8Array) => boolean {
  return (start) => magic.every((byte, i) => start[i] === byte);
}

/** Source: RFC 1950: the method, and a check sum of the first two bytes. */
function isZlib(start: Uint8Array): boolean {
  const [first = 0, second = 0] = start;
  return (first & 15) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 && (second & 0x20) === 0;
}
