import { describe, expect, test } from "vitest";

import { analyze } from "../support/analyze.js";

function found(text: string): string[] {
  return analyze("allow.py", text).findings.map(({ level, symbol }) => `${level} ${symbol}`);
}

describe("a list of what may be loaded", () => {
  test.each<[string, string, string]>([
    ["as pairs", "SAFE_CLASSES = {('a', 'B'), ('builtins', 'eval')}\n", "warn builtins.eval"],
    ["as texts", "SAFE_CLASSES = {'collections.OrderedDict', 'os.system'}\n", "warn os.system"],
    ["by module", "ALLOWED = {'builtins': {'set', 'eval'}}\n", "warn builtins.eval"],
    ["by module, as lists", "ALLOWED = {'builtins': ['set', 'eval']}\n", "warn builtins.eval"],
    ["added", "ALLOWED = {('a', 'B')}\nALLOWED.add(('builtins', 'exec'))\n", "warn builtins.exec"],
    ["in an update", "ALLOWED = {('a', 'B')}\nALLOWED.update({('os', 'system')})\n", "warn os.system"],
    ["in place", "ALLOWED = {('a', 'B')}\nALLOWED |= {('os', 'system')}\n", "warn os.system"],
  ])("that names what runs code warns: %s", (_, text, wanted) => {
    expect(found(text)).toEqual([wanted]);
  });

  test.each<[string, string]>([
    ["pairs", "SAFE_CLASSES = {('a', 'B'), ('builtins', 'set')}\n"],
    ["texts", "SAFE_CLASSES = {'collections.OrderedDict', 'builtins.set'}\n"],
    ["modules of an import checker", "ALLOWED_IMPORTS = {'os.path', 'sys', 'asyncio.run'}\n"],
    ["modules with their names", "ALLOWED_IMPORTS = {'os': {'path'}, 'asyncio': ['run'], 'sys': ['argv']}\n"],
    ["a list of what is refused", "DISALLOWED = {'builtins.eval', 'os.system'}\n"],
    ["something else of that name", "ALLOWED = {('a', 'B')}\nprint(ALLOWED, ('builtins', 'eval'))\n"],
  ])("is nothing: %s", (_, text) => {
    expect(found(text)).toEqual([]);
  });
});
