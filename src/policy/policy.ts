import {
  array,
  description,
  integer,
  minLength,
  minValue,
  number,
  optional,
  parse,
  picklist,
  pipe,
  record,
  strictObject,
  string,
  transform,
  trim,
  values,
  type InferOutput,
  type ObjectEntries,
  type StrictObjectIssue,
  type StrictObjectSchema,
} from "valibot";

import { RULE_IDS } from "../rules/registry.js";
import { suggestion } from "./nearest.js";

/** Where a repository keeps its policy, and an organization, in its repository `.github`, the one for all others. */
export const POLICY_PATH = ".github/no-pickle.yml";

const ruleId = pipe(
  string(),
  values(RULE_IDS, ({ input }) => `unknown rule "${input}"${suggestion(input, RULE_IDS)}`),
);
const setting = picklist(["block", "warn", "note", "off"]);
const settings = record(ruleId, setting);
const globs = array(string());

const override = mapping({ paths: globs, rules: settings });

const wrapper = mapping({ symbol: string() });

const waiver = mapping({
  rule: pipe(ruleId, description("The id of the rule")),
  path: pipe(string(), description("The file, from the root of the repository; no glob")),
  symbol: optional(pipe(string(), description("The qualified name that is reached: `pickle.load`"))),
  reason: pipe(
    string(),
    trim(),
    minLength(1, "a waiver needs a reason"),
    description("Why the risk is acceptable"),
  ),
  count: optional(pipe(number(), integer(), minValue(1), description("How many findings it covers")), 1),
  expires: optional(
    pipe(string(), description("Its last day, YYYY-MM-DD; a date that is none counts as past")),
  ),
});

/**
 * What `.github/no-pickle.yml` may hold, with the defaults. The type of a policy, the checks of the parser, the names that
 * it suggests for misspelt keys, and `docs/no-pickle.schema.json` all come from it.
 */
export const policySchema = pipe(
  mapping({
    preset: optional(
      pipe(picklist(["strict", "balanced"]), description("`balanced`: bare imports and test code only warn")),
      "strict",
    ),
    review: optional(
      pipe(picklist(["request-changes", "comment", "none"]), description("What the review asks for")),
      "request-changes",
    ),
    drafts: optional(
      pipe(
        picklist(["review", "neutral"]),
        description("`neutral`: drafts get no comments and a neutral check until they are ready"),
      ),
      "review",
    ),
    "open-pull-requests": optional(
      pipe(
        picklist(["review", "leave"]),
        description("What happens to pull requests that are open already when the App is installed"),
      ),
      "leave",
    ),
    rules: optional(pipe(settings, description("Levels by rule id, for all files")), {}),
    overrides: optional(
      pipe(array(override), description("Levels for some files; the last entry that matches wins")),
      [],
    ),
    ignore: optional(pipe(globs, description("Files that are not looked at")), []),
    wrappers: optional(
      pipe(
        array(wrapper),
        description(
          "Functions that hide the choice of loader: calls of them are fine, their body is reviewed",
        ),
        transform((wrappers) => wrappers.map(({ symbol }) => symbol)),
      ),
      [],
    ),
    waivers: optional(
      pipe(
        array(
          pipe(
            waiver,
            transform(({ symbol = null, expires = null, ...rest }) => ({ ...rest, symbol, expires })),
          ),
        ),
        description("Findings that somebody decided to accept"),
      ),
      [],
    ),
    "waiver-approval": optional(
      pipe(
        picklist(["other-maintainer", "maintainer"]),
        description("Whether the author of a pull request may accept findings of it (`maintainer`)"),
      ),
      "other-maintainer",
    ),
    "not-scanned": optional(
      pipe(
        picklist(["block", "warn"]),
        description("Whether a file that could not be scanned fails the check"),
      ),
      "block",
    ),
  }),
  transform(
    ({
      "open-pull-requests": openPullRequests,
      "waiver-approval": waiverApproval,
      "not-scanned": notScanned,
      ...rest
    }) => ({ ...rest, openPullRequests, waiverApproval, notScanned }),
  ),
);

/** What a repository decided about its reviews. */
export type Policy = Immutable<InferOutput<typeof policySchema>>;

/** A finding that somebody decided to accept. `symbol` is null for any, `expires` for no end. */
export type Waiver = Policy["waivers"][number];

/** A rule's level as a policy sets it. */
export type RuleSetting = InferOutput<typeof setting>;

/** The policy where a repository has none. */
export const DEFAULT_POLICY: Policy = parse(policySchema, {});

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
function mapping<const Entries extends ObjectEntries>(
  entries: Entries,
): StrictObjectSchema<Entries, (issue: StrictObjectIssue) => string> {
  const keys = Object.keys(entries);
  return strictObject(entries, ({ expected, input, received, message }) => {
    if (expected === "never" && typeof input === "string")
      return `unknown key "${input}"${suggestion(input, keys)}`;
    return received === "undefined" ? `the key ${expected ?? ""} is missing` : message;
  });
}
