import {
  array,
  description,
  integer,
  minLength,
  minValue,
  number,
  optional,
  picklist,
  pipe,
  record,
  strictObject,
  string,
  trim,
} from "valibot";

const level = picklist(["block", "warn", "note", "off"]);
const levels = record(string(), level);
const globs = array(string());

const waiver = strictObject({
  rule: pipe(string(), description("The id of the rule")),
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

/** The shape of `.github/no-pickle.yml`. `docs/no-pickle.schema.json` is made from it. */
export const policySchema = strictObject({
  preset: optional(
    pipe(picklist(["strict", "balanced"]), description("`balanced`: bare imports and test code only warn")),
  ),
  review: optional(
    pipe(picklist(["request-changes", "comment", "none"]), description("What the review asks for")),
  ),
  drafts: optional(
    pipe(
      picklist(["review", "neutral"]),
      description("`neutral`: drafts get no comments and a neutral check until they are ready"),
    ),
  ),
  "open-pull-requests": optional(
    pipe(
      picklist(["review", "leave"]),
      description("What happens to pull requests that are open already when the App is installed"),
    ),
  ),
  rules: optional(pipe(levels, description("Levels by rule id, for all files"))),
  overrides: optional(
    pipe(
      array(strictObject({ paths: globs, rules: levels })),
      description("Levels for some files; the last entry that matches wins"),
    ),
  ),
  ignore: optional(pipe(globs, description("Files that are not looked at"))),
  wrappers: optional(
    pipe(
      array(strictObject({ symbol: string() })),
      description("Functions that hide the choice of loader: calls of them are fine, their body is reviewed"),
    ),
  ),
  waivers: optional(pipe(array(waiver), description("Findings that somebody decided to accept"))),
  "waiver-approval": optional(
    pipe(
      picklist(["other-maintainer", "maintainer"]),
      description("Whether the author of a pull request may accept findings of it (`maintainer`)"),
    ),
  ),
  "not-scanned": optional(
    pipe(
      picklist(["block", "warn"]),
      description("Whether a file that could not be scanned fails the check"),
    ),
  ),
});
