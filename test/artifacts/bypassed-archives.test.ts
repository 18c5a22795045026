import { gzipSync, strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";

import { viewOf } from "../../src/artifacts/byte-view.js";
import { readArtifact } from "../../src/artifacts/read-artifact.js";

/** Tricks with archives by which scanners of pickles were got round, each with where it was told. */

const SYSTEM = Buffer.from("\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.", "latin1");
const read = (content: Uint8Array, path = "model.pt") => readArtifact(path, viewOf(content));
const verdict = (content: Uint8Array, path = "model.pt"): string | null => read(content, path).verdict;

/** A zip archive that is not packed, with a place in it overwritten. */
function zipWith(
  change: (zip: DataView, local: number, central: number) => void,
  name = "archive/data.pkl",
): Uint8Array {
  const zip = zipSync({ [name]: [SYSTEM, { level: 0 }] });
  const data = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - 22;
  change(data, 0, data.getUint32(end + 16, true));
  return zip;
}

describe("a zip archive", () => {
  test.each([
    ["as torch writes it", () => undefined],
    [
      "another name before the bytes (CVE-2025-1944)",
      (zip: DataView, local: number) => {
        zip.setUint8(local + 30, 0x62);
      },
    ],
    [
      "flipped flags in the directory (CVE-2025-1945)",
      (zip: DataView, _: number, central: number) => {
        zip.setUint16(central + 8, 0x20, true);
      },
    ],
    [
      "flipped flags before the bytes",
      (zip: DataView, local: number) => {
        zip.setUint16(local + 6, 0x40, true);
      },
    ],
    [
      "marked as encrypted",
      (zip: DataView, local: number, central: number) => {
        zip.setUint16(local + 6, 1, true);
        zip.setUint16(central + 8, 1, true);
      },
    ],
    [
      "a wrong check sum (CVE-2025-10156)",
      (zip: DataView, local: number, central: number) => {
        zip.setUint32(local + 14, 7, true);
        zip.setUint32(central + 16, 7, true);
      },
    ],
    [
      "a wrong size before the bytes",
      (zip: DataView, local: number) => {
        zip.setUint32(local + 18, 1, true);
        zip.setUint32(local + 22, 1, true);
      },
    ],
    [
      "a version that nobody knows",
      (zip: DataView, local: number, central: number) => {
        zip.setUint16(local + 4, 99, true);
        zip.setUint16(central + 6, 99, true);
      },
    ],
    [
      "a wrong count of members",
      (zip: DataView) => {
        zip.setUint16(zip.byteLength - 22 + 10, 9, true);
      },
    ],
  ] as const)("%s", (_, change) => {
    expect(verdict(zipWith(change))).toBe("dangerous");
  });

  test("its members are known by their bytes, not by their names (CVE-2025-1889)", () => {
    for (const name of ["config.p", "data.txt", "weights", "a/b.png", "x.py", "m.safetensors"]) {
      expect(verdict(zipWith(() => undefined, name)), name).toBe("dangerous");
      expect(
        verdict(
          zipWith(() => undefined, name),
          "a.dat",
        ),
        name,
      ).toBe("dangerous");
    }
  });

  test("a packed pickle in it, an archive in it, and text before it", () => {
    const gz = zipSync({ "model/model.pkl.gz": gzipSync(SYSTEM) });
    expect(verdict(gz, "model.zip")).toBe("dangerous");
    const nested = zipSync({ "a.zip": zipSync({ "b.zip": zipSync({ "c.bin": SYSTEM }) }) });
    expect(verdict(nested, "model.zip")).toBe("dangerous");
    expect(verdict(Buffer.concat([strToU8("#!/bin/sh\n"), zipSync({ "a.pkl": SYSTEM })]))).toBe("dangerous");
    expect(verdict(Buffer.concat([SYSTEM, zipSync({ "a.txt": strToU8("text") })]))).toBe("dangerous");
  });

  test("what differs blocks though nothing that is seen runs", () => {
    const zip = zipSync({ "archive/data.pkl": [strToU8("\x80\x02N."), { level: 0 }] });
    const other = Uint8Array.from(zip);
    other[30] = 0x62;
    expect(verdict(other)).toBe("unparsable");
  });

  test("a packing that is not known, and one that is too deep, are not passed over", () => {
    const odd = zipWith((zip, local, central) => {
      zip.setUint16(local + 8, 97, true);
      zip.setUint16(central + 10, 97, true);
    });
    expect(verdict(odd)).toBe("opaque");
    let deep: Uint8Array = SYSTEM;
    for (let i = 0; i < 8; i++) deep = zipSync({ "a.zip": deep });
    expect(verdict(deep, "a.pt")).toBe("opaque");
  });

  test("is not taken for a pickle by its `P`, which asks for an object of its reader", () => {
    const header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".padEnd(117) + "\n";
    const npy = Buffer.from(`\x93NUMPY\x01\0\x76\0${header}\x80\x04]N\x61.`, "latin1");
    expect(
      read(zipSync({ "a.npy": [npy, { level: 0 }], "b.npy": [npy, { level: 0 }] }), "a.npz"),
    ).toMatchObject({
      verdict: "inert",
      signs: [],
    });
    expect(verdict(Buffer.concat([strToU8("PK\x03\x04\n"), SYSTEM]), "a.bin")).toBe("dangerous");
  });
});

test.each([
  ["model.bin", "opaque"],
  ["model.pt", "opaque"],
  ["malicious.7z", null],
  ["fonts.rar", null],
])("a 7z or RAR archive that is called %s: %s", (path, expected) => {
  for (const magic of ["7z\xbc\xaf\x27\x1c\0\x04", "Rar!\x1a\x07\x01\0"])
    expect(verdict(Buffer.from(magic.padEnd(64, "\0"), "latin1"), path)).toBe(expected);
});

test("a tar archive, with a pickle under any name", () => {
  const header = Buffer.alloc(512);
  header.write("pickle.txt");
  header.write("0000644\0", 100);
  header.write(SYSTEM.length.toString(8).padStart(11, "0"), 124);
  header.fill(" ", 148, 156);
  header.write("0", 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const tar = Buffer.concat([header, SYSTEM, Buffer.alloc(512 - SYSTEM.length), Buffer.alloc(1024)]);
  expect(verdict(tar, "model.tar")).toBe("dangerous");
  expect(verdict(gzipSync(tar), "model.nemo")).toBe("dangerous");
});

test("arrays with objects, by themselves and in an archive", () => {
  const header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".padEnd(117) + "\n";
  const npy = Buffer.concat([Buffer.from("\x93NUMPY\x01\0\x76\0", "latin1"), strToU8(header), SYSTEM]);
  expect(verdict(npy, "a.npy")).toBe("dangerous");
  expect(verdict(zipSync({ "a.npy": npy }), "a.npz")).toBe("dangerous");
});

describe("code in models of keras and TensorFlow", () => {
  const lambda = '{"config": {"layers": [{"module": "keras.layers", "class_name": "Lambda", "config": {}}]}}';
  test.each([
    ["m.keras", zipSync({ "config.json": strToU8(lambda), "metadata.json": strToU8("{}") })],
    ["m.h5", Buffer.concat([Buffer.from("\x89HDF\r\n\x1a\n\0\0", "latin1"), strToU8(lambda)])],
    ["saved/keras_metadata.pb", strToU8(`\x0a\x50\x12${lambda}`)],
  ])("%s", (path, content) => {
    expect(verdict(content, path)).toBe("dangerous");
  });

  test("operations that reach beyond the graph", () => {
    expect(verdict(Buffer.from("\x0a\x08ReadFile\x12\x09WriteFile", "latin1"), "saved_model.pb")).toBe(
      "unknown",
    );
  });
});
