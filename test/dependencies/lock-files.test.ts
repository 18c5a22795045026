import { expect, test } from "vitest";

import { packagesOf } from "../../src/dependencies/lock-files.js";

const OTHER = '[[package]]\nname = "numpy"\nversion = "1.26.0"\n\n[package.dependencies]\na = ">=1"\n\n';
const torch = [
  { name: "numpy", version: "1.26.0" },
  { name: "torch", version: "2.5.0" },
];

test.each([
  [
    "as tools write it",
    '[[package]]\nname = "torch"\nversion = "2.5.0"\nfiles = [\n    {file = "a", hash = "b"},\n]\n',
  ],
  ["with line ends of Windows", '[[package]]\r\nname = "torch"\r\nversion = "2.5.0"\r\n'],
  [
    "with a header of the file",
    '[[package]]\nname = "torch"\nversion = "2.5.0"\n\n[metadata]\nlock-version = "2.0"\n',
  ],
  ["in single quotes", "[[package]]\nname = 'torch'\nversion = '2.5.0'\n"],
  ["with blanks in the header", '[[ package ]]\nname = "torch"\nversion = "2.5.0"\n'],
  ["with a quoted header", '[["package"]]\nname = "torch"\nversion = "2.5.0"\n'],
  ["with an escaped header", '[["p\\u0061ckage"]]\nname = "torch"\nversion = "2.5.0"\n'],
  ["with a comment behind the header", '[[package]] # x\nname = "torch"\nversion = "2.5.0"\n'],
  ["with quoted keys", '[[package]]\n"name" = "torch"\n"version" = "2.5.0"\n'],
  ["with keys in single quotes", "[[package]]\n'name' = \"torch\"\n'version' = \"2.5.0\"\n"],
  ["with escaped keys", '[[package]]\n"n\\u0061me" = "torch"\nversion = "2.5.0"\n'],
  ["indented", '  [[package]]\n  name = "torch"\n\tversion = "2.5.0"\n'],
  ["without blanks", '[[package]]\nname="torch"\nversion="2.5.0"\n'],
  ["with escapes", '[[package]]\nname = "t\\u006frch"\nversion = "2.5.0"\n'],
  ["with comments behind", '[[package]]\nname = "torch" # x\nversion = "2.5.0" # "2.9"\n'],
  ["in several lines", '[[package]]\nname = """\ntorch"""\nversion = "2.5.0"\n'],
  [
    "behind a text that looks like it",
    '[[package]]\ndescription = """\nname = "other"\nversion = "9.9"\n"""\nname = "torch"\nversion = "2.5.0"\n',
  ],
])("a lock file %s", (_, text) => {
  expect(packagesOf(OTHER + text)).toEqual(torch);
});

test("packages in one line", () => {
  expect(packagesOf('package = [{ name = "torch", version = "2.5.0" }]\n')).toEqual([
    { name: "torch", version: "2.5.0" },
  ]);
});

test("what is no TOML is no lock file", () => {
  expect(() => packagesOf('[[package]]\nname = "torch\nversion = "2.5.0"\n')).toThrow();
});
