import { deflateRawSync } from "node:zlib";

/** A file of an archive: its path with slashes, and what is in it. */
export interface ZipEntry {
  readonly path: string;
  readonly content: Buffer;
}

/** 1980-01-01, the first day that a ZIP can name: the same files give the same bytes, whenever they are packed. */
const DOS_DATE = (1 << 5) | 1;
const DEFLATED = 8;
const VERSION_NEEDED = 20;
/** Made on Unix; a plain file, which everybody may read. */
const MADE_BY = (3 << 8) | VERSION_NEEDED;
const ATTRIBUTES = (0o100644 << 16) >>> 0;
const UTF8_NAMES = 1 << 11;

/** A ZIP archive (without ZIP64: less than 4 GiB, and 65,535 files) of these files, in their order. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of entries) {
    const name = Buffer.from(path, "utf8");
    const packed = deflateRawSync(content, { level: 9 });
    const common = commonFields(content, packed.length, name.length);
    const local = Buffer.concat([word32(0x04034b50), common, name, packed]);
    directory.push(
      Buffer.concat([
        word32(0x02014b50),
        word16(MADE_BY),
        common,
        word16(0), // comment
        word16(0), // disk
        word16(0), // internal attributes
        word32(ATTRIBUTES),
        word32(offset),
        name,
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = word16(entries.length);
  const end = [
    word32(0x06054b50),
    word32(0),
    count,
    count,
    word32(central.length),
    word32(offset),
    word16(0),
  ];
  return Buffer.concat([...parts, central, ...end]);
}

/** What the entry of a file and its line in the directory have in common, from the version to the length of the extra field. */
function commonFields(content: Buffer, packed: number, nameLength: number): Buffer {
  return Buffer.concat([
    word16(VERSION_NEEDED),
    word16(UTF8_NAMES),
    word16(DEFLATED),
    word16(0),
    word16(DOS_DATE),
    word32(crc32(content)),
    word32(packed),
    word32(content.length),
    word16(nameLength),
    word16(0),
  ]);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** Node has this from version 22.2 on. */
function crc32(content: Buffer): number {
  let value = 0xffffffff;
  for (const byte of content) value = (value >>> 8) ^ (CRC_TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

function word16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function word32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
