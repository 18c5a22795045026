import { expect, test } from "vitest";

import { loadersOf } from "../../src/audit/data-at.js";

const BESIDE = ["near.py:9"];

test.each<[id: string, path: string, loaders: readonly string[]]>([
  ["models/a.pkl", "models/a.pkl", ["app.py:3"]],
  ["a.pkl", "models/a.pkl", ["app.py:3"]],
  ["a.pkl", "models/data.pkl", BESIDE],
  ["a.pkl", "models/aa.pkl", BESIDE],
  ["{DIR}/a.pkl", "models/a.pkl", ["app.py:3"]],
  ["{DIR}/a.pkl", "models/aa.pkl", BESIDE],
])("code that reads %s: what loads %s", (id, path, loaders) => {
  expect(loadersOf(path, [{ id, reads: ["app.py:3"] }], BESIDE)).toEqual(loaders);
});
