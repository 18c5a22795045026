import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The licenses of the packages that files belong to, as their authors want them passed on.
 * @param inputs files below `node_modules`, and others, which do not count
 * @param files further ones, as `package/file`
 * @throws Error if a package has neither a license text nor a name for its license
 */
export function noticesOf(inputs: readonly string[], files: readonly string[]): string {
  const folders = [...inputs, ...files.map((file) => `node_modules/${file}`)].flatMap((input) => {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    return folder === undefined ? [] : [folder];
  });
  return [...new Set(folders)]
    .sort()
    .map(noticeOf)
    .join(`\n${"-".repeat(78)}\n\n`);
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const file = licenseFile(folder);
  if (file === undefined && license === undefined) throw new Error(`${name} has no license`);
  const heading = `${name} ${version}${license === undefined ? "" : ` (${license})`}`;
  return `${heading}\n\n${file === undefined ? "" : `${readFileSync(file, "utf8").trim()}\n`}`;
}

function licenseFile(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(file));
  return name === undefined ? undefined : join(folder, name);
}
