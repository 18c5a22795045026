import { describe, expect, test } from "vitest";

import { analyze, analyzeWith } from "../support/analyze.js";

/** What is reported at block or warn, as `level rule`. */
function reported(text: string): string[] {
  return analyze("a.py", text)
    .findings.filter(({ level }) => level !== "note")
    .map(({ level, ruleId }) => `${level} ${ruleId}`);
}

const ALLOWED = 'ALLOWED = {("datetime", "date"), ("collections", "OrderedDict")}\n';
const HEAD = `import importlib\nimport io\nimport sys\nimport pickle\n\n${ALLOWED}\n`;
const CALLED = "\n\ndef restore(file):\n    return Loader(file).load()\n";

/** A class whose `find_class` has this body, and a function that uses it. */
function unpickler(body: string, rest = ""): string {
  const lines = body.split("\n").map((line) => `        ${line}`);
  return `${HEAD}class Loader(pickle.Unpickler):\n    def find_class(self, module, name):\n${lines.join("\n")}\n${rest}${CALLED}`;
}

const DELEGATES = "return super().find_class(module, name)";
const PLAIN = `if (module, name) in ALLOWED:\n    ${DELEGATES}\nraise pickle.UnpicklingError(name)`;

const STRICT: Readonly<Record<string, string>> = {
  "the plain form": unpickler(PLAIN),
  "refuses first": unpickler(`if (module, name) not in ALLOWED:\n    raise ValueError(name)\n${DELEGATES}`),
  "by the base class": unpickler(PLAIN.replace("super().find_class(", "pickle.Unpickler.find_class(self, ")),
  "by super with arguments": unpickler(PLAIN.replace("super()", "super(Loader, self)")),
  "an instance in a variable": unpickler(PLAIN).replace(
    "return Loader(file).load()",
    "loader = Loader(file)\n    return loader.load()",
  ),
  "an instance in an attribute": `${unpickler(PLAIN)}\n\nclass Store:\n    def __init__(self, file):\n        self._loader = Loader(file)\n\n    def read(self):\n        return self._loader.load()\n`,
  "from bytes": unpickler(PLAIN).replace("Loader(file)", "Loader(io.BytesIO(file))"),
  "of a joined name": unpickler(
    `if f"{module}.{name}" in {"datetime.date", "decimal.Decimal"}:\n    ${DELEGATES}\nraise ValueError`,
  ),
  "of a joined name in a variable": unpickler(
    `full = module + "." + name\nif full not in ("datetime.date", "decimal.Decimal"):\n    raise ValueError\n${DELEGATES}`,
  ),
  "by ==": unpickler(`if module == "datetime" and name == "date":\n    ${DELEGATES}\nraise ValueError`),
  "by == with a tuple": unpickler(
    `if (module, name) == ("datetime", "date"):\n    ${DELEGATES}\nraise ValueError`,
  ),
  "by !=": unpickler(
    `if module != "datetime":\n    raise ValueError\nif name not in ("date", "time"):\n    raise ValueError\n${DELEGATES}`,
  ),
  "by match": unpickler(
    `match (module, name):\n    case ("datetime", "date") | ("decimal", "Decimal"):\n        ${DELEGATES}\n    case _:\n        raise ValueError`,
  ),
  "by match of the module": unpickler(
    `match module:\n    case "datetime" if name in {"date", "time"}:\n        ${DELEGATES}\nraise ValueError`,
  ),
  "a dictionary of names": unpickler(
    `if name in NAMES.get(module, ()):\n    ${DELEGATES}\nraise ValueError`,
  ).replace(ALLOWED, 'NAMES = {"datetime": {"date", "time"}, "decimal": frozenset({"Decimal"})}\n'),
  "a dictionary of names by its key": unpickler(
    `if module in NAMES and name in NAMES[module]:\n    ${DELEGATES}\nraise ValueError`,
  ).replace(ALLOWED, 'NAMES = {"datetime": ["date", "time"]}\n'),
  "a dictionary of classes": unpickler(
    "try:\n    return CLASSES[module, name]\nexcept KeyError:\n    raise pickle.UnpicklingError(name) from None",
  ).replace(ALLOWED, 'class Point:\n    x = 0\n\n\nCLASSES = {("app", "Point"): Point}\n'),
  "a dictionary of classes by get": unpickler(
    'found = CLASSES.get(f"{module}.{name}")\nif found is None:\n    raise pickle.UnpicklingError(name)\nreturn found',
  ).replace(ALLOWED, 'class Point:\n    x = 0\n\n\nCLASSES = {"app.Point": Point}\n'),
  "a helper method": unpickler(
    `if not self._allowed(module, name):\n    raise ValueError\n${DELEGATES}`,
    "\n    def _allowed(self, module, name):\n        return (module, name) in ALLOWED\n",
  ),
  "a static helper": unpickler(
    `if self._allowed(module, name):\n    ${DELEGATES}\nraise ValueError`,
    "\n    @staticmethod\n    def _allowed(module: str, name: str) -> bool:\n        if module == 'datetime':\n            return name in {'date'}\n        return False\n",
  ),
  "a helper that raises": unpickler(
    `self._check(module, name)\n${DELEGATES}`,
    "\n    def _check(self, module, name):\n        if (module, name) not in ALLOWED:\n            raise pickle.UnpicklingError(name)\n",
  ),
  "a helper function": `${unpickler(`if is_allowed(module, name):\n    ${DELEGATES}\nraise ValueError`)}\n\ndef is_allowed(where, what):\n    return (where, what) in ALLOWED\n`,
  "a list in the class": unpickler(PLAIN.replace("in ALLOWED", "in self.NAMES")).replace(
    "    def find_class",
    '    NAMES = frozenset({("datetime", "date")})\n\n    def find_class',
  ),
  "a union of lists": unpickler(PLAIN.replace("in ALLOWED", "in BOTH")).replace(
    ALLOWED,
    `${ALLOWED}MORE = {("decimal", "Decimal")}\nBOTH = ALLOWED | MORE\n`,
  ),
  "by getattr": unpickler(
    `if module == "builtins" and name in {"set", "frozenset"}:\n    return getattr(importlib.import_module(module), name)\nraise ValueError`,
  ),
  "renamed before the test": unpickler(`if module == "old":\n    module = "datetime"\n${PLAIN}`),
  "a conditional expression": unpickler(
    `return super().find_class(module, name) if (module, name) in ALLOWED else None`,
  ),
  "a subclass that adds nothing to it": unpickler(PLAIN).replace(
    CALLED,
    `\n\nclass Other(Loader):\n    def persistent_load(self, pid):\n        return pid\n${CALLED.replace("Loader(", "Other(")}`,
  ),
};

