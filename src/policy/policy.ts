import * as v from "valibot";

import { RULE_IDS } from "../rules/registry.js";
import { suggestion } from "./nearest.js";

/** Where a repository keeps its policy, and an organization, in its repository `.github`, the one for all others. */
export const POLICY_PATH = ".github/no-pickle.yml";

const ruleId = v.pipe(
  v.string(),
  v.values(RULE_IDS, ({ input }) => `unknown rule "${input}"${suggestion(input, RULE_IDS)}`),
);
const setting = v.picklist(["block", "warn", "note", "off"]);
const settings = v.record(ruleId, setting);
const globs = v.array(v.string());

const override = mapping({ paths: globs, rules: settings });

const wrapper = mapping({ symbol: v.string() });

const waiver = mapping({
  rule: v.pipe(ruleId, v.description("The id of the rule")),
  path: v.pipe(v.string(), v.description("The file, from the root of the repository; no glob")),
  symbol: v.optional(v.pipe(v.string(), v.description("The qualified name that is reached: `pickle.load`"))),
  reason: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, "a waiver needs a reason"),
    v.description("Why the risk is acceptable"),
  ),
  count: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.description("How many findings it covers")),
    1,
  ),
  expires: v.optional(
    v.pipe(v.string(), v.description("Its last day, YYYY-MM-DD; a date that is none counts as past")),
  ),
});

const waiverApproval = v.picklist(["other-maintainer", "maintainer"]);
const notScanned = v.picklist(["block", "warn"]);

/** A path from the root of the repository, without steps up. */
const RATCHET_NAME = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))(?!\/)[^\\\n]{1,200}\.json$/;

/** What an organization lets none of its repositories go below; it binds only what it names. */
const floor = v.pipe(
  mapping({
    rules: v.optional(
      v.pipe(
        settings,
        v.description("The lowest level by rule id, whatever preset, rules and overrides say"),
      ),
      {},
    ),
    "waiver-approval": v.optional(
      v.pipe(waiverApproval, v.description("`other-maintainer`: no repository lets authors accept")),
    ),
    "not-scanned": v.optional(
      v.pipe(notScanned, v.description("`block`: everywhere, what could not be scanned fails the check")),
    ),
    ignore: v.optional(v.pipe(globs, v.description("The most that a repository may ignore"))),
  }),
  v.transform(
    ({
      "waiver-approval": waiverApproval = null,
      "not-scanned": notScanned = null,
      ignore = null,
      rules,
    }) => ({
      rules,
      waiverApproval,
      notScanned,
      ignore,
    }),
  ),
  v.description("In the organization's repository `.github` only: what repositories may raise and not lower"),
);

const artifacts = v.pipe(
  mapping({
    allow: v.optional(
      v.pipe(
        v.array(v.string()),
        v.description(
          "Names that pickles may look up besides, exactly as they are looked up: `mypkg.models.Scaler`",
        ),
      ),
      [],
    ),
    "ignore-paths": v.optional(
      v.pipe(globs, v.description("Files that are not looked at as pickles, archives and models")),
      [],
    ),
  }),
  v.transform(({ allow, "ignore-paths": ignorePaths }) => ({ allow, ignorePaths })),
  v.description("Files that may run something when they are loaded"),
);

/**
 * What `.github/no-pickle.yml` may hold, with the defaults. The type of a policy, the checks of the parser, the names that
 * it suggests for misspelt keys, and `docs/no-pickle.schema.json` all come from it.
 */
