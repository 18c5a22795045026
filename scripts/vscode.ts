import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

import { build } from "esbuild";

import { bundleCommand } from "./package/bundle-command.js";
import { noticesOf } from "./package/notices.js";

// Makes the extension for VS Code, `build/no-pickle-<version>.vsix`, or in the folder that is named: the client as one module,
// beside it the command with its language server. The tool that packs it is fetched for that alone.
const VSCE = "@vscode/vsce@3.9.2";

const ROOT = join(import.meta.dirname, "..");
const BUILD = resolve(process.argv[2] ?? join(ROOT, "build"));
const FOLDER = join(BUILD, "vscode");
const SOURCE = join(ROOT, "integrations", "vscode");

type Manifest = Readonly<Record<string, unknown>> & { readonly version: string; readonly engines: object };

const { name, version, engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;

rmSync(FOLDER, { recursive: true, force: true });
const server = join(FOLDER, "server");
mkdirSync(join(server, "dist"), { recursive: true });
await bundleCommand(join(ROOT, "src"), join(server, "dist"));
writeFileSync(
  join(server, "package.json"),
  `${JSON.stringify({ name, version, type: "module", engines }, null, 2)}\n`,
);

const { metafile } = await build({
  entryPoints: [join(SOURCE, "src", "extension.ts")],
  outfile: join(FOLDER, "extension.cjs"),
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
});
writeFileSync(join(FOLDER, "THIRD-PARTY.txt"), noticesOf(Object.keys(metafile.inputs), []));
for (const file of ["README.md", "walkthrough"])
  cpSync(join(SOURCE, file), join(FOLDER, file), { recursive: true });
for (const file of ["LICENSE", "CHANGELOG.md"]) copyFileSync(join(ROOT, file), join(FOLDER, file));
const manifest = JSON.parse(readFileSync(join(SOURCE, "package.json"), "utf8")) as Manifest;
// Where it comes from is known only where it is released.
const repository = process.env["GITHUB_REPOSITORY"];
const released = {
  ...manifest,
  version,
  ...(repository ? { repository: { type: "git", url: `https://github.com/${repository}.git` } } : {}),
};
writeFileSync(join(FOLDER, "package.json"), `${JSON.stringify(released, null, 2)}\n`);

const packed = join(BUILD, `${String(name)}-${version}.vsix`);
const args = ["package", "--no-dependencies", "--skip-license", "--out", packed];
execFileSync("npx", ["--yes", VSCE, ...args, ...(repository ? [] : ["--allow-missing-repository"])], {
  cwd: FOLDER,
  stdio: ["ignore", "pipe", "inherit"],
});
process.stdout.write(
  `${relative(process.cwd(), packed)}  ${String(Math.round(statSync(packed).size / 1000))} kB\n`,
);
