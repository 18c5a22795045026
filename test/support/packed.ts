import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

/** The version that everything is released as. */
export const { version: VERSION, engines: ENGINES } = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
) as { readonly version: string; readonly engines: { readonly node: string } };

/** What people install. */
export interface Packages {
  readonly npm: string;
  readonly wheel: string;
  /** The repository of hooks for pre-commit. */
  readonly hooks: string;
}

/** Makes them as `npm run package` does, into a folder of a test's own: others may do the same meanwhile. */
export function makePackages(folder: string): Packages {
  execFileSync("npm", ["run", "--silent", "package", folder], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    npm: join(folder, `no-pickle-${VERSION}.tgz`),
    wheel: join(folder, `no_pickle-${VERSION}-py3-none-any.whl`),
    hooks: join(folder, "pre-commit"),
  };
}

/** What a scan printed with `--format json`, without what may differ from run to run. */
export function findingsIn(json: string): unknown {
  const report = JSON.parse(json) as { readonly stats: object };
  return { ...report, stats: { ...report.stats, durationMs: 0 } };
}
