import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser";
import { parse as parseYaml } from "yaml";

import { normalizedName, type Floor } from "./floor.js";
import { installedBy } from "./installs.js";
import { packagesOf } from "./lock-files.js";
import { lowestOf, parseRequirement } from "./requirement.js";
import { setupRequirements } from "./setup-py.js";

/** What a manifest says of one package. A lock says what is installed, the others what is allowed. */
export interface Declared extends Floor {
  /** What is asked of the version, as it is written there; "" for nothing. */
  readonly specifiers: string;
  readonly isLock: boolean;
}

/** Whether a path is that of a manifest that is understood. */
export function isManifest(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return NAMES.test(path) || (name.includes("requirements") && /^[\w.-]+\.(?:txt|in)$/.test(name));
}

const NAMES =
  /(?:^|\/)(?:pyproject\.toml|setup\.(?:cfg|py)|Pipfile(?:\.lock)?|(?:poetry|uv|pdm)\.lock|(?:conda[\w.-]*|environment[\w.-]*)\.ya?ml|constraints[\w.-]*\.(?:txt|in)|requirements\/[\w.-]+\.(?:txt|in))$/;

/** What a manifest declares; nothing where it cannot be read. Never throws. */
export function parseManifest(path: string, text: string): Declared[] {
  try {
    const found = isManifest(path) ? declaredIn(path.split("/").at(-1) ?? path, text) : installedIn(text);
    return found.map((entry) => ({ ...entry, manifest: path }));
  } catch {
    return [];
  }
}

interface Entry {
  readonly name: string;
  readonly version: string | null;
  readonly specifiers: string;
  readonly isLock: boolean;
}

function declaredIn(file: string, text: string): Entry[] {
  if (file === "Pipfile.lock") return pipfileLock(text);
  if (file.endsWith(".lock"))
    return packagesOf(text).map(({ name, version }) => locked(name, version, `==${version}`));
  if (file === "Pipfile")
    return tables(getStaticTOMLValue(parseTOML(text)), [["packages"], ["dev-packages"]]);
  if (file.endsWith(".toml")) return project(getStaticTOMLValue(parseTOML(text)));
  if (/\.ya?ml$/.test(file)) return environment(parseYaml(text));
  if (file === "setup.py") return requirements(setupRequirements(text));
  if (file === "setup.cfg") return requirements(setupCfg(text));
  return requirements(
    text
      .replace(/\\\r?\n/g, " ")
      .split("\n")
      .map((line) => line.replace(/\s--hash=\S+/g, ""))
      .filter((line) => !/^\s*(?:-|#|https?:)/.test(line)),
  );
}

/** What the commands of another text install, where they name versions. */
function installedIn(text: string): Entry[] {
  return requirements(installedBy(text));
}

function requirements(lines: readonly unknown[]): Entry[] {
  return lines.flatMap((line) => {
    const found = typeof line === "string" ? parseRequirement(line) : null;
    if (!found) return [];
    const { name, lowest, specifiers } = found;
    return [{ name, version: lowest, specifiers, isLock: false }];
  });
}

type Tree = Readonly<Record<string, unknown>>;

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function at(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), tree);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** PEP 621, PEP 735 and Poetry. */
function project(tree: unknown): Entry[] {
  const groups = [
    at(tree, ["project", "optional-dependencies"]),
    at(tree, ["dependency-groups"]),
    at(tree, ["tool", "pdm", "dev-dependencies"]),
  ];
  const lines = [
    ...list(at(tree, ["project", "dependencies"])),
    ...["override-dependencies", "constraint-dependencies", "dev-dependencies"].flatMap((key) =>
      list(at(tree, ["tool", "uv", key])),
    ),
    ...groups.flatMap((group) => (isTree(group) ? Object.values(group).flatMap(list) : [])),
  ];
  const poetry = at(tree, ["tool", "poetry", "group"]);
  const named = isTree(poetry)
    ? Object.keys(poetry).map((name) => ["tool", "poetry", "group", name, "dependencies"])
    : [];
  return [
    ...requirements(lines),
    ...tables(tree, [["tool", "poetry", "dependencies"], ["tool", "poetry", "dev-dependencies"], ...named]),
  ];
}

/** Tables of `name = "^1.2"` or `name = { version = "^1.2" }`. */
function tables(tree: unknown, paths: readonly (readonly string[])[]): Entry[] {
  return paths.flatMap((path) => {
    const table = at(tree, path);
    return Object.entries(isTree(table) ? table : {}).map(([name, value]) => {
      const given = isTree(value) ? value["version"] : value;
      const specifiers = typeof given === "string" ? given : "";
      return { name: normalizedName(name), version: lowestOf(specifiers), specifiers, isLock: false };
    });
  });
}

function locked(name: string, version: string, specifiers: string): Entry {
  return { name: normalizedName(name), version: lowestOf(version), specifiers, isLock: true };
}

function pipfileLock(text: string): Entry[] {
  const tree: unknown = JSON.parse(text);
  return ["default", "develop"].flatMap((section) =>
    Object.entries(at(tree, [section]) ?? {}).map(([name, entry]: [string, unknown]) => {
      const version = at(entry, ["version"]);
      return typeof version === "string" ? locked(name, version, version) : locked(name, "", "");
    }),
  );
}

/** Conda's `dependencies`, with the `pip` list inside. */
function environment(tree: unknown): Entry[] {
  const lines = list(at(tree, ["dependencies"]));
  return requirements(
    lines.flatMap((line) =>
      isTree(line)
        ? list(line["pip"])
        : [
            typeof line === "string"
              ? line
                  .replace(/^[\w.-]+::/, "")
                  .replace(/^(\S+)\s+([0-9].*)$/, "$1=$2")
                  .replace(/^([^=]+=[^=]+)=[^=]*$/, "$1")
              : line,
          ],
    ),
  );
}

/** The indented lines under `install_requires` and of the extras. */
function setupCfg(text: string): string[] {
  const lines: string[] = [];
  let section = "";
  let key = "";
  for (const line of text.split("\n")) {
    const header = /^\[([^\]]+)\]/.exec(line);
    const option = /^([\w.-]+)\s*=(.*)/.exec(line);
    if (header) [section, key] = [header[1] ?? "", ""];
    else if (option) {
      key = option[1] ?? "";
      if (isRequirement()) lines.push(option[2] ?? "");
    } else if (/^\s+\S/.test(line) && isRequirement()) lines.push(line);
  }
  return lines;

  function isRequirement(): boolean {
    return (
      section === "options.extras_require" ||
      (section === "options" && /^(?:install|tests|setup)_requires$/.test(key))
    );
  }
}

/** The 0-based line of a manifest that names the package; null if none does. */
export function lineOfPackage(text: string, name: string): number | null {
  const pattern = new RegExp(
    `(?:^|[^\\w.-])(?:py)?${name.replace(/[^a-z0-9]/g, "[-_.]")}(?:$|[^\\w.-])`,
    "i",
  );
  const index = text.split("\n").findIndex((line) => pattern.test(line) && !/^\s*#/.test(line));
  return index === -1 ? null : index;
}
