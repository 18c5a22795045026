import { readFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";

// Makes one file of the command line and of each of its commands, from what tsc has left in `dist`. To find and read
// hundreds of small files would take longer than most of what they do.
const root = join(import.meta.dirname, "..");
const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
) as Record<"dependencies" | "optionalDependencies", Record<string, string>>;

/** Packages that are nothing but functions: these go into the bundle. */
const PURE = new Set([
  "@noble/hashes",
  "@renovatebot/pep440",
  "commander",
  "jsonc-parser",
  "parse-diff",
  "picomatch",
  "smol-toml",
  "valibot",
  "yaml",
]);

await build({
  entryPoints: [join(root, "dist", "cli.js")],
  outdir: join(root, "dist"),
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  platform: "node",
  format: "esm",
  target: "node20",
  mainFields: ["module", "main"],
  external: Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !PURE.has(name)),
  // For those of them that ask Node for its modules in the old way.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
  legalComments: "linked",
  logLevel: "warning",
});
