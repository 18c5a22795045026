import { readFile, stat } from "node:fs/promises";

import { maxBytes } from "../analysis/file-kind.js";

/** The most bytes that are read of any file. */
export const READ_LIMIT = Math.max(maxBytes("python"), maxBytes("notebook"));

/** A file of the work tree, which may be gone or changed by now. */
export async function readFromDisk(path: string): Promise<Buffer | "missing" | "too-large"> {
  try {
    const { size } = await stat(path);
    return size > READ_LIMIT ? "too-large" : await readFile(path);
  } catch {
    return "missing";
  }
}
