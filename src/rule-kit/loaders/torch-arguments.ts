import type { DecidingArgument, SafeSince } from "../library-loader.js";

/** `weights_only`, where a library passes it on to `torch.load`. */
export const WEIGHTS_ONLY: DecidingArgument = {
  name: "weights_only",
  position: null,
  safe: true,
  absent: "unsafe",
};

/** Where a library passes nothing on, torch decides. */
export const BY_TORCH: readonly SafeSince[] = [{ packages: ["torch"], version: "2.6" }];
