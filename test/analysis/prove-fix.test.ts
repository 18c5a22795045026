import { describe, expect, test } from "vitest";

import { applyFix } from "../../src/analysis/prove-fix.js";
import { analyze } from "../support/analyze.js";

/** The one fixed line of a source whose last line is unsafe, or null where no fix is offered. */
function fixOf(source: string): string | null {
  const { findings } = analyze("a.py", source);
  const fix = findings.find((finding) => finding.fix !== null)?.fix;
  return fix ? fix.replacement : null;
}

describe("fixes that hold are offered", () => {
  test.each([
    ["import yaml\nx = yaml.load(f)", "x = yaml.safe_load(f)"],
    ["import yaml as y\nx = y.load(f)", "x = y.safe_load(f)"],
    ["import yaml\nx = yaml.load_all(f)", "x = yaml.safe_load_all(f)"],
    [
      "import yaml\nx = yaml.load(f, Loader=yaml.FullLoader)  # why",
      "x = yaml.load(f, Loader=yaml.SafeLoader)  # why",
    ],
    ["import yaml\nx = yaml.load(f, yaml.CLoader)", "x = yaml.load(f, yaml.CSafeLoader)"],
    ["import yaml\nx = yaml.unsafe_load(f)", "x = yaml.safe_load(f)"],
    ["import yaml\nx = yaml.full_load_all(f)", "x = yaml.safe_load_all(f)"],
    ["from yaml import load, Loader, SafeLoader\nx = load(f, Loader)", "x = load(f, SafeLoader)"],
    ["import yaml\nfrom yaml import Loader\nx = yaml.load(f, Loader=Loader)", "x = yaml.safe_load(f)"],
    ["import torch\nx = torch.load(p)", "x = torch.load(p, weights_only=True)"],
    ["import torch\nx = torch.load(\n    p,\n)", "    p,\n    weights_only=True,"],
    ["import torch\nx = torch.load(\n    p\n)", "    p, weights_only=True"],
    ["import torch\nx = torch.load(\n    p, map_location=m,\n)", "    p, map_location=m, weights_only=True,"],
    ["import torch\nx = torch.load(p, weights_only=False)", "x = torch.load(p, weights_only=True)"],
    ["import numpy as np\nx = np.load(p, allow_pickle=True)", "x = np.load(p, allow_pickle=False)"],
    ["import numpy as np\nx = np.load(p, None, True)", "x = np.load(p, None, False)"],
  ])("%j", (source, line) => {
    expect(fixOf(source)).toBe(line);
  });
});

describe("fixes that do not hold are not", () => {
  test.each([
    ["a name that is not bound", "from yaml import load\nx = load(f)"],
    ["a loader of the file's own", "import yaml\nclass L(yaml.Loader): pass\nx = yaml.load(f, Loader=L)"],
    ["hidden arguments", "import torch\nx = torch.load(p, **options)"],
    ["a flag in a variable", "import numpy as np\nON = True\nx = np.load(p, allow_pickle=ON)"],
    ["a file that does not parse", "import torch\nx = torch.load(p)\ndef (:\n"],
    ["CRLF line ends", "import torch\r\nx = torch.load(p)\r\n"],
    ["unpickling", "import pickle\nx = pickle.loads(p)"],
  ])("%s", (_, source) => {
    expect(fixOf(source)).toBeNull();
  });
});

test("a fix applied leaves nothing to report", () => {
  const source =
    "import torch\n\n\ndef load(path):\n    return torch.load(\n        path,\n        map_location=None,\n    )\n";
  const [finding] = analyze("a.py", source).findings;
  if (!finding?.fix) throw new Error("no fix");
  const fixed = applyFix(source, finding.fix);
  expect(fixed).toContain("        map_location=None,\n        weights_only=True,\n");
  expect(analyze("a.py", fixed).findings).toEqual([]);
});
