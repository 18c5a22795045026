import { execFileSync } from "node:child_process";
import { join } from "node:path";

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
  execFileSync(join(bin, "pip"), ["install", "--quiet", "--disable-pip-version-check", ...packages], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return bin;
}
