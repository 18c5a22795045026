import type * as Unbash from "unbash";

import { later } from "./later.js";

// What the scripts have in place of `unbash`: the same functions, which find nothing as long as it is not loaded.

const unbash = later(() => import("unbash"));

/** A text for a shell; an empty one at first. */
export const parse: typeof Unbash.parse = (source, ...others) =>
  unbash.now()?.parse(source, ...others) ?? {
    type: "Script",
    pos: 0,
    end: 0,
    shebang: undefined,
    commands: [],
  };

/** Calls back for each part of a node; for none at first. */
export const forEachChild: typeof Unbash.forEachChild = (node, callback) =>
  unbash.now()?.forEachChild(node, callback);
