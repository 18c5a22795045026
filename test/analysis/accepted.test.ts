import { describe, expect, test } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import { examine } from "../../src/analysis/analyze-files.js";
import { repositoryOf } from "../../src/analysis/repository.js";
import { DEFAULT_POLICY, type Policy } from "../../src/policy/policy.js";
import { availableParsers } from "../support/parsers.js";

const parsers = await availableParsers();

/** What is left of a change after waivers, as `line level rule`, and how many findings are waived. */
function left(base: string, head: string, policy: Policy = DEFAULT_POLICY): [string[], number] {
  const results = parsers.map(({ parse }) => {
    const repository = repositoryOf(new Map([["paths.py", "OWN = 'a.pt'\nOTHER = 'b.pt'\n"]]));
    const tools = { parse, policy, repository };
    const analysis = analyzeChangedFile({ path: "a.py", head, base, hunks: null }, tools);
    const { findings, waived } = examine([analysis], policy, "2026-01-01");
    const said = findings.map(
      ({ range, level, ruleId }) => `${String(range.startLine + 1)} ${level} ${ruleId}`,
    );
    return [said, waived.length] as [string[], number];
  });
  for (const result of results) expect(result).toEqual(results[0]);
  return results[0] ?? [[], 0];
}

const WAIVED = "  # no-pickle: allow[torch-load] our own file\n";
const load = (data: string, before = ""): string =>
  `import os\nimport sys\nimport torch\nfrom pathlib import Path\nfrom paths import OWN, OTHER\n${before}a = torch.load(${data})${WAIVED}`;
const inFunction = (body: string, after = ""): string =>
  `import torch\n\n\ndef read(path):\n    ${body}${WAIVED}${after}`;

describe("a waiver does not cover data from somewhere else", () => {
  test.each([
    [load("'a.pt'"), load("sys.argv[1]")],
    [load("'a.pt'"), load("input()")],
    [load("'a.pt'"), load("os.environ['UPLOAD']")],
    [load("'a.pt'"), load("'b.pt'")],
    [load("'a.pt'"), load("f'{sys.argv[1]}/a.pt'")],
    [load("OWN"), load("OTHER")],
    [load("p", "p = 'a.pt'\n"), load("p", "p = input()\n")],
    [load("p", "p = 'a.pt'\n"), load("p", "p = 'b.pt'\n")],
    [
      load("own()", "def own():\n    return 'a.pt'\n"),
      load("own()", "def own():\n    return os.getenv('X')\n"),
    ],
    [load("'a.pt'"), load("some_path()", "from where import some_path\n")],
    [
      load("open('a.pt', 'rb')"),
      load("sys.stdin.buffer").replace("sys.stdin.buffer", "open(sys.argv[1], 'rb')"),
    ],
    [inFunction("return torch.load('a.pt')"), inFunction("return torch.load(path)")],
    [
      inFunction("return torch.load(path)", "read('a.pt')\n"),
      inFunction("return torch.load(path)", "read('a.pt')\n\n\ndef view(name):\n    return read(name)\n"),
    ],
    [
      inFunction("return torch.load(path)", "read('a.pt')\n"),
      inFunction("return torch.load(path)", "read(input())\n"),
    ],
  ])("%j to %j", (base, head) => {
    const [said, waived] = left(base, head);
    expect(said).toContainEqual(expect.stringMatching(/block torch-load$/));
    expect(waived).toBe(0);
  });

  test.each([
    [load("'a.pt'"), load('"a.pt"')],
    [
      load("'a.pt'"),
      load("\n    'a.pt',\n    map_location='cpu',\n")
        .replace(/#.*/, "")
        .replace("\na = ", "\n# no-pickle: allow[torch-load] our own file\na = "),
    ],
    [load("'a/b.pt'"), load("os.path.join('a', 'b.pt')")],
    [load("'a.pt'"), load("p", "p = 'a.pt'\n")],
    [load("'a.pt'"), load("OWN")],
    [load("'a.pt'"), load("Path(__file__).parent / 'a.pt'")],
    [load("'a.pt'"), load("open('a.pt', 'rb')")],
    [load("p", "p = 'a.pt'\n"), load("path", "path = 'a.pt'\n")],
    [load("'a.pt'"), load("'a.pt'").replace("a = ", "b = ")],
    [load("p", "p = input()\n"), load("path", "path = input()\n")],
    [
      inFunction("return torch.load(path)"),
      inFunction("return torch.load(name)").replace("(path)", "(name)"),
    ],
    [inFunction("return torch.load(path)"), inFunction("x = torch.load(path)")],
    [
      inFunction("return torch.load(path)", "read('a.pt')\n"),
      inFunction("return torch.load(path)", "read('a.pt')\nprint(1)\n"),
    ],
  ])("the same data: %j to %j", (base, head) => {
    const [said, waived] = left(base, head);
    expect(said).toEqual([]);
    expect(waived).toBeLessThan(2);
  });

  test("a waiver of the policy neither", () => {
    const waiver = { rule: "torch-load", path: "a.py", symbol: null, reason: "own", expires: null, count: 1 };
    const policy = { ...DEFAULT_POLICY, waivers: [waiver] } as unknown as Policy;
    const text = (data: string): string => `import torch\na = torch.load(${data})\n`;
    expect(left(text("'a.pt'"), text("input()"), policy)[0]).toEqual(["2 block torch-load"]);
    expect(left(text("'a.pt'"), text('"a.pt", map_location="cpu"'), policy)).toEqual([[], 1]);
  });
});
