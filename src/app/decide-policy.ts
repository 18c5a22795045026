import type { PolicyFile, PolicyFiles } from "../github/read-policy.js";
import { effectivePolicy, type ReadPolicy } from "../policy/effective-policy.js";
import { parsePolicy } from "../policy/parse-policy.js";
import { DEFAULT_POLICY, type Policy, type PolicyProblem } from "../policy/policy.js";
import type { PolicySource } from "../review/state.js";

/** The policy of a review, where it came from, and what is wrong with it. */
export interface DecidedPolicy {
  readonly policy: Policy;
  readonly policySource: PolicySource;
  readonly policyProblems: readonly PolicyProblem[];
  /** The organization's policy, where there is one. */
  readonly organization: ReadPolicy | null;
}

/** The policy to review under: the one that was given, else what the files come to, else the defaults. */
export function decidePolicy(files: PolicyFiles, given: Policy | undefined): DecidedPolicy {
  if (given) return { ...NOTHING, policy: given, policySource: { kind: "given" } };
  const own = files.own && read(files.own);
  const organization = files.isOrganization ? own : files.organization && read(files.organization);
  if (own?.ok === false) return broken(own.problems, files.own);
  // One that cannot be used counts where it would have: without a file of its own, to extend, and as a floor.
  const counts = own === null || own.policy.extends !== null || mayHoldFloor(files.organization);
  if (organization?.ok === false && counts) return broken(organization.problems, files.organization);
  const shared = organization?.ok ? organization : null;
  const { policy, inherited, held } = effectivePolicy(own, shared);
  const source = files.own?.source ?? files.organization?.source;
  const from = files.organization?.source;
  const isShared = from !== undefined && files.own !== null && inherited.length + held.length > 0;
  return {
    policy,
    policySource: source
      ? { ...source, ...(isShared && { shared: { ...from, inherited, held } }) }
      : NOTHING.policySource,
    policyProblems: [],
    organization: shared,
  };
}

const NOTHING = {
  policy: DEFAULT_POLICY,
  policySource: { kind: "built-in" },
  policyProblems: [],
  organization: null,
} as const;

type Parsed =
  (ReadPolicy & { readonly ok: true }) | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

function read({ content }: PolicyFile): Parsed {
  return content.kind === "text" ? parsePolicy(content.text) : { ok: false, problems: [content.problem] };
}

function broken(policyProblems: readonly PolicyProblem[], file: PolicyFile | null): DecidedPolicy {
  return { ...NOTHING, policyProblems, ...(file && { policySource: file.source }) };
}

/** Whether a file that cannot be used may have meant to hold a floor. */
function mayHoldFloor(file: PolicyFile | null): boolean {
  return file !== null && (file.content.kind !== "text" || /\bfloor\b/.test(file.content.text));
}
