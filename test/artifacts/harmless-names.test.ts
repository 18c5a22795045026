import { expect, test } from "vitest";

import { viewOf } from "../../src/artifacts/byte-view.js";
import { readArtifact } from "../../src/artifacts/read-artifact.js";

/** A pickle of protocol 2 that calls a name with a text. */
const calls = (module: string, name: string): Uint8Array =>
  Buffer.from(`\x80\x02c${module}\n${name}\nX\x05\0\0\0PCG64\x85R.`, "latin1");

test.each([
  ["numpy.matrixlib.defmatrix", "matrix", "allowlisted"],
  ["numpy.core.records", "recarray", "allowlisted"],
  ["numpy.random._pickle", "__bit_generator_ctor", "allowlisted"],
  ["numpy.core._internal", "_reconstruct", "allowlisted"],
  ["numpy.random._pickle", "anything_else", "unknown"],
  ["numpy.core._internal", "_ctypes", "unknown"],
])("%s.%s is %s", (module, name, verdict) => {
  expect(readArtifact("model.pkl", viewOf(calls(module, name))).verdict).toBe(verdict);
});
