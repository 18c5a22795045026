import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import { parsePolicy } from "../policy/parse-policy.js";
import { DEFAULT_POLICY, POLICY_PATH, type Policy } from "../policy/policy.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";

/**
 * The policy that a command works under: `--policy FILE`, else what the repository has, else the defaults.
 * @param ofRepository reads the repository's policy file; null if it has none
 * @throws UsageError if the file cannot be read or is wrong
 */
export async function loadPolicy(
  io: Io,
  options: CommonOptions,
  ofRepository: () => Promise<string | null>,
): Promise<Policy> {
  if (!options.usePolicy) return DEFAULT_POLICY;
  if (options.policy !== undefined) {
    return readPolicy(options.policy, (await readNamed(io, "policy", options.policy)).toString());
  }
  const text = await ofRepository();
  return text === null ? DEFAULT_POLICY : readPolicy(POLICY_PATH, text);
}

/**
 * A file that the command line names.
 * @throws UsageError if it cannot be read
 */
export async function readNamed(io: Io, what: "policy" | "patch", path: string): Promise<Buffer> {
  try {
    return await readFile(resolve(io.cwd, path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "no such file" : String(code);
    throw new UsageError(`cannot read the ${what} ${path}: ${why}`);
  }
}

function readPolicy(name: string, text: string): Policy {
  const result = parsePolicy(text);
  if (result.ok) return result.policy;
  const [first] = result.problems;
  const place = first ? `${name}:${String(first.line)}:${String(first.column)}: ${first.message}` : name;
  const more = result.problems.length > 1 ? ` (and ${String(result.problems.length - 1)} more)` : "";
  throw new UsageError(`the policy is not valid: ${place}${more}`);
}
