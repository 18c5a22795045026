import { describe, expect, test } from "vitest";

import { floorsOf } from "../../src/dependencies/floors-of.js";
import { VERSION_LINES } from "../../src/dependencies/version-lines.js";
import { LIBRARY_LOADERS, TELLING_METHODS } from "../../src/rule-kit/loaders/all-loaders.js";
import {
  isUnconditional,
  type DecidingArgument,
  type LibraryLoader,
  type SafeSince,
} from "../../src/rule-kit/library-loader.js";
import { analyzeWith } from "../support/analyze.js";

/** One program for each way in which a row's names can be written, with the call on its last line. */
function programs({ modules, names }: LibraryLoader, args: string): [string, string][] {
  return modules.flatMap((module) =>
    names.flatMap((name): [string, string][] => {
      const [, owner = "", isInstance, method = ""] = /^([A-Z_]\w*)(\(\))?\.(\w+)$/.exec(name) ?? [];
      const plain = `import ${module} as library\n\nlibrary.${name}(${args})\n`;
      if (owner === "") return [[`${module}.${name}`, plain]];
      const sub = `from ${module} import ${owner}\n\n\nclass Own(${owner}): ...\n\n\n`;
      return [
        [`${module}.${name}`, plain],
        [`a subclass of ${module}.${owner}`, `${sub}Own${isInstance ?? ""}.${method}(${args})\n`],
      ];
    }),
  );
}

function levelsOf(text: string, requirements = ""): string[] {
  const floors = floorsOf(new Map([["requirements.txt", requirements]]));
  return analyzeWith("a.py", text, { floors })
    .findings.filter(({ ruleId }) => ruleId.startsWith("library-pickle"))
    .map(({ ruleId, level }) => `${ruleId} ${level}`);
}

/** What to pass so that the argument is unsafe, and so that it is safe. */
function argumentsOf({ name, safe }: DecidingArgument): { unsafe: string; safe: string } {
  if (safe === "anything") return { unsafe: "data", safe: `data, ${name}=json` };
  if (safe === "nothing") return { unsafe: `data, ${name}=path`, safe: "data" };
  if (typeof safe === "boolean") {
    const text = (value: boolean): string => `data, ${name}=${value ? "True" : "False"}`;
    return { unsafe: text(!safe), safe: text(safe) };
  }
  const good = ["memory", "config.json", "w", "a.csv", "a.safetensors"].find((one) => safe.test(one));
  const text = good === undefined ? "__import__('cProfile').Profile()" : `"${good}"`;
  const [before, unsafe] = name === "args" ? ["", '"out.prof"'] : [`${name}=`, `"pickle"`];
  return { unsafe: `${before}${unsafe}`, safe: `${before}${text}` };
}

const ROWS = LIBRARY_LOADERS.map((row) => [`${row.modules[0] ?? ""}: ${row.names.join(", ")}`, row] as const);

describe.each(ROWS)("%s", (_, row) => {
  const rule = isUnconditional(row) ? "library-pickle-load" : "library-pickled-data";
  const unsafe = row.argument ? argumentsOf(row.argument).unsafe : "data";

  test.each(programs(row, unsafe))("%s is reported", (_name, text) => {
    expect(levelsOf(text)).toEqual([`${rule} ${row.level ?? "block"}`]);
  });

  test("says where it was seen", () => {
    expect(row.source).toMatch(/^https:\/\//);
  });

  const { argument, safeSince } = row;
  if (argument) {
    test.each(programs(row, argumentsOf(argument).safe))(
      "%s with the safe argument is fine",
      (_name, text) => {
        expect(levelsOf(text)).toEqual([]);
      },
    );
  }
  if (safeSince && argument?.absent !== "safe") {
    test.each(programs(row, "data"))("%s is fine in the versions that are safe", (_name, text) => {
      expect(levelsOf(text, requirementsOf(safeSince))).toEqual([]);
      expect(levelsOf(text, "")).toHaveLength(1);
    });
  }
});

function requirementsOf(safeSince: readonly SafeSince[]): string {
  return safeSince.map(({ packages, version }) => `${packages[0]}>=${version}`).join("\n");
}

test("each version from which on a loader is safe is a line in src/dependencies/version-lines.ts", () => {
  const lines = VERSION_LINES.map(({ name, line }) => `${name} ${line}`);
  const versions = [...LIBRARY_LOADERS, ...TELLING_METHODS].flatMap(({ safeSince = [] }) =>
    safeSince.flatMap(({ packages, version }) => packages.map((name) => `${name} ${version}`)),
  );
  expect(versions.filter((one) => !lines.includes(one))).toEqual([]);
});

describe.each(TELLING_METHODS)("$name", ({ name, of }) => {
  const importing = `from ${of ?? "somewhere"}.models import Model\n\n\n`;

  test("is reported on an object that can have it", () => {
    expect(levelsOf(`${importing}Model.${name}(path)\n`)).toEqual(["library-pickled-data warn"]);
  });

  test("is not reported where the file defines it", () => {
    const own = `class Model:\n    @classmethod\n    def ${name}(cls, path):\n        return cls()\n\n\n`;
    expect(levelsOf(`import ${of ?? "torch"}\n\n\n${own}Model.${name}(path)\n`)).toEqual([]);
  });

  if (of !== undefined) {
    test("is not reported on an object of another module", () => {
      expect(levelsOf(`import ${of}\n${importing.replace(of, "other")}Model.${name}(path)\n`)).toEqual([]);
    });
  }
});

test("an argument that cannot be read is not proven", () => {
  const load = "from ultralytics.utils.patches import torch_load\n\n\ndef read(path, safe):\n";
  expect(levelsOf(`${load}    return torch_load(path, weights_only=safe)\n`)).toEqual([
    "library-pickled-data warn",
  ]);
});

test("a checkpoint of Lightning needs both versions", () => {
  const load = "import lightning as L\n\nL.LightningModule.load_from_checkpoint(path)\n";
  expect(levelsOf(load, "torch>=2.6")).toEqual(["library-pickled-data block"]);
  expect(levelsOf(load, "lightning>=2.6\ntorch>=2.5")).toEqual(["library-pickled-data block"]);
  expect(levelsOf(load, "lightning>=2.6\ntorch>=2.6")).toEqual([]);
});
