import { describe, expect, test } from "vitest";

import { KNOWN_NAMES } from "../../src/analysis/known-names.js";
import { NO_FLOORS } from "../../src/dependencies/floor.js";
import { buildFileModel, type FileModel } from "../../src/python/file-model.js";
import { defineRule } from "../../src/rule-kit/define-rule.js";
import type { Rule } from "../../src/rule-kit/rule.js";
import { usesOf } from "../../src/rule-kit/sinks.js";
import { pickleImport } from "../../src/rules/pickle-import.js";
import { availableParsers } from "../support/parsers.js";

const parsers = await availableParsers();

/** What a rule that is in no registry says of a text: the symbols that it reports. */
function reported(check: Rule["check"], text: string): string[][] {
  const rule = defineRule({ meta: pickleImport.meta, symbols: ["gorble"], check });
  const known = {
    ...KNOWN_NAMES,
    modules: new Set(["gorble"]),
    symbols: new Set(rule.symbols),
    leads: (name: string) => name.split(".")[0] === "gorble",
  };
  return parsers.map(({ parse }) => {
    const parsed = parse(text);
    if (!parsed.ok) throw new Error(parsed.problem);
    const model = buildFileModel(parsed.tree, known, { path: "a.py", floors: NO_FLOORS });
    return [...rule.check(model)].map(({ symbol }) => symbol);
  });
}

/** Reports an import, which is a statement that no use has to follow. */
function* ofImports(model: FileModel) {
  for (const [name, bindings] of model.scopes.module.bindings) {
    for (const { to, node } of bindings) {
      if (to.kind === "module" && to.module === "gorble") yield { span: node, symbol: name, message: "" };
    }
  }
}

/** Reports calls, unless the module says somewhere that they are safe. */
function* unlessSafe(model: FileModel) {
  const isSafe = (model.scopes.module.bindings.get("GORBLE_SAFE") ?? []).some(
    ({ to }) => to.kind === "value" && to.value.type === "true",
  );
  if (isSafe) return;
  for (const use of usesOf(model, new Set(["gorble.load"])))
    yield { span: use.node, symbol: use.symbol, message: "" };
}

describe("a rule sees the whole file", () => {
  test.each([
    ["an import that nothing follows", ofImports, "import gorble\n", ["gorble"]],
    [
      "an import among much else",
      ofImports,
      "import os\nx = 1\n\n\ndef f():\n    pass\n\n\nimport gorble\n",
      ["gorble"],
    ],
    ["a call", unlessSafe, "import gorble\n\nx = gorble.load(f)\n", ["gorble.load"]],
    [
      "a constant that only the rule knows",
      unlessSafe,
      "import gorble\n\nGORBLE_SAFE = True\nx = gorble.load(f)\n",
      [],
    ],
    ["the same behind the call", unlessSafe, "import gorble\n\nx = gorble.load(f)\nGORBLE_SAFE = True\n", []],
    [
      "another value of it",
      unlessSafe,
      "import gorble\n\nGORBLE_SAFE = False\nx = gorble.load(f)\n",
      ["gorble.load"],
    ],
  ])("%s", (_, check, text, symbols) => {
    for (const one of reported(check, text)) expect(one).toEqual(symbols);
  });
});
