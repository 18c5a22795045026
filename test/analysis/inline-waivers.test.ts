import { describe, expect, test } from "vitest";

import { analyze } from "../support/analyze.js";

/** Which findings of a text its comments let through, as `line rule: reason`. */
function waivedIn(text: string): string[] {
  return analyze("a.py", text).waived.map(
    ({ finding, by }) => `${String(finding.range.startLine + 1)} ${finding.ruleId}: ${by.reason}`,
  );
}

const load = (comment: string) => `import pickle\nx = pickle.load(f)  ${comment}\n`;

describe("an inline waiver", () => {
  test.each<[string, string, string[]]>([
    ["on the line", load("# no-pickle: allow[pickle-load] our own file"), ["2 pickle-load: our own file"]],
    [
      "with a dash [43]",
      load("# no-pickle: allow[pickle-load] - see B404, S301"),
      ["2 pickle-load: see B404, S301"],
    ],
    ["for several rules", load("# no-pickle: allow[dill-load, pickle-load] x"), ["2 pickle-load: x"]],
    ["for another rule", load("# no-pickle: allow[dill-load] x"), []],
    ["without a reason [42]", load("# no-pickle: allow[pickle-load]"), []],
    ["without a rule", load("# no-pickle: allow because"), []],
    ["in another comment", load("# see no-pickle: allow[pickle-load] x"), []],
    ["of another tool", load("# nosec"), []],
    ["in a string", 'import pickle\nx = pickle.load("# no-pickle: allow[pickle-load] x")\n', []],
    [
      "alone on the line above",
      "import pickle\n# no-pickle: allow[pickle-load] ours\nx = pickle.load(f)\ny = pickle.load(f)\n",
      ["3 pickle-load: ours"],
    ],
    [
      "behind code on the line above",
      "import pickle\ny = 1  # no-pickle: allow[pickle-load] ours\nx = pickle.load(f)\n",
      [],
    ],
    [
      "inside a call of several lines",
      "import pickle\nx = pickle.load(\n    f,  # no-pickle: allow[pickle-load] ours\n)\n",
      ["2 pickle-load: ours"],
    ],
  ])("%s", (_, text, expected) => {
    expect(waivedIn(text)).toEqual(expected);
  });
});
