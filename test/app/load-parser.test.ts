import { expect, test } from "vitest";

import { loadParser } from "../../src/app/load-parser.js";
import { availableParsers } from "../support/parsers.js";

const bindings = (await availableParsers()).map(({ binding }) => binding);

test.each(bindings)(
  "what takes too long is given up, and what comes next is parsed (%s)",
  async (binding) => {
    let now = 0;
    let step = 0;
    const parser = await loadParser(binding, () => (now += step));
    const next = "import pickle\n\nx = pickle.loads(y) if z else 1\n";
    const whole = parser.parseWhole(next);
    expect(whole).toMatchObject({ ok: true, tree: { errors: [] } });

    // Each look at the clock finds that ten seconds have gone by.
    step = 10_000;
    const endless = `${next}class ${"A.\t".repeat(2_000)}\n`;
    expect(parser.parse(endless)).toEqual({
      ok: false,
      problem: "it has errors that the parser does not get over in time",
    });

    step = 0;
    expect(parser.parseWhole(next)).toEqual(whole);
    expect(parser.parse(endless)).toMatchObject({ ok: true });
  },
);
