import { readFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";

import { BUNDLE_OPTIONS } from "./bundle-options.js";
import { PURE_PACKAGES } from "./pure-packages.js";

// Makes one file of the command line, of each of its commands and of what these share, from what tsc has left in `dist`:
// to find and read some hundred small files takes a part of every start.
const root = join(import.meta.dirname, "..");
const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
) as Record<"dependencies" | "optionalDependencies", Record<string, string>>;

/** What goes into the bundle; all others have files of their own, or are a server's. */
const inside = [...PURE_PACKAGES, "commander", "vscode-languageserver", "vscode-languageserver-textdocument"];
const external = Object.keys({ ...dependencies, ...optionalDependencies }).filter(
  (name) => !inside.some((specifier) => `${specifier}/`.startsWith(`${name}/`)),
);

await build({
  entryPoints: ["cli.js", "cli/scan-thread.js", "editor/editor-thread.js"].map((name) =>
    join(root, "dist", name),
  ),
  outbase: join(root, "dist"),
  outdir: join(root, "dist"),
  allowOverwrite: true,
  ...BUNDLE_OPTIONS,
  external,
  // For those of them that ask Node for its modules in the old way.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
  legalComments: "linked",
});
