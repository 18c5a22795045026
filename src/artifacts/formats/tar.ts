import { partOf, type ByteView } from "../byte-view.js";
import { latin1 } from "../pickle/latin1.js";

/** A member of a tar archive. */
export interface TarMember {
  readonly path: string;
  readonly content: ByteView;
  readonly isLink: boolean;
}

/** A tar archive; `problem` is why not all of it could be listed. */
export interface TarArchive {
  readonly members: readonly TarMember[];
  readonly problem: string | null;
}

const BLOCK = 512;
const MAX_MEMBERS = 20_000;

/** Whether bytes begin with the header of a tar archive, by its check sum: old ones have no other sign. */
export function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && bytes[0] !== 0 && isHeader(bytes);
}

/** Lists a tar archive. Never throws. */
export function readTar(view: ByteView): TarArchive {
  const members: TarMember[] = [];
  let at = 0;
  while (at + BLOCK <= view.size) {
    if (members.length >= MAX_MEMBERS) return { members, problem: "it has more members than are looked at" };
    const header = view.read(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return { members, problem: null };
    if (!isHeader(header)) return { members, problem: "it is broken" };
    const size = numberAt(header, 124, 12);
    const start = at + BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if (start + size > view.size) {
      members.push({ path: text(header, 0, 100), content: partOf(view, start, view.size), isLink: false });
      return { members, problem: "it is cut short" };
    }
    // Long names and attributes stand in members of their own; what they say changes nothing of what is in the others.
    if (!"xgLK".includes(type) || type === "\0")
      members.push({
        path: text(header, 0, 100),
        content: partOf(view, start, start + size),
        isLink: type === "1" || type === "2",
      });
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return { members, problem: null };
}

function isHeader(header: Uint8Array): boolean {
  const said = numberAt(header, 148, 8);
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (header[i] ?? 0);
  return sum === said;
}

/** Octal digits, or a number in base 256 where the first bit is set. */
function numberAt(header: Uint8Array, at: number, length: number): number {
  if (((header[at] ?? 0) & 0x80) !== 0) {
    let value = (header[at] ?? 0) & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + (header[at + i] ?? 0);
    return value;
  }
  const digits = text(header, at, length).trim();
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : 0;
}

function text(header: Uint8Array, at: number, length: number): string {
  return latin1(header.subarray(at, at + length)).split("\0")[0] ?? "";
}
