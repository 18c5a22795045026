import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser";

/** A package of a lock file. */
export interface Locked {
  readonly name: string;
  readonly version: string;
}

/**
 * The packages of a `poetry.lock`, `uv.lock` or `pdm.lock`. They are long and always written alike, so they are read line by
 * line; one that says something in another way is read as TOML.
 * @throws where it is no TOML
 */
export function packagesOf(text: string): Locked[] {
  return isAsToolsWrite(text) ? byLines(text) : byTables(getStaticTOMLValue(parseTOML(text)));
}

function byLines(text: string): Locked[] {
  return text
    .split(/^\[\[package\]\]/m)
    .slice(1)
    .flatMap((section) => {
      const [own = ""] = section.split(/^\[/m, 1);
      const [, name] = /^name = "([^"\n]{1,200})"/m.exec(own) ?? [];
      const [, version] = /^version = "([^"\n]{1,200})"/m.exec(own) ?? [];
      return name !== undefined && version !== undefined ? [{ name, version }] : [];
    });
}

function byTables(tree: unknown): Locked[] {
  const packages = (tree as { readonly package?: unknown }).package;
  return (Array.isArray(packages) ? (packages as readonly unknown[]) : []).flatMap((one) => {
    const { name, version } = (one ?? {}) as { readonly name?: unknown; readonly version?: unknown };
    return typeof name === "string" && typeof version === "string" ? [{ name, version }] : [];
  });
}

/** Whether packages, their names and their versions can only stand where the tools write them. */
function isAsToolsWrite(text: string): boolean {
  // Texts over several lines, and what ends a line for one reader and not for another.
  if (/"""|'''|\r(?!\n)|[\u2028\u2029]/.test(text)) return false;
  return text.split("\n").every((line) => isUsual(line.endsWith("\r") ? line.slice(0, -1) : line));
}

function isUsual(line: string): boolean {
  const start = line.trimStart();
  if (start.startsWith("[")) return line === "[[package]]" || OTHER_TABLE.test(line);
  // A table that goes on in the next line.
  if (line.trimEnd().endsWith("{")) return false;
  const [, quoted, bare] = KEY.exec(start) ?? [];
  if (quoted?.includes("\\")) return false;
  const key = quoted?.slice(1, -1) ?? bare;
  if (key === "package") return false;
  return (
    (key !== "name" && key !== "version") ||
    (bare !== undefined && /^(?:name|version) = (?:"[^"\\]{1,200}"|\d{1,9})$/.test(line))
  );
}

/** `[metadata]`, `[package.extras]`, `[[manifest.dependency-metadata]]`, but for other ways to write `[[package]]`. */
const OTHER_TABLE = /^\[{1,2}(?!package\]|"|')[\w-]+(?:\.(?:[\w-]+|"[^"\\]{1,200}"))*\]{1,2}$/;

const KEY = /^(?:("(?:[^"\\]|\\.){0,200}"|'[^']{0,200}')|([\w-]{1,200}))\s{0,9}[.=]/;
