import { readFileSync, statSync } from "node:fs";

import { maxBytes } from "../analysis/file-kind.js";

/** The most bytes that are read of any file. */
export const READ_LIMIT = Math.max(maxBytes("python"), maxBytes("notebook"));

/** A file of the work tree, which may be gone or changed by now. */
export function readFromDisk(path: string): Buffer | "missing" | "too-large" {
  try {
    const { size } = statSync(path);
    return size > READ_LIMIT ? "too-large" : readFileSync(path);
  } catch {
    return "missing";
  }
}
