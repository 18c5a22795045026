import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { zipSync } from "fflate";
import { expect, test } from "vitest";

import { viewOf } from "../../src/artifacts/byte-view.js";
import { readArtifact } from "../../src/artifacts/read-artifact.js";
import { mutatedBytes, randomNumbers } from "../support/mutated-bytes.js";

/** How many files are tried; `HOSTILE_FILES=100000` takes some minutes. */
const COUNT = Number(process.env["HOSTILE_FILES"] ?? 15_000);
const SEED = Number(process.env["SEED"] ?? 1);
const FOLDER = join(import.meta.dirname, "..", "artifacts");
const PYTHON = "python3";

interface Judgement {
  readonly stream: string;
  readonly events: readonly string[];
}

const STREAMS = (JSON.parse(readFileSync(join(FOLDER, "pickle", "streams.json"), "utf8")) as Judgement[]).map(
  ({ stream, events }) => ({ bytes: Buffer.from(stream, "base64"), events }),
);

const REAL = Object.entries(
  JSON.parse(readFileSync(join(FOLDER, "real", "real.json"), "utf8")) as Record<string, string>,
).map(([name, content]) => ({ name, bytes: gunzipSync(Buffer.from(content, "base64")) }));

/** What runs when CPython calls it, of the names in the streams. */
const RUNS = ["posix.system", "builtins.eval"];
const isBetter = (verdict: string | null): boolean =>
  verdict === null || verdict === "inert" || verdict === "allowlisted";

test("what CPython was seen to call is never harmless", () => {
  const calling = STREAMS.filter(({ events }) => RUNS.some((name) => events.includes(`call ${name}`)));
  expect(calling.length).toBeGreaterThan(200);
  for (const { bytes } of calling)
    expect(readArtifact("m.pkl", viewOf(bytes)).verdict, bytes.toString("base64")).toBe("dangerous");
});

test(`of ${String(COUNT)} files that were changed at random each is read in no time and little memory`, () => {
  const random = randomNumbers(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const system = STREAMS.find(({ events }) => events.includes("call posix.system"))?.bytes ?? Buffer.alloc(0);
  const seeds = [...REAL, { name: "bad.pt", bytes: Buffer.from(zipSync({ "a/data.pkl": system })) }];
  const start = process.memoryUsage().rss;
  let most = 0;
  let slowest = { milliseconds: 0, file: "" };
  for (let i = 0; i < COUNT; i++) {
    const { name, bytes } = pick(seeds);
    const file = mutatedBytes(bytes, (random() < 0.5 ? pick(seeds) : pick(STREAMS)).bytes, random);
    const before = performance.now();
    readArtifact(name, viewOf(file));
    const milliseconds = performance.now() - before;
    if (milliseconds > slowest.milliseconds)
      slowest = { milliseconds, file: `${name} ${Buffer.from(file).toString("base64")}` };
    if (i % 100 === 0) most = Math.max(most, process.memoryUsage().rss - start);
  }
  process.stdout.write(
    `${String(COUNT)} files, the slowest ${slowest.milliseconds.toFixed(0)} ms, ${String(most >> 20)} MiB more\n`,
  );
  expect(slowest.milliseconds, slowest.file).toBeLessThan(5000);
  expect(most).toBeLessThan(300 << 20);
});

const hasPython = spawnSync(PYTHON, ["--version"]).status === 0;

test.runIf(hasPython)(
  `of ${String(COUNT)} changed pickles none is harmless though CPython calls what runs`,
  () => {
    const random = randomNumbers(SEED + 1);
    const harmless: string[] = [];
    for (let i = 0; i < COUNT; i++) {
      const of = (): Uint8Array => STREAMS[Math.floor(random() * STREAMS.length)]?.bytes ?? Buffer.alloc(0);
      const file = mutatedBytes(of(), of(), random);
      if (isBetter(readArtifact("m.pkl", viewOf(file)).verdict))
        harmless.push(Buffer.from(file).toString("base64"));
    }
    const judge = spawnSync(PYTHON, [join(FOLDER, "pickle", "make-streams.py"), "--judge"], {
      input: `${harmless.join("\n")}\n`,
      maxBuffer: 1 << 28,
      encoding: "utf8",
    });
    expect(judge.status, judge.stderr).toBe(0);
    const called = judge.stdout.split("\n");
    expect(called.length).toBe(harmless.length + 1);
    expect(harmless.length).toBeGreaterThan(COUNT / 100);
    const missed = harmless.filter((_, i) => RUNS.some((name) => called[i]?.split(" ").includes(name)));
    expect(missed).toEqual([]);
  },
);
