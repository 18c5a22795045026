import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { build, type ImportKind, type Plugin } from "esbuild";

import { noticesOf } from "../scripts/package/notices.js";
import { plainFirst } from "../src/parse/by-hand/plain-first.js";
import { RULES } from "../src/rules/registry.js";
import { DOCS, docsPage } from "./pages/docs.js";
import { frontPage } from "./pages/front.js";
import { notFoundPage } from "./pages/not-found.js";
import { playgroundPage, type PlaygroundScripts } from "./pages/playground.js";
import { ruleSitePage, rulesIndex } from "./pages/rules.js";

const ROOT = join(import.meta.dirname, "..");
const SCRIPTS = ["playground", "engine", "search"] as const;

/**
 * Builds the site: files that any server of files can hand out.
 * @param folder is emptied first
 * @param base the path that it will lie below, with a slash at both ends
 */
export async function buildSite(folder: string, base: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const scripts = await bundleScripts(join(folder, "assets"), base);
  writePages(folder, base, scripts);
}

/** Addresses of the scripts that pages ask for. */
export interface Scripts extends PlaygroundScripts {
  readonly search: string;
}

/** Writes all but the scripts into a folder that is there. */
export function writePages(folder: string, base: string, scripts: Scripts): void {
  mkdirSync(join(folder, "assets"), { recursive: true });
  for (const name of ["site.css", "icon.svg"])
    copyFileSync(join(ROOT, "site", name), join(folder, "assets", name));
  copyFileSync(join(ROOT, "docs", "no-pickle.schema.json"), join(folder, "no-pickle.schema.json"));
  for (const [path, text] of pages(base, scripts)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** The pages, by the paths of their files. */
function pages(base: string, scripts: Scripts): [string, string][] {
  // What the pages show is plain Python, which needs no grammar.
  const parse = plainFirst(() => ({ ok: false, problem: "the site shows plain Python only" }));
  return [
    ["index.html", frontPage(base, parse, RULES.length)],
    ["404.html", notFoundPage(base)],
    ["playground/index.html", playgroundPage(base, scripts)],
    ["rules/index.html", rulesIndex(RULES, base, scripts.search)],
    ...RULES.map((rule): [string, string] => [`rules/${rule.meta.id}/index.html`, ruleSitePage(rule, base)]),
    ...DOCS.map((page): [string, string] => [
      join("docs", page.name, "index.html"),
      docsPage(page, readFileSync(join(ROOT, page.file), "utf8"), base),
    ]),
  ];
}

/** Libraries that few texts need are loaded when one does: `site/browser/later` has what stands in their place till then. */
const LATER: Plugin = {
  name: "later",
  setup(scripts) {
    const folder = join(ROOT, "site", "browser", "later");
    scripts.onResolve({ filter: /^(?:unbash|toml-eslint-parser)$/ }, ({ path, resolveDir }) =>
      resolveDir === folder ? null : { path: join(folder, `${path}.ts`) },
    );
  },
};

/** What libraries of the editor and of a parser bring along, and the playground has no use for. */
const WITHOUT_COMPLETION: Plugin = {
  name: "without-completion",
  setup(scripts) {
    scripts.onResolve({ filter: /^(?:@codemirror\/autocomplete|eslint-visitor-keys)$/ }, () => ({
      path: join(ROOT, "site", "browser", "no-completion.ts"),
    }));
  },
};

/** Bundles the scripts; their names tell their content. Returns their addresses. */
async function bundleScripts(folder: string, base: string): Promise<Scripts> {
  const { metafile } = await build({
    entryPoints: Object.fromEntries(
      SCRIPTS.map((name) => [name, join(ROOT, "site", "browser", `${name}.ts`)]),
    ),
    outdir: folder,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    loader: { ".wasm": "binary" },
    // What web-tree-sitter asks for where it runs in Node.
    external: ["fs/promises", "module"],
    legalComments: "none",
    plugins: [LATER, WITHOUT_COMPLETION],
    logLevel: "warning",
    metafile: true,
  });
  writeFileSync(join(folder, "THIRD-PARTY.txt"), noticesOf(Object.keys(metafile.inputs), []));
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([file, output]) => [relative(folder, resolve(file)), output]),
  );
  const fileOf = (name: string): string => {
    const source = join("site", "browser", `${name}.ts`);
    const [file] = [...outputs].find(([, { entryPoint }]) => entryPoint === source) ?? [];
    if (file === undefined) throw new Error(`the bundle has no ${name}`);
    return file;
  };
  const address = (file: string): string => `${base}assets/${file}`;
  const playground = fileOf("playground");
  // What it asks for as soon as it runs, and what that imports.
  const later = importsOf(playground, "dynamic-import");
  const modules = [...later, ...later.flatMap((file) => importsOf(file, "import-statement"))];
  return {
    playground: address(playground),
    engine: address(fileOf("engine")),
    modules: modules.map(address),
    search: address(fileOf("search")),
  };

  function importsOf(file: string, kind: ImportKind): string[] {
    const { imports = [] } = outputs.get(file) ?? {};
    return imports.flatMap((one) => (one.kind === kind ? [relative(folder, resolve(one.path))] : []));
  }
}
