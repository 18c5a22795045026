import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runHere } from "../support/run-here.js";

const NAME = "a\nblock b.py:1\tc\u001b[2J\r.py";
const SHOWN = "a\\u{a}block b.py:1\\u{9}c\\u{1b}[2J\\u{d}.py";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "no-pickle-line-"));
  mkdirSync(join(folder, ".git"));
  writeFileSync(join(folder, ".no-pickle-ratchet.json"), '{ "schemaVersion": 1, "entries": [] }\n');
  writeFileSync(join(folder, NAME), "import yaml\n\nx = yaml.load(f)\n");
  writeFileSync(join(folder, `bad${NAME}`), "import pickle\ndef (:\n");
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("the name of a file stays on its line", () => {
  test.each([
    [["scan"]],
    [["scan", "--format", "concise"]],
    [["scan", "--statistics"]],
    [["fix", "--check"]],
    [["fix", "--check", "--unsafe"]],
    [["ratchet", "check"]],
  ])("%j", async ([...args]) => {
    const { out, err } = await runHere(args, { cwd: folder });
    expect(err).toBe("");
    expect(out).toContain(SHOWN);
    expect(out).not.toMatch(/^block b\.py/m);
    // eslint-disable-next-line no-control-regex -- controls are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test("and is what it is for programs", async () => {
    const { out } = await runHere(["scan", "--format", "json"], { cwd: folder });
    const { findings } = JSON.parse(out) as { readonly findings: readonly { readonly path: string }[] };
    expect(findings.map(({ path }) => path)).toContain(NAME);
  });
});