const NOT_STRICT: Readonly<Record<string, string>> = {
  "something is added to the list": unpickler(PLAIN).replace(
    ALLOWED,
    `${ALLOWED}ALLOWED.add(("os", "system"))\n`,
  ),
  "something is added to what the list is made of": unpickler(PLAIN).replace(
    ALLOWED,
    'BASE = {("datetime", "date")}\nBASE.add(("app", "run"))\nALLOWED = frozenset(BASE)\n',
  ),
  "the list is given to somebody": unpickler(PLAIN).replace(ALLOWED, `${ALLOWED}extend(ALLOWED)\n`),
  "the list has another name": unpickler(PLAIN).replace(
    ALLOWED,
    `${ALLOWED}OTHER = ALLOWED\nOTHER.update(X)\n`,
  ),
  "the list grows": unpickler(PLAIN).replace(ALLOWED, `${ALLOWED}ALLOWED |= X\n`),
  "a set of the dictionary grows": unpickler(
    `if name in NAMES.get(module, ()):\n    ${DELEGATES}\nraise ValueError`,
  ).replace(ALLOWED, 'NAMES = {"datetime": {"date"}}\nfor names in NAMES.values():\n    names.add("x")\n'),
  "the dictionary has a default": unpickler(
    `if name in NAMES.get(module, [name]):\n    ${DELEGATES}\nraise ValueError`,
  ).replace(ALLOWED, 'NAMES = {"datetime": {"date"}}\n'),
  "a dictionary of something else": unpickler(
    `if name in NAMES[module]:\n    ${DELEGATES}\nraise ValueError`,
  ).replace(
    ALLOWED,
    'class Any:\n    def __contains__(self, x):\n        return True\n\n\nALL = Any()\nNAMES = {"app": ALL}\n',
  ),
  "the list holds a module that runs things": unpickler(PLAIN).replace(
    '"datetime", "date"',
    '"subprocess", "run"',
  ),
  "the name is changed after the test": unpickler(
    `if (module, name) in ALLOWED:\n    module, name = "os", "system"\n    ${DELEGATES}\nraise ValueError`,
  ),
  "the name is changed between": unpickler(
    `key = (module, name)\nmodule = "os"\nif key in ALLOWED:\n    ${DELEGATES}\nraise ValueError`,
  ),
  "another name is given back": unpickler(
    `if (module, name) in ALLOWED:\n    return super().find_class("os", "system")\nraise ValueError`,
  ),
  "something else is given back": unpickler(
    `if (module, name) in ALLOWED:\n    return eval(name)\nraise ValueError`,
  ),
  "a test that always holds": unpickler(
    `if module[:0] + name[:0] == "":\n    ${DELEGATES}\nraise ValueError`,
  ),
  "a test of the first part": unpickler(
    `if module.split(".")[0] in {"app"} and name in {"Point"}:\n    ${DELEGATES}\nraise ValueError`,
  ),
  or: unpickler(`if (module, name) in ALLOWED or self.lenient:\n    ${DELEGATES}\nraise ValueError`),
  "part of a text": unpickler(
    `if name in "Decimal" and module in {"decimal"}:\n    ${DELEGATES}\nraise ValueError`,
  ),
  "a helper that says yes": unpickler(
    `if self._allowed(module, name):\n    ${DELEGATES}\nraise ValueError`,
    "\n    def _allowed(self, module, name):\n        if module == 'app':\n            return True\n        return (module, name) in ALLOWED\n",
  ),
  "a helper that does not raise": unpickler(
    `self._check(module, name)\n${DELEGATES}`,
    "\n    def _check(self, module, name):\n        if (module, name) not in ALLOWED:\n            print(name)\n",
  ),
  "a helper that leaves early": unpickler(
    `self._check(module, name)\n${DELEGATES}`,
    "\n    def _check(self, module, name):\n        if self.quick:\n            return\n        if (module, name) not in ALLOWED:\n            raise ValueError\n",
  ),
  "a dictionary of what runs things": unpickler("return CLASSES[module, name]").replace(
    ALLOWED,
    'import os\n\nCLASSES = {("app", "Point"): os.system}\n',
  ),
  "a class that runs things": unpickler("return Run").replace(
    ALLOWED,
    "import os\n\n\nclass Run:\n    def __init__(self, what):\n        os.system(what)\n",
  ),
  "match that captures": unpickler(
    `match (module, name):\n    case ("datetime", "date") | (_, _):\n        ${DELEGATES}\nraise ValueError`,
  ),
  "it is replaced": `${unpickler(PLAIN)}\nLoader.find_class = pickle.Unpickler.find_class\n`,
  "it is replaced by setattr": `${unpickler(PLAIN)}\nsetattr(Loader, "find" + "_class", other)\n`,
  "it is replaced on an instance": unpickler(PLAIN).replace(
    "return Loader(file).load()",
    "loader = Loader(file)\n    loader.find_class = anything\n    return loader.load()",
  ),
  "a decorator": unpickler(PLAIN).replace("class Loader", "@wrapped\nclass Loader"),
  "a decorator of the method": unpickler(PLAIN).replace(
    "    def find_class",
    "    @wrapped\n    def find_class",
  ),
  "a metaclass": unpickler(PLAIN).replace("(pickle.Unpickler)", "(pickle.Unpickler, metaclass=Meta)"),
  "a base from elsewhere": unpickler(PLAIN).replace("(pickle.Unpickler)", "(Mixin, pickle.Unpickler)"),
  "another way to look names up": unpickler(
    PLAIN,
    "\n    def __getattribute__(self, key):\n        return evil(key)\n",
  ),
  "a base class with its own": unpickler(PLAIN).replace(
    "class Loader(pickle.Unpickler)",
    "class Evil(pickle.Unpickler):\n    def find_class(self, module, name):\n        return super().find_class(module, name)\n\n\nclass Loader(Evil)",
  ),
  "a subclass that lets all through": unpickler(PLAIN).replace(
    CALLED,
    `\n\nclass Other(Loader):\n    def find_class(self, module, name):\n        return pickle.Unpickler.find_class(self, module, name)\n${CALLED.replace("Loader(", "Other(")}`,
  ),
  "a second find_class": unpickler(
    PLAIN,
    "\n    if FLAG:\n\n        def find_class(self, module, name):\n            return super().find_class(module, name)\n",
  ),
  "a plain load beside it": `${unpickler(PLAIN)}\n\ndef other(data):\n    return pickle.loads(data)\n`,
};

