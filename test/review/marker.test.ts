import { describe, expect, test } from "vitest";

import { markPlace, readMarks, writeMark, type Mark } from "../../src/review/marker.js";
import { sealOf } from "../../src/review/seal.js";

const place = markPlace(7, 12);
const mark: Mark = { kind: "thread", level: "block", fingerprints: ["aa", "bb"], bases: ["", "cc"] };
const kitOf = (...keys: string[]) => ({ seal: sealOf(keys), place });
const written = `text\n${writeMark(mark, kitOf("secret"))}`;

describe("a mark", () => {
  test.each<Mark>([
    mark,
    { kind: "review", fingerprints: [] },
    { kind: "reply", to: "how-to-fix:abc" },
    { kind: "reply", to: "PRRC_kwDO-x==" },
  ])("is read as it was written: %j", (one) => {
    expect(readMarks(writeMark(one, kitOf("secret")), kitOf("secret"))).toEqual([one]);
  });

  test("still counts while its secret is being replaced, and no longer after that", () => {
    expect(readMarks(written, kitOf("new", "secret"))).toEqual([mark]);
    expect(readMarks(written, kitOf("new"))).toEqual([]);
  });

  test.each([
    ["of another pull request", written, { ...kitOf("secret"), place: markPlace(7, 13) }],
    ["of another repository", written, { ...kitOf("secret"), place: markPlace(8, 12) }],
    ["whose findings were edited", written.replace("aa,bb", "aa,cc"), kitOf("secret")],
    ["whose level was edited", written.replace("block:", "note:"), kitOf("secret")],
    ["whose kind was edited", written.replace("thread", "review"), kitOf("secret")],
    ["without a signature", written.replace(/ [0-9a-f]{32} -->/, " -->"), kitOf("secret")],
  ])("%s counts for nothing", (_, body, kit) => {
    expect(readMarks(body, kit)).toEqual([]);
  });
});
