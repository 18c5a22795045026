import { describe, expect, test } from "vitest";

import { likelyModules, type ListedFolders } from "../../src/analysis/likely-surroundings.js";

/** A repository of which every folder was listed. */
function listed(paths: readonly string[]): ListedFolders {
  const folders = new Map<string, Map<string, string>>([["", new Map()]]);
  for (const path of paths) {
    const parts = path.split("/");
    for (let i = 0; i < parts.length; i++) {
      const folder = parts.slice(0, i).join("/");
      const entries = folders.get(folder) ?? new Map<string, string>();
      folders.set(folder, entries.set(parts[i] ?? "", i === parts.length - 1 ? "blob" : "tree"));
    }
  }
  return {
    isListed: (folder) => folders.has(folder),
    entries: (folder) => [...(folders.get(folder) ?? [])].map(([name, type]) => ({ name, type })),
  };
}

const importer = (path: string, ...modules: string[]) => ({ path, modules, runs: [] });

describe("the modules that files import", () => {
  test.each<[string, string[], string[]]>([
    ["util", ["app/util.py", "util.py"], ["app/util.py"]],
    ["util", ["util.py"], ["util.py"]],
    ["util", ["src/util/__init__.py"], ["src/util/__init__.py"]],
    ["lib.util", ["lib/util.py"], ["lib/util.py"]],
    ["util.deep", ["util/deep.py"], ["util/deep.py"]],
    ["util.deep", ["util/other.py"], []],
    [".util", ["app/util.py"], ["app/util.py"]],
    ["..util", ["util.py"], ["util.py"]],
    ["pickle", ["pickle.py"], []],
    ["nowhere", ["util.py"], []],
  ])("%s of %j are %j", (module, paths, expected) => {
    const folders = listed(["app/main.py", "lib/x.py", "src/x.py", ...paths]);
    expect(likelyModules([importer("app/main.py", module)], folders)).toEqual(expected);
  });

  test("may be in folders that were not listed", () => {
    const isListed = (folder: string): boolean => folder === "";
    const folders = { isListed, entries: listed(["app/main.py"]).entries };
    expect(likelyModules([importer("app/main.py", "util")], folders)).toEqual([
      "app/util.py",
      "app/util/__init__.py",
    ]);
  });

  test.each(["m", "d.m"])("%s… are looked for in little time, however many and deep", (module) => {
    const deep = "d/".repeat(20);
    const files = Array.from({ length: 300 }, (_, i) =>
      importer(
        `${deep}f${String(i)}.py`,
        ...Array.from({ length: 300 }, (_u, n) => `${module}${String(i)}x${String(n)}`),
      ),
    );
    const folders = listed(files.map(({ path }) => path));
    const before = process.cpuUsage();
    expect(likelyModules(files, folders)).toEqual([]);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});
