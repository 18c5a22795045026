import type { Finding } from "../findings/finding.js";
import { uriPath } from "../report/escape.js";
import { plural } from "../report/report.js";
import { findingsTable } from "../report/tables.js";
import { marker } from "./marker.js";
import { MAX_BODY } from "./place-comments.js";
import type { PlannedComment } from "./plan.js";
import type { ReviewInput } from "./state.js";

/** The text of a review: one sentence, what no line could carry, and where to read more. */
export function reviewBody(
  input: ReviewInput,
  comments: readonly PlannedComment[],
  unplaced: readonly Finding[],
): string {
  const { findings } = input.examined;
  const blocking = findings.filter(({ level }) => level === "block").length;
  const opening =
    blocking > 0
      ? `This pull request brings in unsafe deserialization: ${plural(blocking, "place")} to change before it is merged.`
      : "Nothing here blocks; please have a look at these uses of deserialization.";
  const where = comments.length > 0 ? " The comments say what to write instead, with links." : "";
  const parts = [`${opening}${where}`];
  const mark = marker(unplaced.map(({ fingerprint }) => fingerprint));
  if (unplaced.length > 0) {
    const { pull, baseUrl } = input;
    const table = findingsTable(unplaced, linkTo(pull.repositoryUrl, pull.headSha), baseUrl);
    parts.push("These have no line in the diff that could carry a comment:", table);
  }
  const body = `${parts.join("\n\n")}\n${mark}`;
  return body.length <= MAX_BODY
    ? body
    : `${parts[0] ?? ""} The check run lists them all.\n${mark}`.slice(0, MAX_BODY);
}

/** The web address of a line at a commit. */
export function linkTo(repositoryUrl: string, sha: string): (path: string, line: number) => string {
  return (path, line) => `${repositoryUrl}/blob/${sha}/${uriPath(path)}#L${String(line)}`;
}
