import { isDate, isInForce } from "./apply-waivers.js";
import { parsePolicy, positionsIn, type PolicyResult } from "./parse-policy.js";
import type { PolicyProblem } from "./policy.js";

/** What is to be said of a policy file, each by line. */
export interface PolicyCheck {
  readonly parsed: PolicyResult;
  /** What is wrong with it: also what it can be read with, and means nothing. */
  readonly problems: readonly PolicyProblem[];
  /** What does not count any more, or not here. */
  readonly remarks: readonly PolicyProblem[];
}

/**
 * Looks at a policy file more closely than a review does.
 * @param today the day it is, `YYYY-MM-DD`
 * @param hasFile whether there is a file at a path of the repository; null where that is not known
 */
export function checkPolicy(
  text: string,
  today: string,
  hasFile: ((path: string) => boolean) | null,
): PolicyCheck {
  const parsed = parsePolicy(text);
  if (!parsed.ok) return { parsed, problems: parsed.problems, remarks: [] };
  const positionOf = positionsIn(text);
  const problems: PolicyProblem[] = [];
  const remarks: PolicyProblem[] = [];
  for (const [i, { expires, path }] of parsed.policy.waivers.entries()) {
    if (expires !== null && !isDate(expires)) {
      const message = `expires: "${expires}" is no date (YYYY-MM-DD), so that this waiver is never in force`;
      problems.push({ ...positionOf(["waivers", i, "expires"]), message });
    } else if (expires !== null && !isInForce(expires, today)) {
      const message = `this waiver is not in force any more: its last day was ${expires}`;
      remarks.push({ ...positionOf(["waivers", i, "expires"]), message });
    }
    if (hasFile?.(path) === false)
      remarks.push({ ...positionOf(["waivers", i, "path"]), message: `there is no file ${path}` });
  }
  return { parsed, problems, remarks: [...remarks].sort((a, b) => a.line - b.line) };
}
