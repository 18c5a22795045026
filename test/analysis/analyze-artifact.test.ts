import { describe, expect, test } from "vitest";

import { analyzeArtifact } from "../../src/analysis/analyze-artifact.js";
import { analyzeWholeFile } from "../../src/analysis/analyze-file.js";
import { artifactsAmong } from "../../src/analysis/artifacts-among.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { DEFAULT_POLICY, type Policy } from "../../src/policy/policy.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const { parse } = parser;

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
const RUNS = bytes("\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.");
const ALSO_EVALUATES = bytes(
  "\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R0c__builtin__\neval\n(V1\ntR.",
);
const SCALER = bytes("\x80\x04\x8c\x05mypkg\x8c\x06Scaler\x93)\x81.");
const DATA = bytes("\x80\x04}\x8c\x01aK\x01s.");
const BROKEN = bytes("\x80\x04\x95\xff\x00\x00\x00\x00\x00\x00\x00N");

function found(
  content: Buffer,
  base: Buffer | null | "none" = null,
  {
    path = "m.pkl",
    policy = {},
    python = "",
  }: { path?: string; policy?: Partial<Policy>; python?: string } = {},
): string[] {
  const tools = {
    parse,
    policy: { ...DEFAULT_POLICY, ...policy },
    repository: repositoryOf(new Map([["a.py", python]])),
  };
  return analyzeArtifact({ path, kind: "artifact", content, base }, tools).map(({ ruleId, level, symbol }) =>
    `${level} ${ruleId} ${symbol}`.trim(),
  );
}

describe("a file that is new", () => {
  test("is judged by what it does", () => {
    expect(found(RUNS)).toEqual(["block pickled-code posix.system"]);
    expect(found(SCALER)).toEqual(["block pickled-unknown mypkg.Scaler"]);
    expect(found(DATA)).toEqual(["warn pickled-file pickle"]);
    expect(found(BROKEN)).toEqual(["block unreadable-artifact"]);
    expect(found(bytes("no pickle at all"))).toEqual([]);
  });

  test("may look up what the policy allows, and nothing dangerous", () => {
    const artifacts = { allow: ["mypkg.Scaler", "posix.system"], ignorePaths: [] };
    expect(found(SCALER, null, { policy: { artifacts } })).toEqual(["warn pickled-file pickle"]);
    expect(found(RUNS, null, { policy: { artifacts } })).toEqual(["block pickled-code posix.system"]);
  });

  test("is not looked at where the policy says so", () => {
    const artifacts = { allow: [], ignorePaths: ["*.pkl"] };
    expect(found(RUNS, null, { policy: { artifacts } })).toEqual([]);
  });

  test("is a warning where it could not be read and the policy minds that little", () => {
    expect(found(BROKEN, null, { policy: { notScanned: "warn" } })).toEqual(["warn unreadable-artifact"]);
  });
});

describe("a file that was there before", () => {
  test("is judged by what is new in it", () => {
    expect(found(RUNS, RUNS)).toEqual([]);
    expect(found(RUNS, DATA)).toEqual(["block pickled-code posix.system"]);
    expect(found(ALSO_EVALUATES, RUNS)).toEqual(["block pickled-code __builtin__.eval"]);
    expect(found(DATA, RUNS)).toEqual([]);
  });

  test("blocks by an unknown name where Python loads it", () => {
    expect(found(SCALER, DATA)).toEqual(["warn pickled-unknown mypkg.Scaler"]);
    expect(found(SCALER, DATA, { python: "load('models/m.pkl')" })).toEqual([
      "block pickled-unknown mypkg.Scaler",
    ]);
  });
});

test("a load is judged by the file that it names", () => {
  const contents = new Map([
    ["models/bad.joblib", RUNS],
    ["models/good.joblib", DATA],
  ]);
  const tools = { parse, policy: DEFAULT_POLICY, artifactAt: artifactsAmong(contents, DEFAULT_POLICY) };
  const load = (path: string) =>
    analyzeWholeFile("a.py", `import joblib\n\nm = joblib.load("${path}")\n`, tools).findings[0];
  expect(load("models/bad.joblib")).toMatchObject({ level: "block" });
  expect(load("models/bad.joblib")?.message).toContain("calls `posix.system('id')`, which starts programs");
  expect(load("models/good.joblib")).toMatchObject({ level: "warn" });
  expect(load("models/other.joblib")).toMatchObject({ level: "block" });
});

test("hostile text is cut and cannot leave its place in the message", () => {
  const command = "`</b> @maria\n# [x](y)".repeat(40);
  const stream = bytes(
    `\x80\x04cposix\nsystem\nX${String.fromCharCode(command.length & 255, command.length >> 8)}\0\0${command}\x85R.`,
  );
  const [finding] = analyzeArtifact(
    { path: "m.pkl", kind: "artifact", content: stream, base: null },
    { parse, policy: DEFAULT_POLICY },
  );
  expect(finding?.message.match(/`/g)).toHaveLength(2);
  expect(finding?.message).not.toContain("\n");
  expect(finding?.message.length).toBeLessThan(300);
});
