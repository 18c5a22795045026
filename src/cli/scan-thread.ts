import { workerData } from "piscina";

import { loadParser } from "../app/load-parser.js";
import type { Parser } from "../parse/syntax-tree.js";
import { filesOnDisk } from "./files-on-disk.js";
import { gather, type Gathered } from "./run-analysis.js";
import { FILES_AT_ONCE, type ScanWork } from "./scan-in-threads.js";
import { surroundingsOnDisk } from "./surroundings.js";

const { cwd, roots, paths, policy } = workerData as ScanWork;
const surroundings = surroundingsOnDisk(cwd, roots, paths, policy);

/** Loaded by the first task: a thread without one may be ended at any moment, and must not be while it loads native code. */
let parser: Promise<Parser> | undefined;

/** Runs in a thread of a scan: analyzes `FILES_AT_ONCE` files, beginning with this index. */
export async function scan(first: number): Promise<Gathered> {
  const files = filesOnDisk(cwd, paths.slice(first, first + FILES_AT_ONCE));
  parser ??= loadParser();
  return gather({ files, surroundings }, policy, await parser, () => undefined);
}
