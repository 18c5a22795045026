import { describe, expect, test } from "vitest";

import { analyzeFile } from "../../src/analysis/analyze-file.js";
import { prepareText } from "../../src/analysis/prepare-text.js";
import { surroundingsOf } from "../../src/analysis/surroundings.js";
import { loadParser } from "../../src/app/load-parser.js";
import { parsePolicy } from "../../src/policy/parse-policy.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { parseCommands } from "../../src/review/commands.js";
import { ALL_SHAPES } from "../support/shapes/all-shapes.js";

const parser = await loadParser("wasm");
const [HALF, WHOLE] = [500_000, 1_000_000];
/** Below this many milliseconds a measurement tells nothing: it counts as so much. */
const LEAST_MS = 150;
/** The most milliseconds of CPU for a text of 1 MB, on a machine that is busy otherwise as well. */
const MOST_MS = 20_000;
/** A measurement is repeated where it seems to show too much: other processes can only make it longer. */
const TRIES = 4;

/** What a review does with a file of this name. */
function work(path: string, text: string): unknown {
  if (path.endsWith(".patch")) return prepareText({ head: "x\n".repeat(text.length / 3), patch: text });
  if (path === "no-pickle.yml") return parsePolicy(text);
  if (path.endsWith(".md")) return parseCommands(text);
  const { modules } = prepareText({ head: text, patch: null });
  const around = surroundingsOf(new Map([[path, text]]));
  const tools = { policy: DEFAULT_POLICY, parse: parser.parse, ...around };
  return [modules, analyzeFile({ path, head: text, base: "torch>=2.7\n", hunks: null }, tools)];
}

function milliseconds(path: string, text: string): number {
  const before = process.cpuUsage();
  work(path, text);
  const { user, system } = process.cpuUsage(before);
  return Math.max(LEAST_MS, (user + system) / 1000);
}

describe("twice the text takes at most two and a half times the CPU", () => {
  test("there are enough shapes, each with a name of its own", () => {
    expect(ALL_SHAPES.length).toBeGreaterThanOrEqual(80);
    expect(new Set(ALL_SHAPES.map(({ name, path }) => `${name} ${path}`)).size).toBe(ALL_SHAPES.length);
  });

  test.each(ALL_SHAPES.map((shape) => [`${shape.name} (${shape.path})`, shape] as const))(
    "%s",
    { timeout: 600_000 },
    (_, { path, text }) => {
      const [half, whole] = [text(HALF), text(WHOLE)];
      expect(whole.length / half.length).toBeLessThan(2.3);
      work(path, text(20_000));
      let least = { half: Infinity, whole: Infinity };
      for (let i = 0; i < TRIES && !(least.whole <= 2.5 * least.half && least.whole < MOST_MS); i++) {
        least = {
          half: Math.min(least.half, milliseconds(path, half)),
          whole: Math.min(least.whole, milliseconds(path, whole)),
        };
      }
      expect(least.whole).toBeLessThan(MOST_MS);
      expect(least.whole / least.half).toBeLessThanOrEqual(2.5);
    },
  );
});
