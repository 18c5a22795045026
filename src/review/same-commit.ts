import { digest } from "../findings/fingerprint.js";
import { groupBaseOf } from "./group-subject.js";
import type { PlannedCheck } from "./plan.js";
import type { Said } from "./state.js";

/** Marks, in an external id, a check that fails only because of another one on the same commit. */
const ELSEWHERE = "elsewhere";

/** What was reviewed, by the external id of its check: the number of a pull request, or a merge group. */
export function subjectOf(externalId: string): string {
  return externalId.split(":")[0] ?? "";
}

/** Whether a check fails only because of another one on the same commit. */
export function failsElsewhereOnly(externalId: string): boolean {
  return externalId.split(":").includes(ELSEWHERE);
}

/** What a check says, in short: the part of the external id by which the next run knows it. */
export function contentOf({
  conclusion,
  title,
  summary,
  annotations,
}: Pick<PlannedCheck, "conclusion" | "title" | "summary" | "annotations">): string {
  return digest(JSON.stringify([conclusion, title, summary, annotations]));
}

/**
 * The check as it has to be where others fail on the same commit. Branch rules ask a commit for its newest check of our
 * name, whichever pull request it was written for: one that passes would cover up the others.
 */
export function withFailuresElsewhere(check: PlannedCheck, failsFor: Said["failsFor"]): PlannedCheck {
  if (check.conclusion === "failure" || failsFor?.length === 0) return check;
  const others = (failsFor ?? []).map(inWords);
  const title =
    others[0] === undefined
      ? "Too many pull requests have this commit: push another one"
      : `Fails for ${others[0]}, which has the same commit`;
  const why = `Nothing blocks here. A check belongs to its commit, though, and on this very commit it fails for ${
    others.length === 0 ? "too many pull requests to look at each" : others.join(", ")
  }: a check that passes would let those through. Mend or close them, or push a commit that only this pull request has; then **Re-run**.`;
  const [subject = "", , ...more] = check.externalId.split(":");
  const told = { ...check, conclusion: "failure" as const, title, summary: `${why}\n\n${check.summary}` };
  return { ...told, externalId: [subject, contentOf(told), ...more, ELSEWHERE].join(":") };
}

function inWords(subject: string): string {
  return groupBaseOf(`${subject}:`) === null ? `#${subject}` : "a merge group";
}
