import { describe, expect, test } from "vitest";

import { fixed } from "../support/fixed.js";

const PROGRAM = (body: string): string =>
  `import numpy as np\nimport torch\n\n\ndef f(self, p, x):\n    ${body}\n`;

describe("no weights_only where the file holds a whole model", () => {
  test.each([
    "m = torch.load(p); m.eval()",
    "torch.load(p).float().eval()",
    'm = torch.load(p)["model"]; m = m.half().to(x); m.eval()',
    "return torch.load(p)(x)",
    'c = torch.load(p); h = c["hparams"]; h.steps = 1',
    "m = torch.load(p) if x else None; x.load_state_dict(m.state_dict())",
    "self.generator = torch.load(p)",
    'x["module"] = torch.load(p, weights_only=False)',
  ])("%s", (body) => {
    const text = PROGRAM(body);
    const { applied, left } = fixed(text);
    expect({ applied, why: left.map(({ why }) => why) }).toEqual({ applied: [], why: ["no-fix"] });
    expect(left[0]?.finding.need).toBe("whole models");
  });
});

describe("weights_only where it holds a state, as far as can be seen", () => {
  test.each([
    "x.load_state_dict(torch.load(p))",
    'c = torch.load(p); x.load_state_dict(c["model"]); x.eval()',
    "self.state = torch.load(p)",
    "t = torch.load(p); t.requires_grad = False",
    "m = torch.load(p); m = x; m.eval()",
  ])("%s", (body) => {
    expect(fixed(PROGRAM(body)).text).toBe(
      PROGRAM(body.replace("torch.load(p)", "torch.load(p, weights_only=True)")),
    );
  });
});

describe("no allow_pickle=False where an object is taken out of its array", () => {
  test.each([
    ["np.load(p, allow_pickle=True).item()", 0],
    ["a = np.load(p, allow_pickle=True); a = a.item()", 0],
    ["np.load(p, allow_pickle=True)[()]", 0],
    ["np.load(p, allow_pickle=True)[0]", 1],
    ['np.load(p, allow_pickle=True)["x"].item()', 1],
  ])("%s", (body, count) => {
    expect(fixed(PROGRAM(body)).applied).toHaveLength(count);
  });
});
