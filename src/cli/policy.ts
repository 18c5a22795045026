import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { decidePolicy } from "../app/decide-policy.js";
import type { PolicyFile } from "../github/read-policy.js";
import { checkPolicy } from "../policy/check-policy.js";
import { POLICY_PATH } from "../policy/policy.js";
import { plural } from "../report/report.js";
import { folderOf, originOnDisk } from "./base-folder.js";
import { UsageError, type Io } from "./io.js";
import { readNamed } from "./load-policy.js";
import { policyOrigins } from "./policy-origins.js";

/** The options of `no-pickle policy validate`. */
export interface ValidateOptions {
  /** The organization's policy file. */
  readonly organization?: string;
}

/**
 * Checks a policy file: says what is wrong with it, line by line, or what it comes to and where each part came from. Exit
 * code 0 or 2.
 * @param file by default the one of the repository around
 */
export async function policyValidateCommand(
  io: Io,
  file: string | undefined,
  { organization }: ValidateOptions,
): Promise<number> {
  const top = folderOf(io.cwd);
  const name =
    file ?? (existsSync(resolve(io.cwd, POLICY_PATH)) ? POLICY_PATH : join(top ?? "", POLICY_PATH));
  if (file === undefined && !existsSync(resolve(io.cwd, name)))
    throw new UsageError(`there is no ${name}, so the defaults count: no-pickle init writes one`);
  const files = [name, ...(organization === undefined ? [] : [organization])];
  const texts = await Promise.all(files.map(async (one) => (await readNamed(io, "policy", one)).toString()));
  let count = 0;
  for (const [i, one] of files.entries()) {
    const root = i === 0 ? rootOf(resolve(io.cwd, one)) : null;
    const hasFile = root === null ? null : (path: string): boolean => existsSync(join(root, path));
    const { problems, remarks } = checkPolicy(texts[i] ?? "", io.today(), hasFile);
    for (const { line, column, message } of problems)
      io.err(`${one}:${String(line)}:${String(column)}: ${message}\n`);
    for (const { line, column, message } of remarks)
      io.err(`${one}:${String(line)}:${String(column)}: note: ${message}\n`);
    if (problems.length > 0) io.err(`no-pickle: ${plural(problems.length, "problem")} in ${one}\n`);
    count += problems.length;
  }
  if (count > 0) return 2;
  io.out(`${name} is valid\n`);
  const isOrganization = originOnDisk(top)?.isOrganization ?? false;
  for (const line of whatCounts(texts, { name, organization, isOrganization })) io.out(`${line}\n`);
  return 0;
}

/** The root of the repository that a policy file stands in, where it stands where policies do. */
function rootOf(path: string): string | null {
  return path.endsWith(`/${POLICY_PATH}`) ? dirname(dirname(path)) : null;
}

function whatCounts(
  [own = "", shared]: readonly string[],
  about: {
    readonly name: string;
    readonly organization: string | undefined;
    readonly isOrganization: boolean;
  },
): string[] {
  const { name, organization, isOrganization } = about;
  const decided = decidePolicy(
    {
      own: fileOf("repository", own),
      organization: shared === undefined ? null : fileOf("organization", shared),
      isOrganization,
    },
    undefined,
  );
  const checked = checkPolicy(own, "", null).parsed;
  if (!checked.ok) return [];
  const ownName = name;
  const lines = policyOrigins({ decided, own: checked, ownName, organizationName: organization ?? name });
  if (checked.policy.floor !== null && !isOrganization)
    lines.push("  Its floor binds nobody unless the file is that of the organization's repository .github.");
  if (shared === undefined && !isOrganization) {
    const what = checked.policy.extends === null ? "An organization's floor" : "The organization's policy";
    lines.push(`  ${what} is not seen from here: name its file with --organization FILE.`);
  }
  return lines;
}

function fileOf(kind: "repository" | "organization", text: string): PolicyFile {
  return { source: { kind, ref: "", sha: "" }, content: { kind: "text", text } };
}
