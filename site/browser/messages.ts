import type { Artifact } from "../../src/artifacts/artifact.js";
import type { ReviewedChange, ShownReview } from "../review.js";

/** What the page asks of the engine. */
export interface Question {
  readonly id: number;
  readonly change: ReviewedChange;
}

/** What the engine says: that it has to fetch the grammar first, or what came of a question. */
export type Said =
  | { readonly kind: "loading"; readonly id: number }
  | {
      readonly kind: "answer";
      readonly id: number;
      readonly review: ShownReview;
      /** What the new artifact would do, where the question was about one. */
      readonly artifact: Artifact | null;
      readonly ms: number;
    };