describe("an unpickler with an exact allowlist makes its import a warning", () => {
  test.each(Object.entries(STRICT))("%s", (_, text) => {
    expect(reported(text)).toEqual(["warn pickle-import"]);
  });
});

describe("nothing that undoes the allowlist does", () => {
  test.each(Object.entries(NOT_STRICT))("%s", (_, text) => {
    expect(reported(text)).toContain("block pickle-import");
  });
});

describe("an allowlist of another file", () => {
  const LOADER =
    "import pickle\nfrom allow import ALLOWED\n\n\nclass Loader(pickle.Unpickler):\n    def find_class(self, module, name):\n        if (module, name) in ALLOWED:\n            return super().find_class(module, name)\n        raise pickle.UnpicklingError(name)\n\n\ndef restore(file):\n    return Loader(file).load()\n";
  const blocks = (text: string, allow: string): boolean =>
    analyzeWith("main.py", text, { files: { "allow.py": allow } }).findings.some(
      ({ level }) => level === "block",
    );

  test.each<[string, boolean, string, string]>([
    ["by its name", false, LOADER, ALLOWED],
    [
      "by another name",
      false,
      LOADER.replace("ALLOWED", "ALLOWED as NAMES").replace("in ALLOWED", "in NAMES"),
      ALLOWED,
    ],
    ["that names what runs code", true, LOADER, 'ALLOWED = {("builtins", "eval")}\n'],
    ["that is not written out", true, LOADER, "ALLOWED = read()\n"],
    ["to which this file adds", true, `${LOADER}\n\nALLOWED.add(input())\n`, ALLOWED],
  ])("%s: blocks is %s", (_, wanted, text, allow) => {
    expect(blocks(text, allow)).toBe(wanted);
  });
});
