import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { viewOf } from "../../src/artifacts/byte-view.js";
import { readArtifact } from "../../src/artifacts/read-artifact.js";

/** Files that libraries wrote, by version and name, gzipped; `real/make-real.py` makes them. */
const FILES = Object.entries(
  JSON.parse(readFileSync(join(import.meta.dirname, "real", "real.json"), "utf8")) as Record<string, string>,
).map(([name, content]) => ({ name, content: gunzipSync(Buffer.from(content, "base64")) }));

const LIBRARIES = [
  "cloudpickle",
  "dill",
  "joblib",
  "lightgbm",
  "numpy",
  "pandas",
  "pickle",
  "sklearn",
  "torch",
  "xgboost",
];

/** Objects of a class that stands in the file, with its methods: what they do is code from the file. */
const WITH_CODE = /^(?:dill|cloudpickle)-[\d.]+\/object\.pkl$/;

/** Names of plain data, of arrays and of tensors: all in them is known. */
const DATA =
  /^(?:pickle|numpy)-|^cloudpickle-[\d.]+\/(?:plain|arrays)|^joblib-[\d.]+\/arrays|^torch-[\d.]+(?:\+\w+)?\/(?:state|checkpoint|tensor|sparse)/;

describe("files that libraries wrote", () => {
  test("are of each library in two versions, and of keras", () => {
    expect(FILES.length).toBeGreaterThanOrEqual(60);
    const versions = new Set(FILES.map(({ name }) => name.split("/")[0] ?? ""));
    for (const library of LIBRARIES)
      expect(
        [...versions].filter((one) => one.startsWith(`${library}-`)),
        library,
      ).toHaveLength(2);
    expect([...versions].filter((one) => /^(?:tf_)?keras-/.test(one))).toHaveLength(2);
  });

  test.each(FILES)("$name is read, and not taken for dangerous", ({ name, content }) => {
    const { verdict, signs } = readArtifact(name, viewOf(content));
    const told = signs.map(({ call, says }) => `${call ?? ""} ${says}`).join("\n");
    expect(verdict === "unparsable" || verdict === "opaque", told).toBe(false);
    expect(verdict === "dangerous", told).toBe(WITH_CODE.test(name));
    if (DATA.test(name)) expect([null, "inert", "allowlisted"], told).toContain(verdict);
  });

  test.each(FILES.filter(({ content }) => content.length < 20_000))(
    "$name is not taken for anything better where it is cut short",
    ({ name, content }) => {
      const whole = readArtifact(name, viewOf(content));
      for (const part of [0.5, 0.9, 0.99]) {
        const cut = readArtifact(name, viewOf(content.subarray(0, Math.floor(content.length * part))));
        // A file that unpickles to its end has to be told of as cut; others hold no pickle, or end in arrays.
        if (whole.verdict === "allowlisted" && name.endsWith(".pkl"))
          expect(cut.verdict, String(part)).toBe("unparsable");
      }
    },
  );
});
