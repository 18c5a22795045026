import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decodeText } from "../../src/analysis/decode.js";
import { encodeText } from "../../src/analysis/encode.js";

/** The bytes after a change of the text. */
function changed(was: Uint8Array, change: (text: string) => string): Buffer | null {
  const decoded = decodeText(was);
  if (!decoded.ok) throw new Error(decoded.problem);
  const bytes = encodeText(change(decoded.text), was);
  return bytes && Buffer.from(bytes);
}

const upper = (text: string): string => text.replace("load", "safe_load");

describe("what was not changed stays as it was", () => {
  test.each([
    ["UTF-8", Buffer.from("x = 'ü😀'\nload\n"), "x = 'ü😀'\nsafe_load\n", "utf8"],
    ["a byte order mark", Buffer.from("\ufeffload\r\n"), "\ufeffsafe_load\r\n", "utf8"],
    [
      "Latin-1",
      Buffer.from("# coding: latin-1\nload 'ü'\n", "latin1"),
      "# coding: latin-1\nsafe_load 'ü'\n",
      "latin1",
    ],
  ] as const)("%s", (_, was, now, encoding) => {
    expect(changed(was, upper)?.toString(encoding)).toBe(now);
  });

  test("in encodings with other characters, too", () => {
    const was = Buffer.concat([
      Buffer.from("# coding: koi8-r\nload "),
      Buffer.from([0xd0, 0xff]),
      Buffer.from("\n"),
    ]);
    const now = Buffer.concat([
      Buffer.from("# coding: koi8-r\nsafe_load "),
      Buffer.from([0xd0, 0xff]),
      Buffer.from("\n"),
    ]);
    expect(changed(was, upper)).toEqual(now);
  });

  test("any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const was = Buffer.from(text);
        if (!decodeText(was).ok) return;
        expect(changed(was, (same) => same)).toEqual(was);
      }),
    );
  });
});

test("a character that the encoding may not have is not written", () => {
  expect(changed(Buffer.from("# coding: latin-1\n'ü'\n", "latin1"), (text) => `${text}😀`)).toBeNull();
});
