import { POLICY_PATH } from "../policy/policy.js";
import { parsePolicy } from "../policy/parse-policy.js";
import { plural } from "../report/report.js";
import type { Io } from "./io.js";
import { readNamed } from "./load-policy.js";

/** Checks a policy file and says, by line and column, what is wrong with it. Exit code 0 or 2. */
export async function policyValidateCommand(io: Io, file: string = POLICY_PATH): Promise<number> {
  const result = parsePolicy((await readNamed(io, "policy", file)).toString());
  if (result.ok) {
    io.out(`${file} is valid\n`);
    return 0;
  }
  for (const { line, column, message } of result.problems) {
    io.err(`${file}:${String(line)}:${String(column)}: ${message}\n`);
  }
  io.err(`no-pickle: ${plural(result.problems.length, "problem")} in ${file}\n`);
  return 2;
}
