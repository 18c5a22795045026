import { partOf, type ByteView } from "../byte-view.js";
import { latin1 } from "../pickle/latin1.js";

/** A file in a zip archive, as its directory has it. */
export interface ZipMember {
  /** The path, as it is written; not to be trusted. */
  readonly path: string;
  /** How it is packed: 0 not at all, 8 deflate. */
  readonly method: number;
  readonly packed: ByteView;
  readonly isEncrypted: boolean;
  /** What in the archive does not fit together here; null where all does. */
  readonly problem: string | null;
}

/** A zip archive; `problem` is why not all of it could be listed. */
export interface ZipArchive {
  readonly members: readonly ZipMember[];
  readonly problem: string | null;
}

const MAX_MEMBERS = 20_000;

/**
 * Lists a zip archive by its directory, at the end of the file, and compares it with what stands before each member: programs
 * differ in which of the two they go by. Null where there is no directory. Never throws.
 */
export function readZip(view: ByteView): ZipArchive | null {
  const end = findEnd(view);
  if (end === null) return null;
  const { count, size, offset, at } = end;
  // What stands before the archive moves all of its offsets.
  const shift = Math.max(0, at - size - offset);
  const directory = view.read(offset + shift, Math.min(at, offset + shift + size));
  const members: ZipMember[] = [];
  let position = 0;
  while (members.length < MAX_MEMBERS) {
    const entry = entryAt(directory, position);
    if (entry === null) break;
    members.push(memberOf(view, entry, shift));
    position = entry.end;
  }
  if (members.length === MAX_MEMBERS) return { members, problem: "it has more members than are looked at" };
  const isWhole = members.length === count || (count === 0xffff && members.length > count);
  return { members, problem: isWhole ? null : "its directory does not list what it says" };
}

interface End {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
  /** Where the directory ends, if nothing stands behind it. */
  readonly at: number;
}

/** Source: APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16. */
function findEnd(view: ByteView): End | null {
  const start = Math.max(0, view.size - 65_557);
  const tail = view.read(start, view.size);
  const data = dataView(tail);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail[at] !== 0x50 || data.getUint32(at, true) !== 0x06054b50) continue;
    const end = {
      count: data.getUint16(at + 10, true),
      size: data.getUint32(at + 12, true),
      offset: data.getUint32(at + 16, true),
      at: start + at,
    };
    return large(view, start + at) ?? end;
  }
  return null;
}

/** The end of an archive of more than 4 GiB, before the usual one. */
function large(view: ByteView, end: number): End | null {
  const locator = dataView(view.read(end - 20, end));
  if (end < 20 || locator.byteLength < 20 || locator.getUint32(0, true) !== 0x07064b50) return null;
  const place = uint64(locator, 8);
  for (const at of [place, end - 20 - 56]) {
    const record = dataView(view.read(at, at + 56));
    if (record.byteLength < 56 || record.getUint32(0, true) !== 0x06064b50) continue;
    return { count: uint64(record, 32), size: uint64(record, 40), offset: uint64(record, 48), at };
  }
  return null;
}

interface Entry {
  readonly name: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly packedSize: number;
  readonly offset: number;
  readonly end: number;
}

function entryAt(directory: Uint8Array, at: number): Entry | null {
  const data = dataView(directory);
  if (at + 46 > directory.length || data.getUint32(at, true) !== 0x02014b50) return null;
  const nameEnd = at + 46 + data.getUint16(at + 28, true);
  const extraEnd = nameEnd + data.getUint16(at + 30, true);
  const sizes = {
    size: data.getUint32(at + 24, true),
    packedSize: data.getUint32(at + 20, true),
    offset: data.getUint32(at + 42, true),
  };
  return {
    name: directory.subarray(at + 46, nameEnd),
    flags: data.getUint16(at + 8, true),
    method: data.getUint16(at + 10, true),
    ...withLarge(directory.subarray(nameEnd, extraEnd), sizes),
    end: extraEnd + data.getUint16(at + 32, true),
  };
}

type Sizes = Record<"size" | "packedSize" | "offset", number>;

/** Numbers of eight bytes stand in an extra field, those that are needed, in this order. */
function withLarge(extra: Uint8Array, sizes: Sizes): Sizes {
  const data = dataView(extra);
  const found = { ...sizes };
  for (let at = 0; at + 4 <= extra.length; at += 4 + data.getUint16(at + 2, true)) {
    if (data.getUint16(at, true) !== 1) continue;
    let from = at + 4;
    for (const key of ["size", "packedSize", "offset"] as const) {
      if (sizes[key] !== 0xffffffff || from + 8 > extra.length) continue;
      found[key] = uint64(data, from);
      from += 8;
    }
  }
  return found;
}

function memberOf(view: ByteView, entry: Entry, shift: number): ZipMember {
  const start = entry.offset + shift;
  const header = dataView(view.read(start, start + 30));
  const path = latin1(entry.name);
  const decoded = new TextDecoder().decode(entry.name);
  const of = { path: decoded.includes("\ufffd") ? path : decoded, method: entry.method };
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50) {
    const packed = partOf(view, start, start);
    return { ...of, packed, isEncrypted: false, problem: "it is not where the directory says" };
  }
  const nameLength = header.getUint16(26, true);
  const data = start + 30 + nameLength + header.getUint16(28, true);
  const own = latin1(view.read(start + 30, start + 30 + nameLength));
  const flags = entry.flags | header.getUint16(6, true);
  const packed = partOf(view, data, data + entry.packedSize);
  return { ...of, packed, isEncrypted: (flags & 1) !== 0, problem: mismatch() };

  function mismatch(): string | null {
    if (own !== path) return "it has one name in the directory and another before its bytes";
    if (header.getUint16(8, true) !== entry.method)
      return "it is packed in one way by the directory and in another before its bytes";
    return packed.size < entry.packedSize ? "it is cut short" : null;
  }
}

function uint64(data: DataView, at: number): number {
  return Number(data.getBigUint64(at, true));
}

function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
