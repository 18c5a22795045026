import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative, resolve } from "node:path";

import { bundleCommand } from "./package/bundle-command.js";
import { makeWheel, wheelName } from "./package/wheel.js";

// Makes of the command line what people install: `build/no-pickle-<version>.tgz` for npm, and a wheel for pip; and the
// repository of hooks for pre-commit. None has dependencies in JavaScript; the wheel has one, which brings Node.
// They go into `build`, or into the folder that is named.
const ROOT = join(import.meta.dirname, "..");
const BUILD = resolve(process.argv[2] ?? join(ROOT, "build"));
const FOLDER = join(BUILD, "package");

const { name, version, description, license, engines } = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
) as Readonly<Record<"name" | "version" | "description" | "license", string>> & { readonly engines: object };

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(join(FOLDER, "dist"), { recursive: true });
await bundleCommand(join(ROOT, "src"), join(FOLDER, "dist"));
chmodSync(join(FOLDER, "dist", "cli.js"), 0o755);
for (const file of ["LICENSE", "app.yml"]) copyFileSync(join(ROOT, file), join(FOLDER, file));
copyFileSync(join(ROOT, "integrations", "npm", "README.md"), join(FOLDER, "README.md"));
// Where it comes from is known only where it is released; npm holds that against the provenance.
const repository = process.env["GITHUB_REPOSITORY"];
const manifest = {
  name,
  version,
  description,
  license,
  ...(repository ? { repository: { type: "git", url: `git+https://github.com/${repository}.git` } } : {}),
  type: "module",
  bin: { "no-pickle": "dist/cli.js" },
  engines,
};
writeFileSync(join(FOLDER, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);

const packed = join(BUILD, `${name}-${version}.tgz`);
execFileSync("npm", ["pack", "--silent", "--pack-destination", BUILD], { cwd: FOLDER });

const python = join(ROOT, "integrations", "python");
const readme = readFileSync(join(python, "README.md"), "utf8");
const wheel = join(BUILD, wheelName(version));
writeFileSync(wheel, makeWheel(join(python, "no_pickle"), FOLDER, { version, description, license, readme }));

// The repository of the hooks for pre-commit asks for the very version that it is released with.
const hooks = join(BUILD, "pre-commit");
rmSync(hooks, { recursive: true, force: true });
cpSync(join(ROOT, "integrations", "pre-commit"), hooks, { recursive: true });
copyFileSync(join(ROOT, "LICENSE"), join(hooks, "LICENSE"));
const pyproject = join(hooks, "pyproject.toml");
writeFileSync(
  pyproject,
  readFileSync(pyproject, "utf8")
    .replace('version = "0"', `version = "${version}"`)
    .replace('"no-pickle"]', `"no-pickle==${version}"]`),
);

for (const file of [packed, wheel]) {
  const path = relative(process.cwd(), file);
  // npm takes "build/..." without the dot for a repository on GitHub.
  const shown = path.startsWith("..") ? path : `./${path}`;
  process.stdout.write(`${shown}  ${String(Math.round(statSync(file).size / 1000))} kB\n`);
}
