import type { BuildOptions } from "esbuild";

/** What every bundle of the command line has: modules for Node that are loaded when they are needed. */
export const BUNDLE_OPTIONS = {
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  platform: "node",
  format: "esm",
  target: "node20",
  mainFields: ["module", "main"],
  logLevel: "warning",
} satisfies BuildOptions;
