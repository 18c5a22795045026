import { inlineCode } from "../report/escape.js";
import { marker } from "./marker.js";
import { MAX_BODY } from "./place-comments.js";
import type { PlannedReview } from "./plan.js";

/** The review with what its comments say moved to its body, for when GitHub takes none of them. */
export function withoutComments(review: PlannedReview): PlannedReview {
  const listed = review.comments.map(({ path, line, body }) => {
    const [first = ""] = body.split("\n");
    return `- ${inlineCode(`${path}:${String(line)}`)} ${first}`;
  });
  const fingerprints = [
    ...review.fingerprints,
    ...review.comments.flatMap((comment) => comment.fingerprints),
  ];
  const mark = marker(fingerprints);
  const body = `${review.body}\n\n${listed.join("\n")}`.slice(0, MAX_BODY - mark.length - 1);
  return { ...review, body: `${body}\n${mark}`, comments: [], fingerprints };
}
