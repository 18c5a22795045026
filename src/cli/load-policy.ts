import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import type { AnalysisTools } from "../analysis/analysis-tools.js";
import { decidePolicy, type DecidedPolicy } from "../app/decide-policy.js";
import type { PolicyFile, PolicyFiles } from "../github/read-policy.js";
import { DEFAULT_POLICY, POLICY_PATH, type Policy } from "../policy/policy.js";
import { UsageError, type CommonOptions, type Io } from "./io.js";

/** The organization's part in what a run goes by. */
export type Organization = Pick<AnalysisTools, "organization" | "isOrganization">;

/** The policy that a command works under, and what its report says of it. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly organization: Organization;
  /** Whether it is the repository's: then what a change does to it is judged. */
  readonly isOwn: boolean;
  /** Which one it is, and where it came from. */
  readonly described: string;
  readonly notes: readonly string[];
}

/** The policy file of a repository, and what else that tells. */
export interface RepositoryPolicy {
  /** The text of the file; null where there is none. */
  readonly text: string | null;
  /** Where the file was looked for: "HEAD", "this folder". */
  readonly place: string;
  /** Whose repository it is, and whether it is the one that holds the policy of all of theirs; null where nothing tells. */
  readonly origin: { readonly owner: string; readonly isOrganization: boolean } | null;
}

/**
 * The policy that a command works under: `--policy FILE`, else what the repository has, with the organization's where
 * `--organization FILE` shows it, else the defaults.
 * @throws UsageError if a file cannot be read or is wrong
 */
export async function loadPolicy(
  io: Io,
  options: Pick<CommonOptions, "policy" | "usePolicy" | "organization">,
  ofRepository: () => Promise<RepositoryPolicy>,
): Promise<LoadedPolicy> {
  if (!options.usePolicy) {
    const described = "built-in defaults (preset strict), by --no-policy";
    return { policy: DEFAULT_POLICY, organization: {}, isOwn: false, described, notes: [] };
  }
  const named = options.policy;
  const repository =
    named === undefined
      ? await ofRepository()
      : { text: (await readNamed(io, "policy", named)).toString(), place: named, origin: null };
  const shared = options.organization;
  const organization = shared === undefined ? null : (await readNamed(io, "policy", shared)).toString();
  const files: PolicyFiles = {
    own: fileOf("repository", repository.text),
    organization: fileOf("organization", organization),
    isOrganization: repository.origin?.isOrganization ?? false,
  };
  const decided = decidePolicy(files, undefined);
  const names = { own: named ?? POLICY_PATH, organization: shared ?? "" };
  refuseBroken(decided, names);
  return {
    policy: decided.policy,
    organization: { organization: decided.organization, isOrganization: files.isOrganization },
    isOwn: named === undefined,
    described: describe(decided, names, named === undefined ? repository.place : null),
    notes: unseen(decided, repository, organization !== null),
  };
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

function fileOf(kind: "repository" | "organization", text: string | null): PolicyFile | null {
  return text === null ? null : { source: { kind, ref: "", sha: "" }, content: { kind: "text", text } };
}

interface Names {
  readonly own: string;
  readonly organization: string;
}

function refuseBroken({ policyProblems, policySource }: DecidedPolicy, names: Names): void {
  const [first] = policyProblems;
  if (!first) return;
  const name = policySource.kind === "organization" ? names.organization : names.own;
  const more = policyProblems.length > 1 ? ` (and ${String(policyProblems.length - 1)} more)` : "";
  const place = `${name}:${String(first.line)}:${String(first.column)}`;
  throw new UsageError(`the policy is not valid: ${place}: ${first.message}${more}`);
}

/** @param place where the repository's file is; null where it was named on the command line */
function describe({ policy, policySource }: DecidedPolicy, names: Names, place: string | null): string {
  const preset = `(preset ${policy.preset})`;
  switch (policySource.kind) {
    case "repository": {
      const { inherited = [], held = [] } = policySource.shared ?? {};
      return [
        place === null ? `${names.own} ${preset}, by --policy` : `${names.own} of ${place} ${preset}`,
        ...(inherited.length > 0 ? [`${names.organization} gives ${inherited.join(", ")}`] : []),
        ...(held.length > 0 ? [`the floor of ${names.organization} holds ${held.join(", ")}`] : []),
      ].join("; ");
    }
    case "organization":
      return `${names.organization} ${preset}, the organization's: there is no ${names.own} in ${place ?? ""}`;
    default:
      return `built-in defaults ${preset}: there is no ${names.own} in ${place ?? ""}`;
  }
}

/** What the organization may say, where this run cannot see it. */
function unseen({ policy }: DecidedPolicy, { origin }: RepositoryPolicy, isSeen: boolean): string[] {
  if (isSeen || origin?.isOrganization === true) return [];
  const whose = origin === null ? "the organization" : origin.owner;
  const how = "name its file with --organization FILE";
  if (policy.extends !== null)
    return [
      `the policy extends that of ${whose}, which is not seen from here, and neither is its floor: ${how}`,
    ];
  return origin === null ? [] : [`a floor of ${whose}, if there is one, is not seen from here: ${how}`];
}
