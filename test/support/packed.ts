import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

/** The version that everything is released as. */
export const { version: VERSION, engines: ENGINES } = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
) as { readonly version: string; readonly engines: { readonly node: string } };

/** Where `npm run package` puts what people install. */
export const PACKED = {
  npm: join(ROOT, "build", `no-pickle-${VERSION}.tgz`),
  wheel: join(ROOT, "build", `no_pickle-${VERSION}-py3-none-any.whl`),
};

/** Runs `npm run package`. */
export function makePackages(): void {
  execFileSync("npm", ["run", "--silent", "package"], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
}

/** What a scan printed with `--format json`, without what may differ from run to run. */
export function findingsIn(json: string): unknown {
  const report = JSON.parse(json) as { readonly stats: object };
  return { ...report, stats: { ...report.stats, durationMs: 0 } };
}
