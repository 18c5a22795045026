import type { Finding } from "../findings/finding.js";
import { inlineCode, uriPath } from "../report/escape.js";
import { countBlocking, plural } from "../report/report.js";
import { findingsTable } from "../report/tables.js";
import { writeMark, type MarkKit } from "./marker.js";
import { MAX_BODY, type PlacedComments } from "./place-comments.js";
import type { ReviewInput } from "./state.js";

/** The text of a review: one sentence, what no line could carry, and where to read more. */
export function reviewBody(
  input: ReviewInput,
  findings: readonly Finding[],
  { comments, unplaced }: PlacedComments,
  kit: MarkKit,
): string {
  const parts = [
    `${opening(findings)}${comments.length > 0 ? " The comments say what to write instead, with links." : ""}`,
  ];
  if (unplaced.length > 0) {
    const { pull, baseUrl } = input;
    const table = findingsTable(unplaced, linkTo(pull.repositoryUrl, pull.headSha), baseUrl);
    parts.push("These have no line in the diff that could carry a comment:", table);
  }
  return withMark(
    parts,
    unplaced.map(({ fingerprint }) => fingerprint),
    kit,
  );
}

/** The same with what the comments say, for when GitHub takes none of them. */
export function reviewBodyAlone(
  findings: readonly Finding[],
  { comments, unplaced }: PlacedComments,
  kit: MarkKit,
): string {
  const listed = comments.map(({ path, line, body }) => {
    const [first = ""] = body.split("\n");
    return `- ${inlineCode(`${path}:${String(line)}`)} ${first}`;
  });
  const others = unplaced.map(
    ({ path, range, ruleId }) => `- ${inlineCode(`${path}:${String(range.startLine + 1)}`)} ${ruleId}`,
  );
  const fingerprints = [
    ...unplaced.map(({ fingerprint }) => fingerprint),
    ...comments.flatMap((comment) => comment.fingerprints),
  ];
  return withMark([opening(findings), [...listed, ...others].join("\n")], fingerprints, kit);
}

function opening(findings: readonly Finding[]): string {
  const blocking = countBlocking(findings);
  return blocking > 0
    ? `This pull request brings in unsafe deserialization: ${plural(blocking, "place")} to change before it is merged.`
    : "Nothing here blocks; please have a look at these uses of deserialization.";
}

/** What does not fit is left to the check; the mark that remembers the findings always fits. */
function withMark(parts: readonly string[], fingerprints: readonly string[], kit: MarkKit): string {
  const mark = writeMark({ kind: "review", fingerprints }, kit);
  const body = `${parts.join("\n\n")}\n${mark}`;
  return body.length <= MAX_BODY ? body : `${parts[0] ?? ""} The check run lists them all.\n${mark}`;
}

/** The web address of a line at a commit. */
export function linkTo(repositoryUrl: string, sha: string): (path: string, line: number) => string {
  return (path, line) => `${repositoryUrl}/blob/${sha}/${uriPath(path)}#L${String(line)}`;
}
