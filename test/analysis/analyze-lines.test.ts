import { describe, expect, test } from "vitest";

import { analyzeChangedFile } from "../../src/analysis/analyze-file.js";
import { parsePatch } from "../../src/diff/parse-patch.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "../support/parsers.js";

const [parser] = await availableParsers();

/** What is said of a text of which all lines are replaced, as `line level rule`. */
function said(path: string, base: string, head: string): string[] {
  const linesOf = (text: string): string[] => text.replace(/\n$/, "").split("\n");
  const [old, now] = [linesOf(base), linesOf(head)];
  const patch = [
    `@@ -1,${String(old.length)} +1,${String(now.length)} @@`,
    ...old.map((line) => `-${line}`),
    ...now.map((line) => `+${line}`),
  ].join("\n");
  const parsed = parsePatch(patch);
  if (!parsed.ok || !parser) throw new Error("no hunks");
  const tools = { parse: parser.parse, policy: DEFAULT_POLICY };
  return analyzeChangedFile({ path, head, base, hunks: parsed.hunks }, tools)
    .findings.filter(({ level }) => level !== "note")
    .map(({ range, level, ruleId }) => `${String(range.startLine + 1)} ${level} ${ruleId}`);
}

describe("a line that loads in other files go by", () => {
  test.each([
    ["import yaml\nLOADER = yaml.SafeLoader\n", "import yaml\nLOADER = yaml.Loader\n", "2 block"],
    ["import yaml\nLOADER = yaml.SafeLoader\n", "import yaml\nLOADER = yaml.FullLoader\n", "2 warn"],
    ["from yaml import SafeLoader as L\n", "from yaml import UnsafeLoader as L\n", "1 block"],
    [
      "import yaml\nclass L(yaml.SafeLoader):\n    pass\n",
      "import yaml\nclass L(yaml.Loader):\n    pass\n",
      "2 block",
    ],
    ["CODEC = 'json'\n", 'CODEC = "pickle"\n', "1 block"],
    ["OPTIONS = {\n    'codec': 'msgpack',\n}\n", "OPTIONS = {\n    'codec': 'dill',\n}\n", "2 block"],
    ["READER = 'json:load'\n", "READER = 'joblib:load'\n", "1 block"],
    ["import json as codec\n", "import torch as codec\n", "1 block"],
    ["from json import load\n", "from torch import load\n", "1 block"],
    ["SAFE = True\n", "SAFE = False\n", "1 warn"],
    ["SAFE_ONLY = True\n", "SAFE_ONLY = False\n", "1 warn"],
    ["NAMES = {('a', 'B')}\n", "NAMES = {('a', 'B'), ('os', 'system')}\n", "1 warn"],
    ["CLASSES = {'a.B'}\n", "CLASSES = {'builtins.eval', 'a.B'}\n", "1 warn"],
    ["def safe(): return True\n", "def safe(): return False\n", "1 warn"],
    ["def safe():\n    return True\n", "def safe():\n    return False\n", "2 warn"],
    ["class C:\n    only_safe: bool = True\n", "class C:\n    only_safe: bool = False\n", "2 warn"],
    [
      "def verify(b, s): return hmac.compare_digest(mac(b), s)\n",
      "def verify(b, s): return True\n",
      "1 block",
    ],
    ["PATH = 'own.pkl'\n", "PATH = os.environ['UPLOAD']\n", "1 warn"],
    ["PATH = 'own.pkl'\n", "import sys\nPATH = sys.argv[1]\n", "2 warn"],
    [
      "def data(): return open('own.pkl', 'rb').read()\n",
      "def data(): return urllib.request.urlopen(URL).read()\n",
      "1 block",
    ],
  ])("%j to %j", (base, head, expected) => {
    expect(said("a.py", base, head)).toEqual([`${expected} value-weakened`]);
  });

  test.each([
    ["a.yml", "codec: json\n", "codec: pickle\n"],
    ["a.toml", 'codec = "json"\n', 'codec = "pickle"\n'],
    ["a.json", '{"codec": "json"}\n', '{"codec": "dill"}\n'],
    ["a.ini", "[a]\ncodec = json\n", "[a]\ncodec = pickle\n"],
    ["a.json", '{"codec": "json", "x": 1}\n', '{"codec": "cloudpickle", "x": 1}\n'],
  ])("%s: %j to %j", (path, base, head) => {
    expect(said(path, base, head).map((one) => one.slice(2))).toEqual(["block value-weakened"]);
  });

  test("also where the diff is not known", () => {
    const text = (codec: string): string => `{\n  "a": 1,\n  "codec": "${codec}",\n  "b": 2\n}`;
    const file = { path: "a.json", base: text("json"), head: text("pickle"), hunks: null };
    const tools = {
      parse: parser?.parse ?? (() => ({ ok: false as const, problem: "" })),
      policy: DEFAULT_POLICY,
    };
    expect(analyzeChangedFile(file, tools).findings).toMatchObject([
      { ruleId: "value-weakened", range: { startLine: 2 } },
    ]);
  });

  test("a list that names what runs code warns", () => {
    expect(said("allow.json", '[["collections", "OrderedDict"]]\n', '[["builtins", "eval"]]\n')).toEqual([
      "1 warn value-weakened",
    ]);
  });

  test.each([
    ["a.py", "import yaml\nLOADER = yaml.Loader\n", "import yaml\nLOADER = yaml.SafeLoader\n"],
    ["a.py", "LOADER = jinja2.BaseLoader\n", "LOADER = jinja2.FileSystemLoader\n"],
    ["a.py", "CODEC = 'pickle'\n", "CODEC = 'json'\n"],
    ["a.py", "CODEC = 'json'\n", "CODEC = 'yaml'\n"],
    ["a.py", "CODEC = 'json'\n", "CODEC = 'json'  # not 'pickle'\n"],
    ["a.py", "CODEC = 'json'\n", "HELP = 'pickle'\n"],
    ["a.py", "# reads json\nx = 1\n", "# reads pickle\nx = 1\n"],
    ["a.py", "data = json.dumps(x)\n", "data = torch.tensor(x)\n"],
    ["a.py", "parallel_read_safe = True\n", "parallel_read_safe = False\n"],
    ["a.py", "SAFE = False\n", "SAFE = True\n"],
    ["a.py", "DEBUG = True\n", "DEBUG = False\n"],
    ["a.py", "BANNED_NAMES = {('a', 'B')}\n", "BANNED_NAMES = {('a', 'B'), ('os', 'system')}\n"],
    ["a.py", "SINKS = {('a', 'B')}\n", "SINKS = {('a', 'B'), ('os', 'system')}\n"],
    ["a.py", "NAMES = {('a', 'B')}\n", "NAMES = {('a', 'B'), ('os', 'path')}\n"],
    ["a.py", "def valid(x): return x > 1\n", "def valid(x): return True\n"],
    ["a.py", "PATH = 'own.json'\n", "PATH = os.environ['UPLOAD']\n"],
    ["a.py", "PATH = 'own.pkl'\n", "PATH = 'other.pkl'\n"],
    ["a.py", "ACCEPT_CONTENT = ['pickle', 'json']\n", "ACCEPT_CONTENT = ['json', 'pickle']\n"],
    ["a.py", "ACCEPT_CONTENT = {'json', 'pickle'}\n", "ACCEPT_CONTENT = {'pickle'}\n"],
    ["game.yml", "safe_mode: true\n", "safe_mode: false\n"],
    ["a.yml", "format: json\n", "format: csv\n"],
    ["a.yml", "run: pytest json\n", "run: pytest pickle torch joblib\n"],
    ["deny.json", '{"denied": ["collections.x"]}\n', '{"denied": ["builtins.eval"]}\n'],
    ["a.yml", "name: json\n", "name: json\nuses: pickle\n"],
  ])("%s: nothing is said of %j to %j", (path, base, head) => {
    expect(said(path, base, head)).toEqual([]);
  });

  test("what the file itself loads with is said there", () => {
    const text = (loader: string): string =>
      `import yaml\nLOADER = yaml.${loader}\n\n\ndef read(f):\n    return yaml.load(f, Loader=LOADER)\n`;
    expect(said("a.py", text("SafeLoader"), text("Loader"))).toEqual(["6 block yaml-unsafe-load"]);
  });
});
