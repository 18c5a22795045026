import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { fileKind } from "../analysis/file-kind.js";
import type { Level } from "../findings/finding.js";
import { levelUnder } from "../policy/levels.js";
import { DEFAULT_POLICY, type Policy } from "../policy/policy.js";
import { RULES } from "../rules/registry.js";
import { openRepository } from "./git.js";
import type { Inventory } from "./init-policy.js";
import type { Io } from "./io.js";
import { scanCommand } from "./scan.js";

/** Names of folders that hold code of others. */
const VENDORED =
  /^(?:_?vendor(?:s|ed)?|third[_-]?party|thirdparty|3rd[_-]?party|3rdparty|externals|extern|node_modules|site-packages)$/i;

const TESTS = /^tests?$/;

/** Paths without anything that means something in a pattern, in YAML, or to a terminal. */
const PLAIN = /^[\w.-]+(?:\/[\w.-]+)*$/;

/** The largest `.gitattributes` that is read, in bytes. */
const MAX_ATTRIBUTES = 1024 * 1024;

/** The most folders that are named in a policy. */
const MAX_FOLDERS = 50;

/** Looks at what stands in a work tree, for its first policy. */
export async function takeInventory(io: Io, top: string): Promise<Inventory> {
  const vendored = await vendoredFolders(io, top);
  const { findings, notScanned } = await scanned(io, top, vendored);
  const counts = new Map<string, number>();
  for (const { ruleId } of findings) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  const blocking = (preset: Policy["preset"]): number =>
    findings.filter((finding) => levelIn(preset, finding) === "block").length;
  const example = findings.find(({ path, level }) => level === "block" && PLAIN.test(path)) ?? null;
  return {
    byRule: [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
    uses: findings.length,
    blocking: { strict: blocking("strict"), balanced: blocking("balanced") },
    notScanned: notScanned.length,
    vendored,
    tests: findings.flatMap(({ path }) => folderNamed(TESTS, path) ?? [])[0] ?? null,
    example,
  };
}

interface Scanned {
  readonly findings: readonly { readonly ruleId: string; readonly level: Level; readonly path: string }[];
  readonly notScanned: readonly unknown[];
}

async function scanned(io: Io, top: string, vendored: readonly string[]): Promise<Scanned> {
  let out = "";
  const silent: Io = { ...io, cwd: top, out: (text) => (out += text) };
  const options = { format: "json", usePolicy: false, quiet: false, threads: 1, exclude: vendored } as const;
  await scanCommand(silent, [], options);
  return JSON.parse(out) as Scanned;
}

function levelIn(
  preset: Policy["preset"],
  { ruleId, path, level }: Scanned["findings"][number],
): Level | null {
  const rule = RULES.find(({ meta }) => meta.id === ruleId);
  return rule ? levelUnder({ ...DEFAULT_POLICY, preset }, path, rule, level) : level;
}

/** Folders with Python of others: by their names, or because `.gitattributes` says so. */
async function vendoredFolders(io: Io, top: string): Promise<string[]> {
  const git = await openRepository(top, io.env);
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const paths = (await git.run(args)).toString("utf8").split("\0");
  const code = paths.filter((path) => ["python", "cython", "notebook"].includes(fileKind(path) ?? ""));
  const named = code.flatMap((path) => folderNamed(VENDORED, path) ?? []);
  const attributed = attributedFolders(top).filter((folder) =>
    code.some((path) => path.startsWith(`${folder}/`)),
  );
  const all = [...new Set([...named, ...attributed])].sort();
  return all.filter((folder) => !all.some((other) => folder.startsWith(`${other}/`))).slice(0, MAX_FOLDERS);
}

/** The outermost folder of a path whose name is one of these; null where there is none, or where it is oddly spelled. */
function folderNamed(names: RegExp, path: string): string | null {
  const parts = path.split("/").slice(0, -1);
  const i = parts.findIndex((part) => names.test(part));
  const folder = parts.slice(0, i + 1).join("/");
  return i >= 0 && PLAIN.test(folder) ? folder : null;
}

function attributedFolders(top: string): string[] {
  const file = join(top, ".gitattributes");
  const about = lstatSync(file, { throwIfNoEntry: false });
  if (about?.isFile() !== true || about.size > MAX_ATTRIBUTES) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      const [pattern = "", ...attributes] = line.trim().split(/\s+/);
      const folder = pattern.replace(/^\//, "").replace(/\/\*{0,2}$/, "");
      const isVendored = attributes.some((one) => /^linguist-vendored(?:=true)?$/.test(one));
      return isVendored && folder !== pattern && PLAIN.test(folder) ? [folder] : [];
    });
}
