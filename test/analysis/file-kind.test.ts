import { describe, expect, test } from "vitest";

import { fileKind, isPythonScript, showsScript } from "../../src/analysis/file-kind.js";
import { behindLink } from "../../src/analysis/linked-file.js";

describe("the kind of a file by its name", () => {
  test.each([
    ["python", ["a.wsgi", "a/app.tac", "SConstruct", "lib/SConscript", "wscript", ".pythonrc", "A.PY3"]],
    ["dialect", ["Snakefile", "rules/a.smk", "settings.py.j2", "a.py-tpl", "conf.py.in", "a.py.example"]],
    ["path-lines", ["lib/a.pth"]],
    ["script", [".startup", "upload.cgi", "bin/DEPLOY", "tool.xyz", "a.", "MYTOOL"]],
    ["manifest", ["requirements.txt", "pyproject.toml"]],
    [
      "document",
      ["a.json", "run.sh", "ci.yml", "Makefile", "gpu.Dockerfile", ".env.local", "a.yaml.j2", "tox.ini"],
    ],
    [
      null,
      [
        "README",
        "LICENSE",
        "BUILD",
        "WORKSPACE",
        "a.bzl",
        "a.star",
        "package-lock.json",
        "x.pickle",
        ".gitignore",
      ],
    ],
  ])("%s", (kind, paths) => {
    expect(paths.map((path) => [path, fileKind(path)])).toEqual(paths.map((path) => [path, kind]));
  });
});

describe("whether a text begins as Python", () => {
  test.each([
    ["#!/usr/bin/python", true],
    ["#! /usr/bin/env -S python3.12 -u", true],
    ["#!/usr/bin/env pypy3", true],
    ["#!/usr/bin/env -S uv run --script", true],
    ["#!/bin/sh\n'''exec' python3 \"$0\" \"$@\"\n'''", true],
    ['#!/bin/sh\n# written for\n"exec" "python" "$0"', true],
    ["#!/bin/sh\npython3 other.py", false],
    ["#!/usr/bin/env pythonic", false],
    ["#!/usr/bin/perl", false],
    ["# python", false],
    [" #!/usr/bin/python", false],
  ])("%j: %j", (text, isPython) => {
    expect(isPythonScript(`${text}\nx = 1\n`)).toBe(isPython);
  });

  test("as a patch shows it, which is the new first line only", () => {
    expect(showsScript("@@ -0,0 +1,2 @@\n+#!/usr/bin/python3\n+x = 1")).toBe(true);
    expect(showsScript("@@ -1,2 +1,2 @@\n-#!/bin/sh\n+#!/usr/bin/python3\n x = 1")).toBe(true);
    expect(showsScript("@@ -1,2 +1,1 @@\n-#!/usr/bin/python3\n+#!/usr/bin/perl")).toBe(false);
    expect(showsScript("@@ -0,0 +1,1 @@\n+#!/usr/bin/env bash")).toBe(true);
    expect(showsScript("@@ -8,2 +9,3 @@\n+#!/usr/bin/python3")).toBe(false);
    expect(showsScript("")).toBe(false);
  });
});

test.each([
  ["a/b.py", "../data/b.txt", { kind: "file", path: "data/b.txt" }],
  ["a/b.py", "./c/../d.txt", { kind: "file", path: "a/d.txt" }],
  ["b.py", "c.py", { kind: "no-code" }],
  ["b.py", "../c.py", { kind: "not-scanned", blocking: true }],
  ["a/b.py", "../../c.py", { kind: "not-scanned", blocking: true }],
  ["b.py", "/etc/hosts", { kind: "not-scanned", blocking: true }],
  ["folder", "/elsewhere", { kind: "not-scanned", blocking: false }],
  ["folder", "other", { kind: "no-code" }],
  ["b.json", "/etc/hosts", { kind: "no-code" }],
])("the link %s to %s leads to %j", (path, target, behind) => {
  expect(behindLink(path, target)).toMatchObject(behind);
});
