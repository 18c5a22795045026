import type { Finding } from "../findings/finding.js";

/** Who decided that a finding is acceptable, and until when. */
export type WaivedBy =
  /** An entry of the policy. */
  | { readonly kind: "policy"; readonly reason: string; readonly expires: string | null }
  /** A comment in the code that was there before the change. */
  | { readonly kind: "inline"; readonly reason: string; readonly expires: null }
  /** A ratchet: no more of it stands in the file than that allows. */
  | { readonly kind: "ratchet"; readonly reason: string; readonly expires: null }
  /** A maintainer, in the thread of the finding. */
  | {
      readonly kind: "accept";
      readonly reason: string;
      readonly expires: string | null;
      readonly login: string;
      /** The day of the decision, `YYYY-MM-DD`. */
      readonly on: string;
    };

/** A finding that somebody accepted. */
export interface Waived {
  readonly finding: Finding;
  readonly by: WaivedBy;
}
