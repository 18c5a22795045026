import parseDiff from "parse-diff";

import { ApiError } from "./state.js";

/** GitHub's limit on bodies, in characters. */
const MAX_BODY = 65_536;

/** A comment of a review as the API takes it. */
export interface ReviewCommentInput {
  readonly path: string;
  readonly body: string;
  readonly line?: number;
  readonly side?: string;
  readonly start_line?: number;
  readonly start_side?: string;
}

/** @throws ApiError 422 as GitHub words it */
export function checkBody(body: string): void {
  if (Array.from(body).length > MAX_BODY) {
    throw new ApiError(422, "Validation Failed", [
      `Body is too long (maximum is ${String(MAX_BODY)} characters)`,
    ]);
  }
}

/**
 * GitHub's rules for the place of a review comment: on the right side, in a hunk, both ends in the same one.
 * @throws ApiError 422 with GitHub's own texts
 */
export function checkPlace(comment: ReviewCommentInput, patch: string | null | undefined): void {
  checkBody(comment.body);
  if (patch === null || patch === undefined) {
    throw new ApiError(422, "Unprocessable Entity", ["Pull request review thread diff hunk can't be blank"]);
  }
  if (comment.line === undefined || comment.side !== "RIGHT") {
    throw new ApiError(422, "Unprocessable Entity", ["Line could not be resolved"]);
  }
  const end = hunkOf(patch, comment.line);
  if (end === -1)
    throw new ApiError(422, "Unprocessable Entity", [
      "Pull request review thread line must be part of the diff",
    ]);
  if (comment.start_line === undefined) return;
  if (comment.start_line >= comment.line) {
    throw new ApiError(422, "Unprocessable Entity", [
      "Pull request review thread start line must precede the end line.",
    ]);
  }
  if (hunkOf(patch, comment.start_line) !== end) {
    throw new ApiError(422, "Unprocessable Entity", [
      "Pull request review thread start line must be part of the same hunk as the line.",
    ]);
  }
}

function hunkOf(patch: string, line: number): number {
  const chunks = parseDiff(patch)[0]?.chunks ?? [];
  return chunks.findIndex(({ newStart, newLines }) => line >= newStart && line < newStart + newLines);
}

/** @throws ApiError 422 where a check run breaks a limit that the OpenAPI description does not hold */
export function checkCheckRun(body: { readonly status?: string; readonly conclusion?: string }): void {
  if (body.status === "completed" && body.conclusion === undefined) {
    throw new ApiError(422, "Invalid request.", ["conclusion is required when status is completed"]);
  }
}
