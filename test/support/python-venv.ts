import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Whether packages can be installed here: there is a Python with pip, and PyPI is within reach. Without `REQUIRE_PYPI=1` tests
 * that need it are left out where it is not, and that is said.
 */
export function canInstallFromPypi(): boolean {
  if (process.env["REQUIRE_PYPI"] === "1") return true;
  const folder = mkdtempSync(join(tmpdir(), "no-pickle-pypi-"));
  const pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "tomli"];
  const { status } = spawnSync("python3", pip, { timeout: 60_000, stdio: "ignore" });
  rmSync(folder, { recursive: true });
  if (status !== 0)
    process.stderr.write(
      "LEFT OUT: what is installed with pip is not tested, as there is no python3 that reaches PyPI\n",
    );
  return status === 0;
}

/**
 * Makes a virtual environment and installs packages from PyPI, or from files.
 * @returns the folder of its commands
 * @throws Error that says so, where there is no Python with pip: such a test is not skipped
 */
export function virtualEnvironment(folder: string, packages: readonly string[]): string {
  try {
    execFileSync("python3", ["-m", "venv", folder], { stdio: "pipe" });
  } catch (error) {
    throw new Error(
      "this test needs python3 with venv and pip (Debian: python3-venv), and PyPI within reach",
      {
        cause: error,
      },
    );
  }
  const bin = join(folder, "bin");
  if (packages.length === 0) return bin;
  execFileSync(join(bin, "pip"), ["install", "--quiet", "--disable-pip-version-check", ...packages], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return bin;
}
