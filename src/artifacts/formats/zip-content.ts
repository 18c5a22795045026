import { viewOf, type ByteView } from "../byte-view.js";
import { unbzip2 } from "../unpack/bzip2.js";
import { inflate } from "../unpack/deflate.js";
import { unlzmaInZip } from "../unpack/lzma.js";
import { unzstd } from "../unpack/zstd.js";
import type { Unpacked } from "../unpack/unpacked.js";
import type { ZipMember } from "./zip.js";

/** The most packed bytes of a member that are read. */
const MAX_PACKED = 512 * 1024 * 1024;

/** What is in a member; null where it is packed in an unknown way. `problem` is why that is not all of it. */
export interface MemberContent {
  readonly content: ByteView | null;
  readonly problem: string | null;
}

/** Unpacks a member of a zip archive, up to a limit. One that is not packed is handed on as it is. */
export function unpackMember(member: ZipMember, limit: number): MemberContent {
  if (member.method === 0) return { content: member.packed, problem: null };
  const unpack = UNPACK[member.method];
  if (!unpack) return { content: null, problem: null };
  const packed = member.packed.read(0, Math.min(member.packed.size, MAX_PACKED));
  const { bytes, problem } = unpack(packed, limit);
  const why =
    problem === "broken" ? "what it is packed with is broken" : "it unpacks to more than is looked at";
  return { content: viewOf(bytes), problem: problem === null ? null : why };
}

/** By the numbers of APPNOTE.TXT 6.3.10, section 4.4.5. */
const UNPACK: Readonly<Record<number, (bytes: Uint8Array, limit: number) => Unpacked>> = {
  8: inflate,
  12: unbzip2,
  14: (bytes, limit) => unlzmaInZip(bytes, Infinity, limit),
  93: unzstd,
};