export const policySchema = v.pipe(
  mapping({
    extends: v.optional(
      v.pipe(
        v.picklist(["organization"]),
        v.description("`organization`: what this file does not say is as the organization's policy has it"),
      ),
    ),
    floor: v.optional(floor),
    preset: v.optional(
      v.pipe(
        v.picklist(["strict", "balanced"]),
        v.description("`balanced`: bare imports and test code only warn"),
      ),
      "strict",
    ),
    review: v.optional(
      v.pipe(v.picklist(["request-changes", "comment", "none"]), v.description("What the review asks for")),
      "request-changes",
    ),
    drafts: v.optional(
      v.pipe(
        v.picklist(["review", "neutral"]),
        v.description("`neutral`: drafts get no comments and a neutral check until they are ready"),
      ),
      "review",
    ),
    "open-pull-requests": v.optional(
      v.pipe(
        v.picklist(["review", "leave"]),
        v.description("What happens to pull requests that are open already when the App is installed"),
      ),
      "leave",
    ),
    dashboard: v.optional(
      v.pipe(
        v.boolean(),
        v.description("`true`: the App keeps one issue up to date with what is left in the default branch"),
      ),
      false,
    ),
    rules: v.optional(v.pipe(settings, v.description("Levels by rule id, for all files")), {}),
    overrides: v.optional(
      v.pipe(v.array(override), v.description("Levels for some files; the last entry that matches wins")),
      [],
    ),
    ignore: v.optional(v.pipe(globs, v.description("Files that are not looked at")), []),
    wrappers: v.optional(
      v.pipe(
        v.array(wrapper),
        v.description(
          "Functions that hide the choice of loader: calls of them are fine, their body is reviewed",
        ),
        v.transform((wrappers) => wrappers.map(({ symbol }) => symbol)),
      ),
      [],
    ),
    artifacts: v.optional(artifacts, {}),
    waivers: v.optional(
      v.pipe(
        v.array(
          v.pipe(
            waiver,
            v.transform(({ symbol = null, expires = null, ...rest }) => ({ ...rest, symbol, expires })),
          ),
        ),
        v.description("Findings that somebody decided to accept"),
      ),
      [],
    ),
    "waiver-approval": v.optional(
      v.pipe(
        waiverApproval,
        v.description("Whether the author of a pull request may accept findings of it (`maintainer`)"),
      ),
      "other-maintainer",
    ),
    "not-scanned": v.optional(
      v.pipe(notScanned, v.description("Whether a file that could not be scanned fails the check")),
      "block",
    ),
    ratchet: v.optional(
      v.pipe(
        v.string(),
        v.regex(RATCHET_NAME, "a ratchet is a file of the repository whose name ends in .json"),
        v.description(
          "The file with the counts of `no-pickle ratchet`: new uses block only where a count rises above it",
        ),
      ),
    ),
  }),
  v.transform(
    ({
      "open-pull-requests": openPullRequests,
      "waiver-approval": waiverApproval,
      "not-scanned": notScanned,
      extends: base = null,
      floor = null,
      ratchet = null,
      ...rest
    }) => ({ ...rest, openPullRequests, waiverApproval, notScanned, extends: base, floor, ratchet }),
  ),
);

/** What a repository decided about its reviews. */
export type Policy = Immutable<v.InferOutput<typeof policySchema>>;

/** The part of an organization's policy that its repositories cannot go below. */
export type Floor = NonNullable<Policy["floor"]>;

/** A finding that somebody decided to accept. `symbol` is null for any, `expires` for no end. */
export type Waiver = Policy["waivers"][number];

/** A rule's level as a policy sets it. */
export type RuleSetting = v.InferOutput<typeof setting>;

/** The policy where a repository has none. */
export const DEFAULT_POLICY: Policy = v.parse(policySchema, {});

/** Something wrong in a policy file; line and column are 1-based. */
export interface PolicyProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

type Immutable<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
  : Value;

/** A mapping of known keys, whose problems name the key. */
function mapping<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.StrictObjectSchema<Entries, (issue: v.StrictObjectIssue) => string> {
  const keys = Object.keys(entries);
  return v.strictObject(entries, ({ expected, input, received, message }) => {
    if (expected === "never" && typeof input === "string")
      return `unknown key "${input}"${suggestion(input, keys)}`;
    return received === "undefined" ? `the key ${expected ?? ""} is missing` : message;
  });
}
