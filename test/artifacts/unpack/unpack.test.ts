import { readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { unbzip2 } from "../../../src/artifacts/unpack/bzip2.js";
import { gunzip, unzlib } from "../../../src/artifacts/unpack/deflate.js";
import { unlz4 } from "../../../src/artifacts/unpack/lz4.js";
import { unlzma, unxz } from "../../../src/artifacts/unpack/lzma.js";
import { unzstd } from "../../../src/artifacts/unpack/zstd.js";

const { text, packed } = JSON.parse(readFileSync(join(import.meta.dirname, "packed.json"), "utf8")) as {
  readonly text: string;
  readonly packed: Readonly<Record<string, string>>;
};
const TEXT = Buffer.from(text, "base64");
const WAYS = { zlib: unzlib, gzip: gunzip, bzip2: unbzip2, lzma: unlzma, xz: unxz, lz4: unlz4, zstd: unzstd };

describe.each(Object.entries(WAYS))("%s", (way, unpack) => {
  const bytes = Buffer.from(packed[way] ?? "", "base64");

  test("unpacks what Python packed", () => {
    const unpacked = unpack(bytes, 1e6);
    expect(unpacked.problem).toBeNull();
    expect(Buffer.compare(Buffer.from(unpacked.bytes), TEXT)).toBe(0);
  });

  test("stops at the limit, and keeps what came before", () => {
    const unpacked = unpack(bytes, 1000);
    expect(unpacked.problem).toBe("too large");
    expect(Buffer.compare(Buffer.from(unpacked.bytes), TEXT.subarray(0, unpacked.bytes.length))).toBe(0);
  });

  test("never throws, and gives no more than the limit, whatever becomes of the bytes", () => {
    const change = fc.record({ at: fc.nat(bytes.length - 1), byte: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.nat(bytes.length), (changes, length) => {
        const changed = Buffer.from(bytes.subarray(0, length));
        for (const { at, byte } of changes) if (at < length) changed[at] = byte;
        expect(unpack(changed, 50_000).bytes.length).toBeLessThanOrEqual(50_000);
      }),
      { numRuns: 150 },
    );
  });
});
