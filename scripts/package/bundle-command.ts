import { copyFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

import { build as bundle, type Plugin } from "esbuild";

import { BUNDLE_OPTIONS } from "../bundle-options.js";
import { noticesOf } from "./notices.js";

const require = createRequire(import.meta.url);

/** What the package has instead: without native code, and without the databases of the server. */
const INSTEAD: Readonly<Record<string, string>> = {
  "app/load-parser.ts": "app/load-packaged-parser.ts",
  "cli/jobs.ts": "cli/packaged-jobs.ts",
};

/** What is found at run time by its place: the module of Piscina's threads, and two WASM files. */
const PISCINA_WORKER = join(dirname(require.resolve("piscina")), "worker.js");
const WASM = ["web-tree-sitter/tree-sitter.wasm", "tree-sitter-python/tree-sitter-python.wasm"];

/**
 * Bundles the command line with all that it needs into a folder, as modules that load on demand, and beside them the
 * licenses of what is in it.
 * @param source the folder `src`
 * @param folder a folder that is there and empty
 */
export async function bundleCommand(source: string, folder: string): Promise<void> {
  const { metafile } = await bundle({
    entryPoints: {
      cli: join(source, "cli.ts"),
      "cli/scan-thread": join(source, "cli", "scan-thread.ts"),
      "editor/editor-thread": join(source, "editor", "editor-thread.ts"),
      worker: PISCINA_WORKER,
    },
    outdir: folder,
    ...BUNDLE_OPTIONS,
    // Names stay as they are: what is reported as a bug has to be found.
    minifySyntax: true,
    minifyWhitespace: true,
    // Piscina does without where it is not there.
    external: ["@napi-rs/nice"],
    // For packages that ask Node for its modules, and for their own place, in the old way. Chunks lie beside each other.
    banner: {
      js: [
        'import { createRequire as requireFrom } from "node:module";',
        "const require = requireFrom(import.meta.url), __dirname = import.meta.dirname, __filename = import.meta.filename;",
      ].join("\n"),
    },
    legalComments: "none",
    metafile: true,
    plugins: [replaceModules(source)],
  });
  for (const file of WASM) copyFileSync(require.resolve(file), join(folder, file.split("/")[1] ?? ""));
  writeFileSync(join(folder, "THIRD-PARTY.txt"), noticesOf(Object.keys(metafile.inputs), WASM));
}

function replaceModules(source: string): Plugin {
  return {
    name: "what the package has instead",
    setup: (build) => {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const instead = INSTEAD[relative(source, path)];
        if (instead === undefined) return null;
        const target = join(source, instead);
        return {
          contents: `export * from ${JSON.stringify(target)};`,
          resolveDir: dirname(path),
          loader: "ts",
        };
      });
    },
  };
}
